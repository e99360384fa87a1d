import type { Interval } from '../statistics/intervals.ts'
import { across, drawing, escaped, ink, inLines, line, quiet, words } from './drawing.ts'

/** One bar of a chart: a share with its interval; without a share it is said that there are too few to show. */
export interface Bar {
  readonly label: string
  readonly share: number | null
  readonly interval: Interval | null
}

/** Bars that belong together, below a heading; the panels of a chart stand one above the other. */
export interface Panel {
  /** Empty: none. */
  readonly heading: string
  readonly bars: readonly Bar[]
}

const lineHeight = 19
const barHeight = 14
/** Those at the ends stay within the picture. */
const ticks = [
  { tick: 0, anchor: 'start' },
  ...[0.25, 0.5, 0.75].map((tick) => ({ tick, anchor: 'middle' })),
  { tick: 1, anchor: 'end' },
]

/** A bar below its label, which takes as many lines as it needs. Without a share there is no bar, and the words `tooFew` instead. */
function drawBar({ label, share, interval }: Bar, top: number, tooFew: string): { parts: string[]; height: number } {
  const figure = share === null ? '' : `${(100 * share).toFixed(0)} %`
  const lines = inLines(share === null ? `${label}: ${tooFew}` : label, {
    before: figure.length + 1,
  })
  const said = lines.map((text, place) => {
    const look = { down: top + 14 + place * lineHeight, ...(share === null && { fill: quiet }) }
    if (place > 0 || share === null) return words(text, look)
    // The number first, so that numbers stand below each other.
    return words(text, look).replace('>', () => `><tspan font-weight="700">${figure}</tspan> `)
  })
  const at = top + lines.length * lineHeight
  if (share === null) return { parts: said, height: at + 8 - top }
  const middle = at + barHeight / 2
  const ends = interval ? [interval.low, interval.high] : []
  return {
    parts: [
      ...said,
      `<rect y="${at}" width="100%" height="${barHeight}" fill="#e6edec"/>`,
      `<rect y="${at}" width="${across(share)}" height="${barHeight}" fill="#2f7f79"/>`,
      ...(interval
        ? [line([across(interval.low), middle], [across(interval.high), middle], { stroke: ink, width: 2 })]
        : []),
      ...ends.map((end) => line([across(end), at + 2], [across(end), at + barHeight - 2], { stroke: ink, width: 2 })),
    ],
    height: at + barHeight + 12 - top,
  }
}

/** Bars with their intervals, as SVG, from 0 to 100 % in every chart, so that charts can be compared. `title` is read out instead of the picture. */
export function barChart(panels: readonly Panel[], title: string, tooFew: string): string {
  const parts: string[] = []
  let top = 0
  for (const { heading, bars } of panels) {
    for (const text of heading === '' ? [] : inLines(heading)) {
      parts.push(words(text, { down: top + 15, size: 15, bold: true }))
      top += lineHeight + 3
    }
    for (const bar of bars) {
      const { parts: own, height } = drawBar(bar, top, tooFew)
      parts.push(...own)
      top += height
    }
    top += heading === '' ? 0 : 6
  }
  const scale = ticks.flatMap(({ tick, anchor }) => [
    line([across(tick), top], [across(tick), top + 5], { stroke: quiet }),
    words(`${100 * tick} %`, { across: across(tick), down: top + 19, anchor, size: 12, fill: quiet }),
  ])
  return drawing(title, top + 24, [...parts, line(['0%', top], ['100%', top], { stroke: quiet }), ...scale])
}

/**
 * The title is read out instead of the picture, and not also each bar: its numbers stand in the table below. Places are counted
 * from the left also on a page that is written from right to left; each label has the direction of its own words.
 */
export const withTitle = (svg: string, title: string): string =>
  svg
    .replace(/<[^>]+>/g, (tag) => tag.replace(/ (?:role|aria-\w+)="[^"]*"/g, ''))
    .replace(/<text\b/g, '<text unicode-bidi="plaintext"')
    .replace(/^<svg/, () => `<svg role="img" aria-label="${escaped(title)}" direction="ltr"`)
