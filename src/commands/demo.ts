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
import { type Citizen, demoFlows, populationOf } from '../demo/population.ts'
import { scorecardFlows, scorersOf } from '../demo/scorers.ts'
import { isOnSlides, type PublishedRound, type SlideFigure, slideFigures } from '../demo/slide-figures.ts'
import { roundScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { freeze, openLibrary, type Questionnaires, readQuestionnaires } from '../questionnaires.ts'
import { publish, publishedOf } from '../results/publish.ts'
import { usualTables } from '../results/tables.ts'
import { scoreTools } from '../scored-by.ts'
import type { Store } from '../store/store.ts'
import { close } from './close.ts'
import { percent, range } from './printed-share.ts'
import { createProgress } from './progress.ts'
import { textTable } from './text-table.ts'
import { withStore } from './with-store.ts'

const folder = 'data/demo'
const usualSeed = '2026'
const earlierRound = '2024'
const askedEarlier = 900

export const demoUsage = `heard demo [--data FOLDER] [--seed NUMBER]
  Simulated citizens answer by USSD, SMS and Telegram through the real conversation, in two rounds: three questionnaires, and the scorecard of four clinics.
  Some refuse, some are not understood, some leave. The rounds are closed and their tables published, in a database of their own in ${folder}.
  The figures of the second round stand beside those of the slides that they are modelled on.`

type DemoFlow = (typeof demoFlows)[number]
type Versions = Questionnaires['versions']

/** What is asked at one time, and of whom. */
interface Wave {
  readonly versions: Versions
  readonly citizens: readonly Citizen[]
  readonly firstNumber: number
}

/** Two years before fewer were asked; the second time everything that the slides print. */
function wavesOf({ versions }: Questionnaires, seed: number): readonly [earlier: Wave, now: Wave] {
  const named = (names: readonly string[]) => versions.filter(({ flow }) => names.includes(flow))
  const earlier = named(demoFlows).map(({ content }) =>
    freeze({ ...content, flow: { ...content.flow, round: earlierRound } }),
  )
  return [
    { versions: earlier, citizens: populationOf(seed + 1).slice(0, askedEarlier), firstNumber: 0 },
    {
      versions: named([...demoFlows, ...scorecardFlows]),
      citizens: [...populationOf(seed), ...scorersOf(seed)],
      firstNumber: askedEarlier,
    },
  ]
}

/** Everybody answers, in a store that holds nothing else. */
async function hear(store: Store, questionnaires: Questionnaires, config: Config, wave: Wave): Promise<void> {
  const { versions, citizens, firstNumber } = wave
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
  const progress = createProgress('people are answering')
  await interviewAll(citizens, {
    ...{ converse, media: createMedia(config.ussd.limit), progress: progress.show },
    service: (medium) => simulatedService(channels, medium),
    contents: new Map(versions.map(({ flow, content }) => [flow, content])),
    firstNumber,
  })
  progress.end()
  console.log(`${citizens.length} people have answered, or left, through the conversation that citizens have.`)
}

/** Publishes what is asked of these rounds, and reads it again. */
async function publishAll(
  store: Store,
  questionnaires: Questionnaires,
  versions: Versions,
  config: Config,
): Promise<Record<DemoFlow, PublishedRound>> {
  const rounds: [string, PublishedRound][] = []
  for (const { content } of versions) {
    const { flow } = content
    const round = roundOf(flow)
    const progress = createProgress(`${flow.name}: hiding, and attacking what is left`)
    const { interviews, publishedTables: tables } = store
    const tools = {
      ...{ interviews, tables, k: config.releaseK, progress: progress.show },
      scored: await scoreTools(store, { ...questionnaires, versions }, flow, config),
    }
    const usual = usualTables(flow)
    // What was published stays: so the tables that matter most are published first.
    const first = usual.filter(isOnSlides)
    if (first.length > 0) await publish(flow, round, first, tools)
    const { refused, scores } = await publish(flow, round, usual, tools)
    progress.end()
    const published = await publishedOf(tables, round)
    console.log(
      `${flow.name}, round ${flow.round}: ${published.length} tables published, ${refused.length} too small or unsafe to show.`,
    )
    const shown = (scores?.indicators ?? []).flatMap((each) => each.scores)
    if (scores) console.log(`${flow.name}, round ${flow.round}: ${shown.length} scores published.`)
    rounds.push([flow.name, { flow, tables: published }])
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
  const waves = wavesOf(questionnaires, seed)
  for (const wave of waves) {
    await withStore(own, (store) => hear(store, questionnaires, own, wave))
    for (const { flow, content } of wave.versions) await close([flow, '--round', content.flow.round, '--yes'], own)
  }
  const [earlier, now] = waves
  await withStore(own, async (store) => {
    await publishAll(store, questionnaires, earlier.versions, own)
    const rounds = await publishAll(store, questionnaires, now.versions, own)
    const header = ['', 'slides', 'x/n', 'share', '95 %', '']
    console.log(`\n${textTable([header, ...slideFigures(rounds).map(line)])}`)
  })
  console.log('\nThese people are simulated. To look at the pages with their results, start the service on this data:')
  console.log(`  DATA_DIR=${values.data} npm start`)
  console.log('and open /console/results; the start prints the link for the first administrator.')
}
