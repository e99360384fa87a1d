import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { roundOf } from '../core/flow.ts'
import { readMargins } from '../margins-file.ts'
import { askedVersion } from '../offers.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { requireMargins } from '../results/weigh.ts'
import { withStore } from './with-store.ts'

export const marginsUsage = `heard margins <flow> FILE [--round ROUND]
  Records what is known of the population of a round, before the round is closed: its figures are then weighted wherever they are shown. Without --round: the present one.`

/** `heard margins`. */
export async function margins(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { round: { type: 'string' } },
  })
  const [name, file] = positionals
  if (name === undefined || file === undefined) throw new Problem('usage', marginsUsage)
  const population = readMargins(file)
  await withStore(config, async (store) => {
    const { content } = await askedVersion(store, readQuestionnaires(), name, values.round)
    const round = roundOf(content.flow)
    requireMargins(content.flow, population.margins)
    if (!(await store.roundMargins.save(round, population, null)))
      throw new Problem('usage', [
        `the round ${round.round} of ${name} has ended: margins are recorded before that, so that nobody chooses them by what they make of the answers`,
        `compare with them instead: heard results ${name} --round ${round.round} --margins ${file}`,
      ])
    await store.console.audit.add({
      ...{ accountId: null, action: 'round.margins_recorded', subject: name },
      details: { round: round.round, source: population.source },
    })
    console.log(`recorded for ${name}, round ${round.round}: ${population.source}`)
  })
}
