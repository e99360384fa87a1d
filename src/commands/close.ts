import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { createClosing } from '../closing.ts'
import type { Config } from '../config.ts'
import { roundOf } from '../core/flow.ts'
import { askedVersion } from '../offers.ts'
import { Problem } from '../problem.ts'
import { readQuestionnaires } from '../questionnaires.ts'
import { withStore } from './with-store.ts'

export const closeUsage = `heard close <flow> [--round ROUND] [--yes]
  Ends a round of a flow for good (without --round: the present one): conversations end, what waits is released or deleted, the key is erased.
  It says first how many answers would be lost, and asks. --yes: you agree already.`

/** `heard close`: a round's end, while the servers run. They stop to offer the flow within seconds. */
export async function close(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { round: { type: 'string' }, yes: { type: 'boolean', default: false } },
  })
  const [name] = positionals
  if (name === undefined) throw new Problem('usage', closeUsage)
  const questionnaires = readQuestionnaires()
  await withStore(config, async (store) => {
    const { flow } = (await askedVersion(store, questionnaires, name, values.round)).content
    const round = roundOf(flow)
    const closing = createClosing(store, questionnaires, { config, clock: () => new Date() })
    const forecast = await closing.forecast(round)
    const named = `${name}, round ${flow.round}`
    console.log(
      `${named}: of the interviews that wait now ${forecast.released} would be released and ${forecast.lost} lost.`,
    )
    console.log(
      `Open conversations end and count as well. If fewer than ${forecast.k} interviews wait then, they are deleted.`,
    )
    if (!values.yes && !(await isAgreed())) throw new Problem('usage', 'nothing was closed; --yes closes it')
    const { ended, released, discarded, stuck } = await closing.close(round, null)
    console.log(`${named}: closed. ${ended} conversations ended, ${released} interviews released.`)
    if (discarded)
      console.log(`Some waited that were too few to release safely (k = ${forecast.k}), and they were deleted.`)
    if (stuck > 0) console.log(`${stuck} conversations could not be ended and are lost; the log says why.`)
    console.log('The key of the round is erased: what is still sealed of it, also in backups, cannot be read any more.')
  })
}

/** Asks at the terminal; where there is none, nobody agrees. */
async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const reply = await terminal.question('Close the round for good? Write yes: ')
  terminal.close()
  return reply.trim().toLowerCase() === 'yes'
}
