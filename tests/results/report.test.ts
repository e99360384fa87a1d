import { expect, test } from 'vitest'
import { barChart } from '../../src/results/chart.ts'
import type { PublishedTable } from '../../src/results/published-table.ts'
import { commonest, reportOf } from '../../src/results/report.ts'

const table: PublishedTable = {
  ...{ question: 'q', dimensions: ['g'], rows: ['yes', 'no', '(refused)'], columns: [['a'], ['b']] },
  ...{
    cells: [
      [30, null],
      [70, 90],
      [20, null],
    ],
    rowTotals: [null, 160, null],
    columnTotals: [120, 110],
    total: 230,
  },
}

test('shares are of those who answered, and have their interval', () => {
  const [first] = reportOf(table).columns
  expect(first?.base).toBe(100)
  expect(first?.bars.map(({ label, share }) => [label, share])).toEqual([
    ['yes', 0.3],
    ['no', 0.7],
  ])
  expect(first?.bars[0]?.interval?.low).toBeCloseTo(0.2189, 4)
  expect(first && commonest(first)?.label).toBe('no')
})

test('where one answer of a group is hidden none of its shares is shown: they would give it away', () => {
  const [, second] = reportOf(table).columns
  expect(second?.base).toBeNull()
  expect(second?.bars.every(({ share, interval }) => share === null && interval === null)).toBe(true)
  expect(second && commonest(second)).toBeUndefined()
})

test('a chart says its title, its figures and what is hidden, and needs no style or script', async () => {
  const bars = [
    { label: 'Yes <b>', share: 0.3, interval: { low: 0.2, high: 0.4 } },
    { label: 'No', share: null, interval: null },
  ]
  const svg = await barChart(bars, 'What & why', 'too few to show safely')
  expect(svg).toMatch(/^<svg role="img" aria-label="What &#38; why"/)
  expect(svg).toContain('30 %')
  expect(svg).toContain('too few to show safely')
  expect(svg).toContain('Yes &lt;b&gt;')
  expect(svg).not.toMatch(/style=|<script|<b>/)
})
