import { parseArgs } from 'node:util'
import { closedRound } from '../closed-round.ts'
import type { Config } from '../config.ts'
import { readMargins } from '../margins-file.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { countFigures } from '../results/figures.ts'
import { printedFigures } from './printed-figures.ts'
import { withCounting } from './progress.ts'
import { withStore } from './with-store.ts'

export const resultsUsage = `heard results <flow> [--by QUESTION[,QUESTION[,QUESTION]]] [--round ROUND [--since ROUND]] [--margins FILE] [--json]
  Figures of the released interviews of one closed round (without --round: the present one; rounds are never counted together): x of n, 95 % intervals, every reason for a missing answer, bounds, how many of those who began completed.
  --margins: what is known of the population; who answered is compared with it, and weighted figures stand beside the others.
  For people inside: small groups are not suppressed.`

/** `heard results`: reads the database of the running server, or starts the embedded one for the moment. */
export async function results(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      by: { type: 'string', default: '' },
      round: { type: 'string' },
      since: { type: 'string' },
      margins: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [name] = positionals
  if (name === undefined || (values.since !== undefined && values.round === undefined))
    throw new Problem('usage', resultsUsage)
  const population = values.margins === undefined ? undefined : readMargins(values.margins)
  await withStore(config, async (store) => {
    const questionnaires = readQuestionnaires()
    const { version, content, round } = await closedRound(store, questionnaires, name, values.round)
    const { since } = values
    if (since !== undefined) await closedRound(store, questionnaires, name, since)
    const figures = await countFigures(withCounting(store.interviews), {
      ...{
        flow: content.flow,
        version: version.slice(0, 12),
        k: config.releaseK,
        round: round.round,
        since,
        population,
      },
      by: values.by.split(',').filter(Boolean),
    })
    console.log(values.json ? JSON.stringify(figures, null, 2) : printedFigures(figures, content))
  })
}
