import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createChannels } from '../channels/index.ts'
import { createMedia } from '../channels/media/index.ts'
import { simulatedService } from '../channels/services.ts'
import type { Config } from '../config.ts'
import { createConversation } from '../conversation/conversation.ts'
import { createThrottle } from '../conversation/throttle.ts'
import { daysIn } from '../core/days.ts'
import { roundOf } from '../core/flow.ts'
import { interviewAll } from '../demo/fieldwork.ts'
import { demoFlows, populationOf } from '../demo/population.ts'
import { type PublishedRound, type SlideFigure, slideFigures } from '../demo/slide-figures.ts'
import { roundScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { openLibrary, type Questionnaires, readQuestionnaires } from '../questionnaires.ts'
import { publish, publishedOf } from '../results/publish.ts'
import { usualTables } from '../results/tables.ts'
import type { Store } from '../store/store.ts'
import { close } from './close.ts'
import { percent, range } from './printed-share.ts'
import { createProgress } from './progress.ts'
import { textTable } from './text-table.ts'
import { withStore } from './with-store.ts'

const folder = 'data/demo'
const usualSeed = '2026'

export const demoUsage = `heard demo [--data FOLDER] [--seed NUMBER]
  2,060 simulated citizens, and some who leave, answer three flows by USSD, SMS and Telegram through the real conversation; then the rounds are closed and
  their tables published, in a database of their own in ${folder}. The figures stand beside those of the slides that they are modelled on.`

type DemoFlow = (typeof demoFlows)[number]

/** Everybody answers, in a store that holds nothing else. */
async function hear(store: Store, questionnaires: Questionnaires, config: Config, seed: number): Promise<void> {
  const versions = questionnaires.versions.filter(({ flow }) => demoFlows.some((name) => name === flow))
  await store.flowVersions.launch(versions)
  await store.keys.open(versions.map(({ content: { flow } }) => roundScope(flow.name, flow.round)))
  const library = openLibrary({ ...questionnaires, versions }, { ...config, loadContent: async () => null })
  const converse = createConversation({
    ...{ library, contacts: store.contacts, keyring: store.keyring, idleMinutes: config.idleMinutes },
    allow: createThrottle(Number.POSITIVE_INFINITY),
    clock: () => new Date(),
    dayOf: daysIn(config.timeZone),
  })
  const channels = createChannels(config)
  const citizens = populationOf(seed)
  const progress = createProgress('people are answering')
  await interviewAll(citizens, {
    ...{ converse, media: createMedia(config.ussd.limit), progress: progress.show },
    service: (medium) => simulatedService(channels, medium),
    contents: new Map(versions.map(({ flow, content }) => [flow, content])),
  })
  progress.end()
  console.log(`${citizens.length} people have answered, or left, through the conversation that citizens have.`)
}

/** Publishes what is asked of the three rounds, and reads it again. */
async function publishAll(
  store: Store,
  { versions }: Questionnaires,
  k: number,
): Promise<Record<DemoFlow, PublishedRound>> {
  const rounds: [string, PublishedRound][] = []
  for (const { content } of versions) {
    const { flow } = content
    if (!demoFlows.some((name) => name === flow.name)) continue
    const round = roundOf(flow)
    const progress = createProgress(`${flow.name}: hiding, and attacking what is left`)
    const { interviews, publishedTables: tables } = store
    const { published, refused } = await publish(flow, round, usualTables(flow), {
      ...{ interviews, tables, k, progress: progress.show },
    })
    progress.end()
    console.log(`${flow.name}: ${published.length} tables published, ${refused.length} too small or unsafe to show.`)
    rounds.push([flow.name, { flow, tables: await publishedOf(tables, round) }])
  }
  return Object.fromEntries(rounds) as Record<DemoFlow, PublishedRound>
}

const unreliable = {
  few: 'NCHS would not print it: fewer than 30 people.',
  wide: 'NCHS would not print it: its interval is 0.30 or wider.',
  relatively_wide: 'NCHS would not print it: its interval is wider than 1.3 times the share.',
}

function line({ what, slide, x, n, interval, presentation, note }: SlideFigure): string[] {
  const doubt = presentation?.unreliable ? unreliable[presentation.unreliable] : ''
  if (x === null || n === null) return [what, slide, 'too few to show safely', '', '', note]
  if (n === 'count') return [what, slide, String(x), '', '', note]
  const remarks = [doubt, note].filter(Boolean).join(' ')
  return [what, slide, `${x}/${n}`, percent(x / n), range(interval), remarks]
}

/** `heard demo`. */
export async function demo(parameters: readonly string[], config: Config): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { data: { type: 'string', default: folder }, seed: { type: 'string', default: usualSeed } },
  })
  const seed = Number(values.seed)
  if (!Number.isInteger(seed)) throw new Problem('usage', demoUsage)
  if (existsSync(values.data))
    throw new Problem('usage', [
      `${values.data} is there already, and the demonstration mixes with nothing`,
      `remove it, or choose another folder: heard demo --data ${values.data}-2`,
    ])
  // A database of its own, whatever is configured: simulated people must never come among real ones.
  const own: Config = { ...config, databaseUrl: undefined, dataDirectory: values.data }
  const questionnaires = readQuestionnaires()
  await withStore(own, (store) => hear(store, questionnaires, own, seed))
  for (const flow of demoFlows) await close([flow], own)
  await withStore(own, async (store) => {
    const rounds = await publishAll(store, questionnaires, own.releaseK)
    const header = ['', 'slides', 'x/n', 'share', '95 %', '']
    console.log(`\n${textTable([header, ...slideFigures(rounds).map(line)])}`)
  })
  console.log('\nThese people are simulated. To look at the pages with their results, start the service on this data:')
  console.log(`  DATA_DIR=${values.data} npm start`)
  console.log('and open /console/results; the start prints the link for the first administrator.')
}
