import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { createIdleEnding } from '../conversation/idle.ts'
import { askedVersion, releaseMinimum, versionMinimum } from '../offers.ts'
import { Problem } from '../problem.ts'
import { openLibrary, readQuestionnaires } from '../questionnaires.ts'
import { withStore } from './with-store.ts'

export const closeUsage = `heard close <flow> [--round ROUND] [--yes]
  Ends a round of a flow for good (without --round: the present one): conversations end, what waits is released or thrown away, the key is erased.
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
    const { interviews, retention, flowVersions, workspace } = store
    const { flow } = (await askedVersion(store, questionnaires, name, values.round)).content
    const round = { flow: flow.name, round: flow.round }
    const launches = await workspace.launches()
    const minimum = releaseMinimum(launches, config.releaseK)(round)
    const minimumOf = versionMinimum(launches, config.releaseK)
    const { released: kept, lost } = await interviews.forecast(round, minimum, minimumOf)
    console.log(
      `${name}, round ${flow.round}: of the interviews that wait now ${kept} would be released and ${lost} lost.`,
    )
    if (!values.yes && !(await isAgreed())) throw new Problem('usage', 'nothing was closed; --yes closes it')
    const loadContent = async (version: string) => (await flowVersions.load(version))?.content ?? null
    const library = openLibrary(questionnaires, { ...config, loadContent })
    const endIdle = createIdleEnding({ library, endIdle: retention.endIdle, clock: () => new Date() })
    let ended = 0
    // Twice: conversations on versions that are not in memory end once those are loaded.
    for (let pass = 0; pass < 2; pass++) {
      await retention.endRound(round)
      ended += await endIdle()
    }
    const { released, discarded } = await interviews.close(round, minimum, minimumOf)
    console.log(`${name}, round ${flow.round}: closed. ${ended} conversations ended, ${released} interviews released.`)
    if (discarded)
      console.log(`Some waited that were too few to release safely (k = ${minimum}), and they were thrown away.`)
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
