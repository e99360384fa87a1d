import { audit as attack } from '../../src/results/audit/audit.ts'
import { createSuppression } from '../../src/results/disclosure/suppress.ts'
import { nothingKnown } from '../../src/results/knowledge.ts'
import { publish } from '../../src/results/publish.ts'
import type { CountedTable } from '../../src/results/published-table.ts'
import { valued } from '../../src/results/said.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { createTables, usualTables } from '../../src/results/tables.ts'
import type { Bench } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { chances, linkedFlow, linkedInterviews } from '../round.ts'

const targets = { large: 10, linked: 60 }
const k = 10
const size = { values: 20, first: 20, second: 5 }
const people = 2_000

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

async function linkedTables({ progress }: Bench) {
  const requests = usualTables(linkedFlow)
  const counting = createTables(linkedFlow, requests)
  for await (const interview of linkedInterviews(people)) counting.add(interview)
  const counted = counting.result()
  const began = performance.now()
  const { published } = await publish(linkedFlow, { flow: 'linked', round: '1' }, requests, {
    interviews: { released: () => linkedInterviews(people) },
    tables: { list: async () => [], add: async () => {} },
    k,
    progress: (done, all) => progress.show('hiding, and attacking', done / all),
  })
  const hiding = secondsSince(began)
  const start = performance.now()
  const { hidden, leaks } = await attack(published, k, { knowledge: knowledgeOf(linkedFlow) })
  const numbers = counted.reduce((sum, { counts }) => sum + counts.flat().length, 0)
  const small = counted.reduce((sum, table) => sum + smallIn(table), 0)
  return {
    tables: published.length,
    asked: requests.length,
    numbers,
    small,
    hidden,
    leaks,
    hiding,
    attacking: secondsSince(start),
  }
}

async function run(bench: Bench): Promise<Report> {
  const large = await largeTable(bench)
  const linked = await linkedTables(bench)
  const leaks = large.leaks.length + linked.leaks.length
  return {
    findings: [
      {
        what: `the auditor on a table of ${size.values} x ${size.first} x ${size.second}`,
        target: `< ${targets.large} s`,
        measured: `${large.attacking.toFixed(2)} s`,
        met: large.attacking < targets.large,
      },
      {
        what: `publishing ${linked.asked} tables of ${people} people that hang together, hiding and all attacks`,
        target: `< ${targets.linked} s`,
        measured: `${linked.hiding.toFixed(1)} s`,
        met: linked.hiding < targets.linked,
      },
      { what: 'hidden numbers that can be narrowed down', target: '0', measured: String(leaks), met: leaks === 0 },
    ],
    rows: [large, linked].map(({ tables, numbers, small, hidden, hiding, attacking }) => ({
      ...{ tables, numbers, 'below k': small, hidden },
      ...{ 'seconds to hide': hiding.toFixed(1), 'seconds to attack': attacking.toFixed(2) },
    })),
    notes: ['All tables are attacked together, with what everybody knows of the questionnaire.'],
  }
}

export const audit: Figure = { name: 'audit', title: 'Attacking published tables', run }
