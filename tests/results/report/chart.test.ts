import { expect, test } from 'vitest'
import { barChart } from '../../../src/results/report/chart.ts'

const bars = [
  { label: 'Yes <b>', share: 0.3, interval: { low: 0.2, high: 0.4 } },
  { label: 'No', share: null, interval: null },
]

test('a chart says its title, its figures and what is hidden, and needs no style or script', async () => {
  const svg = await barChart([{ heading: '', bars }], 'What & $& why $1', 'too few to show safely')
  expect(svg.startsWith('<svg role="img" aria-label="What &#38; $&#38; why $1"')).toBe(true)
  expect(svg).toContain('30 %')
  expect(svg).toContain('too few to show safely')
  expect(svg).toContain('Yes &lt;b&gt;')
  expect(svg).not.toMatch(/style=|<script|<b>/)
})

test('panels stand below their headings, in their order', async () => {
  const headings = ['Village', 'Town']
  const svg = await barChart(
    headings.map((heading) => ({ heading, bars })),
    'Seen',
    'too few to show safely',
  )
  const found = [...svg.matchAll(/>(Village|Town)</g)].map(([, heading]) => heading)
  expect(found).toEqual(headings)
  expect(svg.match(/>30 %</g)).toHaveLength(2)
})
