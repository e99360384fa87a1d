import { withTitle } from './chart.ts'

/** One bar: what the community or the provider scored, from 0 to 100; null: nothing can be shown. */
export interface ScoreBar {
  readonly indicator: string
  readonly side: 'community' | 'provider'
  readonly score: number | null
  /** Who scored and how, written beside the bar: nobody has to tell colours apart. */
  readonly words: string
}

const colours = { domain: ['community', 'provider'], range: ['#2f7f79', '#b35c1e'] }

/**
 * Scores side by side by indicator, as SVG; `title` is read out instead. Each indicator is written above its two bars, so that the chart is narrow
 * enough for a phone. There are no intervals: a scorecard is no sample of a population.
 */
export async function scorecardChart(bars: readonly ScoreBar[], title: string): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  const headings = [...new Set(bars.map(({ indicator }) => indicator))].map((indicator) => ({
    ...{ indicator, side: 'heading', score: 0, words: indicator },
  }))
  const values = [...headings, ...bars.map((bar) => ({ ...bar, score: bar.score ?? 0 }))]
  // Beyond 100 is room for the words beside a long bar.
  const domain = [0, 150]
  const ticks = [0, 25, 50, 75, 100]
  const x = { field: 'score', type: 'quantitative' as const, scale: { domain }, axis: { title: null, values: ticks } }
  const text = { field: 'words', type: 'nominal' } as const
  const { spec } = compile({
    width: 340,
    height: { step: 26 },
    data: { values },
    encoding: {
      y: { field: 'indicator', type: 'nominal', sort: null, axis: null },
      yOffset: { field: 'side', type: 'nominal', sort: ['heading', ...colours.domain] },
    },
    layer: [
      {
        transform: [{ filter: "datum.side !== 'heading'" }],
        mark: { type: 'bar', height: 18 },
        encoding: { x, color: { field: 'side', type: 'nominal', scale: colours, legend: null } },
      },
      {
        transform: [{ filter: "datum.side !== 'heading'" }],
        mark: { type: 'text', align: 'left', dx: 6, color: '#1c2423' },
        encoding: { x, text },
      },
      {
        transform: [{ filter: "datum.side === 'heading'" }],
        mark: { type: 'text', align: 'left', dx: 2, color: '#1c2423', fontWeight: 'bold' },
        encoding: { x, text },
      },
    ],
    config: {
      view: { stroke: null },
      font: 'system-ui, Noto Sans, Noto Sans Bengali, sans-serif',
      axis: { labelFontSize: 13, grid: false },
      text: { fontSize: 13 },
    },
  })
  const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()
  return withTitle(svg, title)
}
