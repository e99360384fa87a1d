import { createEngine } from '../../src/core/engine.ts'
import type { Flow } from '../../src/core/flow.ts'
import { audit as attack } from '../../src/results/audit/audit.ts'
import { createSuppression } from '../../src/results/disclosure/suppress.ts'
import { nothingKnown } from '../../src/results/knowledge.ts'
import { publish } from '../../src/results/publish.ts'
import type { CountedTable } from '../../src/results/published-table.ts'
import { valued } from '../../src/results/said.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { createTables, usualTables } from '../../src/results/tables.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { contentOf } from '../../tests/support/flows.ts'
import { interviewOf } from '../../tests/support/interviews.ts'
import { answerOrdinarily } from '../../tests/support/ordinary-survey.ts'
import type { Bench } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { chances, linkedFlow, linkedInterviews } from '../round.ts'

const targets = { large: 10, linked: 60, shipped: 60 }
const k = 10
const size = { values: 20, first: 20, second: 5 }
const people = 2_000
/** By the number of tables. */
const largestShipped = 'who-we-are'

/** Counts that are mostly small, as they are where people are taken apart by two questions; the same in every run. */
function tableOf(seed: number): CountedTable {
  const chance = chances(seed)
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  const rows = names('value', size.values)
  const columns = names('a', size.first).flatMap((a) => names('b', size.second).map((b) => [a, b]))
  const counts = rows.map(() => columns.map(() => Math.floor(chance() ** 2 * 300)))
  return {
    ...{ question: 'question', dimensions: ['first', 'second'], rows: rows.map(valued), counts },
    columns: columns.map((column) => column.map(valued)),
  }
}

const smallIn = ({ counts }: CountedTable) => counts.flat().filter((count) => count > 0 && count < k).length
const secondsSince = (start: number) => (performance.now() - start) / 1000

async function largeTable({ progress }: Bench) {
  const counted = tableOf(1)
  const protection = { k, knowledge: nothingKnown, isSensitive: () => false }
  const suppression = createSuppression(counted, protection, [])
  progress.show('hiding', 0)
  const began = performance.now()
  await suppression.hide()
  const hiding = secondsSince(began)
  const start = performance.now()
  const { hidden, leaks } = await attack([suppression.shown()], k, {
    progress: (done, all) => progress.show('attacking', done / all),
  })
  return {
    tables: 1,
    numbers: counted.counts.flat().length,
    small: smallIn(counted),
    hidden,
    leaks,
    hiding,
    attacking: secondsSince(start),
  }
}

interface Asked {
  readonly flow: Flow
  released(): AsyncGenerator<ReleasedInterview>
}

/** Publishes a round of a flow as `heard publish` does, and attacks what is published. */
async function publishing({ flow, released }: Asked, { progress }: Bench) {
  const requests = usualTables(flow)
  const counting = createTables(flow, requests)
  for await (const interview of released()) counting.add(interview)
  const counted = counting.result()
  const began = performance.now()
  const { published } = await publish(flow, { flow: flow.name, round: '1' }, requests, {
    interviews: { released },
    tables: { list: async () => [], add: async () => {} },
    k,
    progress: (done, all) => progress.show(`hiding, and attacking, ${flow.name}`, done / all),
  })
  const hiding = secondsSince(began)
  const start = performance.now()
  const { hidden, leaks, isComplete } = await attack(published, k, { knowledge: knowledgeOf(flow, published) })
  const numbers = counted.reduce((sum, { counts }) => sum + counts.flat().length, 0)
  const small = counted.reduce((sum, table) => sum + smallIn(table), 0)
  return {
    tables: published.length,
    asked: requests.length,
    numbers,
    small,
    hidden,
    leaks,
    isComplete,
    hiding,
    attacking: secondsSince(start),
  }
}

const linked: Asked = { flow: linkedFlow, released: () => linkedInterviews(people) }

/** The largest questionnaire of the project, answered in an ordinary survey: some leave, some refuse. */
function shippedRound(): Asked {
  const content = contentOf(largestShipped)
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const chance = chances(7)
  const interviews: ReleasedInterview[] = []
  for (let person = 0; person < people; person++) {
    const { interview, answers, disposition } = answerOrdinarily(engine, chance)
    if (interview) interviews.push({ ...interviewOf(answers), disposition })
  }
  return {
    flow: content.flow,
    async *released() {
      yield* interviews
    },
  }
}

async function run(bench: Bench): Promise<Report> {
  const large = await largeTable(bench)
  const together = await publishing(linked, bench)
  const shipped = await publishing(shippedRound(), bench)
  const leaks = [large, together, shipped].reduce((sum, each) => sum + each.leaks.length, 0)
  return {
    findings: [
      {
        what: `the auditor on a table of ${size.values} x ${size.first} x ${size.second}`,
        target: `< ${targets.large} s`,
        measured: `${large.attacking.toFixed(2)} s`,
        met: large.attacking < targets.large,
      },
      {
        what: `publishing ${together.asked} tables of ${people} people that hang together, hiding and all attacks`,
        target: `< ${targets.linked} s`,
        measured: `${together.hiding.toFixed(1)} s`,
        met: together.hiding < targets.linked,
      },
      {
        what: `publishing the ${shipped.asked} tables of ${largestShipped}, the largest questionnaire of the project, of ${people} people`,
        target: `< ${targets.shipped} s`,
        measured: `${shipped.hiding.toFixed(1)} s`,
        met: shipped.hiding < targets.shipped,
      },
      { what: 'hidden numbers that can be narrowed down', target: '0', measured: String(leaks), met: leaks === 0 },
    ],
    rows: [large, together, shipped].map(({ tables, numbers, small, hidden, hiding, attacking }) => ({
      ...{ tables, numbers, 'below k': small, hidden },
      ...{ 'seconds to hide': hiding.toFixed(1), 'seconds to attack': attacking.toFixed(2) },
    })),
    notes: [
      'All tables are attacked together, with what everybody knows of the questionnaire.',
      ...(shipped.isComplete ? [] : [`Of ${largestShipped} the auditor could not look at everybody at once.`]),
    ],
  }
}

export const audit: Figure = { name: 'audit', title: 'Attacking published tables', run }
