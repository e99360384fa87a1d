import { expect, test } from 'vitest'
import { audit } from '../../../src/results/audit/audit.ts'
import { createSuppression } from '../../../src/results/disclosure/suppress.ts'
import { nothingKnown } from '../../../src/results/knowledge.ts'
import type { CountedTable, PublishedTable } from '../../../src/results/published-table.ts'
import { valued } from '../../../src/results/said.ts'
import { chances } from '../../support/answering.ts'
import { withFewestHidden } from './optimum.ts'

// How many more numbers are hidden than must be. `TABLES=1000 npx vitest run tests/results/disclosure/optimum.test.ts` tries 1,000 tables.
const tables = Number(process.env.TABLES ?? 40)
/** Of all hidden numbers together. */
const goal = 1.25

/** Two to four answers of two to four groups, in which some numbers are small. */
function madeUp(chance: () => number): { table: CountedTable; k: number } {
  const between = (least: number, most: number) => least + Math.floor(chance() * (most - least + 1))
  const [rows, columns, k] = [between(2, 4), between(2, 4), [3, 5, 10][between(0, 2)] ?? 10]
  const counts = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.floor(chance() ** 2 * 6 * k)),
  )
  // No group without anybody has a column.
  for (const column of counts[0]?.keys() ?? [])
    if (counts.every((row) => row[column] === 0)) (counts[0] as number[])[column] = k
  return {
    k,
    table: {
      ...{ question: 'q', dimensions: ['group'], counts, rows: counts.map((_, row) => valued(`answer ${row}`)) },
      columns: (counts[0] ?? []).map((_, column) => [valued(`group ${column}`)]),
    },
  }
}

const hiddenIn = ({ cells, rowTotals, columnTotals }: PublishedTable) =>
  [...cells.flat(), ...rowTotals, ...columnTotals].filter((count) => count === null).length

test(`of ${tables} small tables hardly more is hidden than must be`, { timeout: 1_000 * tables }, async () => {
  const chance = chances(1)
  const sums = { hidden: 0, fewest: 0, more: 0 }
  for (let made = 0; made < tables; made++) {
    const { table, k } = madeUp(chance)
    const suppression = createSuppression(table, { k, knowledge: nothingKnown, isSensitive: () => false }, [])
    if (!(await suppression.hide())) continue
    const hidden = hiddenIn(suppression.shown())
    const optimum = withFewestHidden(table, k, hidden)
    if (optimum === null) throw new Error(`too little is hidden of ${JSON.stringify(table.counts)} with k = ${k}`)
    expect((await audit([optimum], k)).leaks).toEqual([])
    const fewest = hiddenIn(optimum)
    sums.hidden += hidden
    sums.fewest += fewest
    if (hidden > fewest) sums.more++
  }
  const { hidden, fewest, more } = sums
  if (process.env.TABLES)
    console.log(
      `${tables} tables: ${hidden} numbers are hidden, ${fewest} must be: ${(hidden / fewest).toFixed(3)} times as many; more than needed in ${more}`,
    )
  expect(fewest).toBeGreaterThan(tables)
  expect(hidden / fewest).toBeLessThanOrEqual(goal)
})
