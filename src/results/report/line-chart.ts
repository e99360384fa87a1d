import { across, drawing, ink, inLines, line, quiet, words } from './drawing.ts'
import type { SeriesPoint } from './series.ts'

const top = 14
const plotHeight = 120
const down = (share: number): number => Number((top + plotHeight * (1 - share)).toFixed(1))
const hidden = '–'
/** Letters of the name of a round in a line below its point. */
const nameLength = 12
const nameHeight = 16

/**
 * A share over rounds, as SVG, from 0 to 100 % in every chart. Two rounds are joined by a line only where both are shown and were asked alike; where
 * they were not, a dashed line stands between them. What is hidden is a dash. `title` is read out instead.
 */
export function lineChart(points: readonly SeriesPoint[], title: string): string {
  const names = points.map(({ round }) => inLines(round, { most: nameLength }))
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
  const marks = points.flatMap(({ share, interval }, index) => {
    const at = place(index)
    const named = (names[index] ?? []).map((text, below) =>
      words(text, { across: at, down: top + plotHeight + 18 + below * nameHeight, anchor: 'middle', size: 13 }),
    )
    if (share === null)
      return [...named, words(hidden, { across: at, down: down(0.5) - 6, anchor: 'middle', bold: true, fill: quiet })]
    const above = down(interval?.high ?? share) - 6
    return [
      ...(interval ? [line([at, down(interval.low)], [at, down(interval.high)], { stroke: ink, width: 2 })] : []),
      `<circle cx="${at}" cy="${down(share)}" r="4" fill="#2f7f79"/>`,
      words(`${(100 * share).toFixed(0)} %`, {
        ...{ across: at, down: above < top ? down(interval?.low ?? share) + 16 : above, anchor: 'middle', bold: true },
      }),
      ...named,
    ]
  })
  return drawing(title, top + plotHeight + 10 + nameHeight * Math.max(1, ...names.map((lines) => lines.length)), [
    ...scale,
    ...joined,
    ...marks,
  ])
}
