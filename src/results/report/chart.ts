import type { Interval } from '../statistics/intervals.ts'

/** One bar of a chart: a share with its interval; without a share it is said that there are too few to show. */
export interface Bar {
  readonly label: string
  readonly share: number | null
  readonly interval: Interval | null
}

/** Bars that belong together, below a heading; the panels of a chart stand one above the other, on the same scale. */
export interface Panel {
  /** Empty: none. */
  readonly heading: string
  readonly bars: readonly Bar[]
}

const width = 260
const longestLabel = 200

/**
 * Bars with their intervals drawn, as SVG. Bars without a share have no bar, and the words `tooFew` in its place. `title` is what is read out
 * instead of the picture. Vega is loaded when the first chart is drawn: it is large.
 */
export async function barChart(panels: readonly Panel[], title: string, tooFew: string): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  const values = panels.flatMap(({ heading, bars }) =>
    bars.map(({ label, share, interval }) => ({
      ...{ heading, label, share: share ?? 0, low: interval?.low ?? null, high: interval?.high ?? null },
      words: share === null ? tooFew : `${(100 * share).toFixed(0)} %`,
      end: interval?.high ?? share ?? 0,
    })),
  )
  // Small shares would all look alike beside 100 %; the axis says how far it goes.
  const highest = Math.max(0, ...values.map(({ end }) => end))
  const domain: [number, number] = [0, Math.min(1, Math.ceil(10 * highest + 1) / 10)]
  const share = { type: 'quantitative' as const, scale: { domain }, axis: { format: '.0%', title: null, tickCount: 5 } }
  const hasHeadings = panels.some(({ heading }) => heading !== '')
  const { spec } = compile({
    data: { values },
    facet: {
      row: {
        ...{ field: 'heading', type: 'nominal', sort: panels.map(({ heading }) => heading), title: null },
        header: hasHeadings
          ? { labelOrient: 'top', labelAnchor: 'start', labelAngle: 0, labelFontSize: 13, labelFontWeight: 'bold' }
          : null,
      },
    },
    spacing: hasHeadings ? 8 : 0,
    spec: {
      width,
      height: { step: 26 },
      encoding: {
        y: { field: 'label', type: 'nominal', sort: null, axis: { title: null, labelLimit: longestLabel } },
      },
      layer: [
        { mark: { type: 'bar', color: '#2f7f79', height: 14 }, encoding: { x: { field: 'share', ...share } } },
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'rule', color: '#1c2423', strokeWidth: 2 },
          encoding: { x: { field: 'low', ...share }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 6, color: '#1c2423' },
          encoding: { x: { field: 'end', ...share }, text: { field: 'words', type: 'nominal' } },
        },
      ],
    },
    config: {
      font: 'system-ui, Noto Sans, Noto Sans Bengali, sans-serif',
      axis: { labelFontSize: 13, grid: false },
      text: { fontSize: 13 },
      view: { stroke: null },
    },
  })
  const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()
  return withTitle(svg, title)
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

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)
