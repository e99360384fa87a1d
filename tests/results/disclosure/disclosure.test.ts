import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../../../src/results/audit/audit.ts'
import { createSuppression, type Protection } from '../../../src/results/disclosure/suppress.ts'
import { nothingKnown } from '../../../src/results/knowledge.ts'
import type { CountedTable, PublishedTable } from '../../../src/results/published-table.ts'
import { saidText, valued } from '../../../src/results/said.ts'
import { readTable, saidFromText } from '../../../src/results/stored-table.ts'

const ordinary = (k: number): Protection => ({ k, knowledge: nothingKnown, isSensitive: () => false })
const sensitive = (k: number): Protection => ({ ...ordinary(k), isSensitive: () => true })

/** One table as readers may see it; null where nothing of it can be shown. */
async function suppress(counted: CountedTable, protection: Protection): Promise<PublishedTable | null> {
  const suppression = createSuppression(counted, protection, [])
  return (await suppression.hide()) ? suppression.shown() : null
}

/** A table of a question with values a, b, c … by a dimension with groups 1, 2, 3 … */
function table(
  counts: number[][],
  { rows = [...'abcdef'].slice(0, counts.length), dimension = 'group' } = {},
): CountedTable {
  const columns = (counts[0] ?? []).map((_, index) => [valued(String(index + 1))])
  return { question: 'q', dimensions: [dimension], rows: rows.map(saidFromText), columns, counts }
}
const hiddenIn = ({ cells }: PublishedTable) => cells.flat().filter((cell) => cell === null).length
async function protectedTable(counted: CountedTable, protection = ordinary(10)): Promise<PublishedTable> {
  const found = await suppress(counted, protection)
  if (!found) throw new Error('nothing can be shown')
  return found
}

describe('what is hidden', () => {
  test('nothing, where every number is large', async () => {
    const shown = await protectedTable(
      table([
        [50, 60],
        [70, 80],
      ]),
    )
    expect(shown.cells).toEqual([
      [50, 60],
      [70, 80],
    ])
    expect([shown.rowTotals, shown.columnTotals, shown.total]).toEqual([[110, 150], [120, 140], 260])
  })

  test('a small number, and others so that it cannot be computed', async () => {
    const shown = await protectedTable(
      table([
        [3, 40, 50],
        [60, 70, 80],
        [90, 95, 99],
      ]),
    )
    expect(shown.cells[0]?.[0]).toBeNull()
    expect(hiddenIn(shown)).toBeGreaterThanOrEqual(4)
    expect((await audit([shown], 10)).leaks).toEqual([])
  })

  test('a small group as a whole, base and all', async () => {
    const shown = await protectedTable(
      table([
        [2, 200, 300],
        [1, 150, 250],
      ]),
    )
    expect([shown.columnTotals[0], shown.cells[0]?.[0], shown.cells[1]?.[0]]).toEqual([null, null, null])
  })

  test('in sensitive questions that all of a group, or none, gave an answer; elsewhere not', async () => {
    const counts = [
      [40, 60],
      [0, 80],
      [30, 20],
    ]
    const rows = ['yes', 'no', '(refused)']
    const shown = await protectedTable(table(counts, { rows }), sensitive(10))
    expect([shown.cells[0]?.[0], shown.cells[1]?.[0]]).toEqual([null, null])
    expect((await protectedTable(table(counts, { rows }))).cells).toEqual(counts)
  })

  test('everything, where there are too few people', async () => {
    expect(
      await suppress(
        table([
          [2, 3],
          [1, 2],
        ]),
        ordinary(10),
      ),
    ).toBeNull()
  })

  test('no more than a fifth of an ordinary table with one small number', async () => {
    const counts = Array.from({ length: 6 }, (_, row) =>
      Array.from({ length: 5 }, (__, column) => 30 + 7 * row + 11 * column),
    )
    ;(counts[2] as number[])[3] = 4
    const shown = await protectedTable(table(counts))
    expect(hiddenIn(shown)).toBeLessThanOrEqual(6)
  })
})

/** What an attacker finds who tries every table of whole numbers that agrees with what is shown: the least and most of each cell. */
function bruteForce({ cells, rowTotals, columnTotals, total }: PublishedTable): { low: number; high: number }[][] {
  const places = cells.flatMap((row, r) => row.map((_, c) => [r, c] as const))
  const found = cells.map((row) => row.map(() => ({ low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY })))
  const tried = cells.map((row) => row.map((cell) => cell ?? 0))
  const agrees = () =>
    rowTotals.every((known, r) => known === null || known === (tried[r] ?? []).reduce((a, b) => a + b, 0)) &&
    columnTotals.every((known, c) => known === null || known === tried.reduce((a, row) => a + (row[c] ?? 0), 0)) &&
    // Groups in which nobody is have no column.
    (tried[0] ?? []).every((_, c) => tried.some((row) => (row[c] ?? 0) > 0)) &&
    total === tried.flat().reduce((a, b) => a + b, 0)
  function tryFrom(place: number, left: number): void {
    const [r, c] = places[place] ?? []
    if (r === undefined || c === undefined) {
      if (agrees())
        tried.forEach((row, i) => {
          row.forEach((value, j) => {
            const known = found[i]?.[j]
            if (known) Object.assign(known, { low: Math.min(known.low, value), high: Math.max(known.high, value) })
          })
        })
      return
    }
    if (cells[r]?.[c] !== null) {
      tryFrom(place + 1, left)
      return
    }
    for (let value = 0; value <= left; value++) {
      ;(tried[r] as number[])[c] = value
      tryFrom(place + 1, left - value)
    }
    ;(tried[r] as number[])[c] = 0
  }
  tryFrom(0, total - cells.flat().reduce<number>((a, b) => a + (b ?? 0), 0))
  return found
}

