import { audit as attack } from '../../src/results/audit/audit.ts'
import { suppress } from '../../src/results/disclosure/suppress.ts'
import type { CountedTable } from '../../src/results/published-table.ts'
import type { Bench } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'

const targetSeconds = 10
const k = 10
const size = { values: 20, first: 20, second: 5 }

/** Counts that are mostly small, as they are where people are taken apart by two questions; the same in every run. */
function tableOf(seed: number): CountedTable {
  let state = seed
  const chance = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  const rows = names('value', size.values)
  const columns = names('a', size.first).flatMap((a) => names('b', size.second).map((b) => [a, b]))
  const counts = rows.map(() => columns.map(() => Math.floor(chance() ** 2 * 300)))
  return { question: 'question', dimensions: ['first', 'second'], rows, columns, counts }
}

async function run(bench: Bench): Promise<Report> {
  const counted = tableOf(1)
  bench.progress.show('hiding', 0)
  const began = performance.now()
  const table = await suppress(counted, { k, sensitive: false, isAnswer: () => true })
  const hiding = (performance.now() - began) / 1000
  if (!table) throw new Error('Nothing of the table can be shown.')
  const start = performance.now()
  const { hidden, leaks } = await attack([table], k, (done, all) => bench.progress.show('attacking', done / all))
  const seconds = (performance.now() - start) / 1000
  const small = counted.counts.flat().filter((count) => count > 0 && count < k).length
  return {
    findings: [
      {
        what: `the auditor on a table of ${size.values} x ${size.first} x ${size.second}`,
        target: `< ${targetSeconds} s`,
        measured: `${seconds.toFixed(1)} s`,
        met: seconds < targetSeconds,
      },
      {
        what: 'hidden numbers that it can narrow down',
        target: '0',
        measured: String(leaks.length),
        met: leaks.length === 0,
      },
    ],
    rows: [
      { numbers: counted.counts.flat().length, 'below k': small, hidden, 'seconds to hide them': hiding.toFixed(1) },
    ],
    notes: ['Each hidden number is attacked by two linear programmes over everything that is shown.'],
  }
}

export const audit: Figure = { name: 'audit', title: 'Attacking a published table', run }
