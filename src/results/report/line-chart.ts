import { across, drawing, ink, line, quiet, words } from './drawing.ts'
import type { SeriesPoint } from './series.ts'

const top = 14
const plotHeight = 120
const down = (share: number): number => Number((top + plotHeight * (1 - share)).toFixed(1))
const longestName = 12

const shortened = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name)

/**
 * A share over rounds, as SVG, from 0 to 100 % in every chart. Two rounds are joined by a line only where both are shown and were asked alike; where
 * they were not, a dashed line stands between them. `title` is read out instead; names of rounds stand in full in the table beside it.
 */
export function lineChart(points: readonly SeriesPoint[], title: string, tooFew: string): string {
  const place = (index: number): string => across((index + 0.5) / points.length)
  const scale = [0, 0.5, 1].flatMap((share) => [
    line(['0%', down(share)], ['100%', down(share)], { stroke: '#d5dcda' }),
    words(`${100 * share} %`, { down: down(share) - 3, size: 11, fill: quiet }),
  ])
  const joined = points.flatMap(({ share, continues }, index) => {
    const before = points[index - 1]
    if (!before) return []
    if (!continues)
      return [
        line([across(index / points.length), top], [across(index / points.length), top + plotHeight], {
          stroke: quiet,
          dashes: '4 4',
        }),
      ]
    if (share === null || before.share === null) return []
    return [line([place(index - 1), down(before.share)], [place(index), down(share)], { stroke: '#2f7f79', width: 2 })]
  })
  const marks = points.flatMap(({ round, share, interval }, index) => {
    const at = place(index)
    const named = words(shortened(round), { across: at, down: top + plotHeight + 18, anchor: 'middle', size: 13 })
    if (share === null)
      return [named, words(tooFew, { across: at, down: down(0.5) - 6, anchor: 'middle', size: 11, fill: quiet })]
    const above = down(interval?.high ?? share) - 6
    return [
      ...(interval ? [line([at, down(interval.low)], [at, down(interval.high)], { stroke: ink, width: 2 })] : []),
      `<circle cx="${at}" cy="${down(share)}" r="5" fill="#2f7f79"/>`,
      words(`${(100 * share).toFixed(0)} %`, {
        ...{ across: at, down: above < top ? down(interval?.low ?? share) + 16 : above, anchor: 'middle', bold: true },
      }),
      named,
    ]
  })
  return drawing(title, top + plotHeight + 26, [...scale, ...joined, ...marks])
}
