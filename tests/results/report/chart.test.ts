import { expect, test } from 'vitest'
import { barChart } from '../../../src/results/report/chart.ts'
import { drawingFile } from '../../../src/results/report/drawing.ts'

const bars = [
  { label: 'Yes <b>', share: 0.3, interval: { low: 0.2, high: 0.4 } },
  { label: 'No', share: null, interval: null },
]

test('a chart says its title, its figures and what is hidden, and needs no style or script', () => {
  const svg = barChart([{ heading: '', bars }], 'What & $& why $1', 'too few to show safely')
  expect(svg.startsWith('<svg role="img" aria-label="What &#38; $&#38; why $1"')).toBe(true)
  expect(svg).toContain('30 %')
  expect(svg).toContain('too few to show safely')
  expect(svg).toContain('Yes &#60;b&#62;')
  expect(svg).not.toMatch(/style=|<script|<b>/)
})

test('panels stand below their headings, in their order', () => {
  const headings = ['Village', 'Town']
  const svg = barChart(
    headings.map((heading) => ({ heading, bars })),
    'Seen',
    'too few to show safely',
  )
  const found = [...svg.matchAll(/>(Village|Town)</g)].map(([, heading]) => heading)
  expect(found).toEqual(headings)
  expect(svg.match(/>30 %</g)).toHaveLength(2)
})

test('a label is never cut: it takes as many lines as it needs, also where it is one long word', () => {
  const label = `People who live on the other side of the great river and ${'x'.repeat(100)} all the others`
  const svg = barChart([{ heading: label, bars: [{ label, share: 0.5, interval: null }] }], 'Place', 'too few')
  const texts = [...svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>[^<]*<\/tspan> )?([^<]*)</g)].map(([, text = '']) => text)
  expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(36)
  const lettersOf = (text: string) => text.replace(/\s/g, '')
  expect(lettersOf(texts.join(''))).toContain(lettersOf(label + label))
})

test('every chart has the same scale, whatever its shares, and is as wide as the page', () => {
  const widths = [0.02, 0.9].map((share) => {
    const svg = barChart([{ heading: '', bars: [{ label: 'Yes', share, interval: null }] }], 'Seen', 'too few')
    expect(svg).toContain('width="100%"')
    expect(svg.match(/>(?:0|25|50|75|100) %</g)).toHaveLength(5)
    return /<rect y="\d+" width="([\d.]+%)" height="14" fill="#2f7f79"/.exec(svg)?.[1]
  })
  expect(widths).toEqual(['2%', '90%'])
})

test('as a file it has a width, a title and an own background', () => {
  const svg = drawingFile(barChart([{ heading: '', bars }], 'a', 'too few'), 'Seen & heard')
  expect(svg).toMatch(
    /^<svg role="img" aria-label="Seen &#38; heard" xmlns="http:\/\/www.w3.org\/2000\/svg" width="760" height="\d+"/,
  )
  expect(svg).toContain('fill="#ffffff"')
  expect(svg.match(/<svg/g)).toHaveLength(2)
})