const small = fc
  .array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 3 })
  .filter((counts) => [0, 1].every((column) => counts.some((row) => (row[column] ?? 0) > 0)))

describe('against somebody who tries everything', () => {
  test('no hidden cell can be narrowed down to less than k, whatever the table', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(small, fc.boolean(), async (counts, isSensitive) => {
        const k = 3
        const shown = await suppress(table(counts), isSensitive ? sensitive(k) : ordinary(k))
        if (!shown) return
        const bounds = bruteForce(shown)
        shown.cells.forEach((row, r) => {
          row.forEach((cell, c) => {
            const { low = 0, high = 0 } = bounds[r]?.[c] ?? {}
            if (cell === null) expect(high - low).toBeGreaterThanOrEqual(k)
            else expect(cell === 0 || cell >= k).toBe(true)
          })
        })
        expect((await audit([shown], k)).leaks).toEqual([])
      }),
      { numRuns: 40 },
    ),
  )

  test('the auditor finds exactly the cells that can be narrowed down', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(small, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), async (counts, hide) => {
        const k = 3
        const cells = counts.map((row, r) => row.map((count, c) => (hide[2 * r + c] ? null : count)))
        const columnTotals = [0, 1].map((c) => counts.reduce((a, row) => a + (row[c] ?? 0), 0))
        const rowTotals = counts.map((row) => row.reduce((a, b) => a + b, 0))
        const { counts: _counts, ...rest } = table(counts)
        const shown: PublishedTable = {
          ...rest,
          cells,
          rowTotals,
          columnTotals,
          total: rowTotals.reduce((a, b) => a + b, 0),
        }
        const narrow = bruteForce(shown).flatMap((row, r) =>
          row.flatMap(({ low, high }, c) =>
            cells[r]?.[c] === null && high - low < k ? [`${shown.rows[r] && saidText(shown.rows[r])} ${c + 1}`] : [],
          ),
        )
        const { leaks } = await audit([shown], k)
        expect(leaks.map(({ row, column }) => `${row} ${column}`).toSorted()).toEqual(narrow.toSorted())
      }),
      { numRuns: 40 },
    ),
  )
})

describe('the auditor', () => {
  // Two hidden cells in every row and column, and still each can be computed: row 1 + row 2 - column 1 - column 2 = 2 · cell.
  test('is not content with two blanks in each row and column', async () => {
    const shown = readTable({
      ...{ question: 'q', dimensions: ['group'], rows: ['a', 'b', 'c', 'd'], columns: [['1'], ['2'], ['3'], ['4']] },
      cells: [
        [null, null, 20, 20],
        [null, null, 20, 20],
        [20, 20, null, null],
        [20, 20, null, null],
      ],
      rowTotals: [41, 41, 80, 80],
      columnTotals: [41, 41, 80, 80],
      total: 242,
    })
    const { leaks } = await audit([shown], 10)
    expect(leaks.map(({ row, column, low, high }) => [row, column, low, high])).toEqual([
      ['a', '1', 0, 1],
      ['a', '2', 0, 1],
      ['b', '1', 0, 1],
      ['b', '2', 0, 1],
    ])
  })

  test('finds it when one protecting cell is revealed', async () => {
    const counted = table([
      [3, 40, 50],
      [60, 70, 80],
      [90, 95, 99],
    ])
    const shown = await protectedTable(counted)
    const protecting = shown.cells.flatMap((row, r) =>
      row.flatMap((cell, c) => (cell === null && (counted.counts[r]?.[c] ?? 0) >= 10 ? [[r, c] as const] : [])),
    )
    expect(protecting.length).toBeGreaterThan(0)
    for (const [r, c] of protecting) {
      const cells = shown.cells.map((row, i) =>
        row.map((cell, j) => (i === r && j === c ? (counted.counts[r]?.[c] ?? 0) : cell)),
      )
      const revealed = await audit([{ ...shown, cells }], 10)
      if (hiddenIn(shown) === 4) expect(revealed.leaks.length).toBeGreaterThan(0)
    }
  })

  test('finds what two tables give away together though each is safe alone', async () => {
    // By sex the total of "b" is hidden; by place it is shown.
    const first = readTable({
      ...{ question: 'q', dimensions: ['sex'], rows: ['a', 'b'], columns: [['f'], ['m']] },
      ...{
        cells: [
          [null, 50],
          [null, 60],
        ],
        rowTotals: [null, null],
        columnTotals: [40, 110],
        total: 150,
      },
    })
    expect((await audit([first], 10)).leaks).toEqual([])
    const second = readTable({
      ...{ question: 'q', dimensions: ['place'], rows: ['a', 'b'], columns: [['town'], ['village']] },
      ...{
        cells: [
          [44, 44],
          [31, 31],
        ],
        rowTotals: [88, 62],
        columnTotals: [75, 75],
        total: 150,
      },
    })
    expect((await audit([second], 10)).leaks).toEqual([])
    const { leaks } = await audit([first, second], 10)
    expect(leaks).toContainEqual(expect.objectContaining({ row: 'b', column: 'f', low: 2, high: 2 }))
  })
})
