import { escaped } from './chart.ts'

/** One bar: what the community or the provider scored, from 0 to 100; null: nothing can be shown. */
export interface ScoreBar {
  readonly indicator: string
  readonly side: 'community' | 'provider'
  readonly score: number | null
  /** Who scored and how, written beside the bar: nobody has to tell colours apart. */
  readonly words: string
}

/** Words in lines of about this many characters, so that a whole question fits beside its bars. */
const charactersInLine = 22
const lines = (text: string): string =>
  text.split(' ').reduce((written, word) => {
    const line = written.slice(written.lastIndexOf('\n') + 1)
    return `${written}${line.length + word.length < charactersInLine ? ' ' : '\n'}${word}`
  })

const colours = { domain: ['community', 'provider'], range: ['#2f7f79', '#b35c1e'] }

/** Scores side by side by indicator, as SVG; `title` is read out instead. There are no intervals: a scorecard is no sample of a population. */
export async function scorecardChart(bars: readonly ScoreBar[], title: string): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  const values = bars.map(({ indicator, score, ...bar }) => ({
    ...bar,
    indicator: lines(indicator),
    score: score ?? 0,
  }))
  const domain = [0, 100]
  const ticks = [0, 25, 50, 75, 100]
  const x = { field: 'score', type: 'quantitative' as const, scale: { domain }, axis: { title: null, values: ticks } }
  const { spec } = compile({
    width: 420,
    height: { step: 26 },
    data: { values },
    encoding: {
      y: {
        field: 'indicator',
        type: 'nominal',
        sort: null,
        axis: { title: null, labelLimit: 300, labelExpr: "split(datum.label, '\\n')" },
      },
      yOffset: { field: 'side', type: 'nominal', sort: colours.domain },
    },
    layer: [
      {
        mark: { type: 'bar', height: 18 },
        encoding: { x, color: { field: 'side', type: 'nominal', scale: colours, legend: null } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, color: '#1c2423' },
        encoding: { x, text: { field: 'words', type: 'nominal' } },
      },
    ],
    config: {
      font: 'system-ui, Noto Sans, Noto Sans Bengali, sans-serif',
      axis: { labelFontSize: 13 },
      text: { fontSize: 13 },
    },
  })
  const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG()
  return svg.replace(/^<svg/, `<svg role="img" aria-label="${escaped(title)}"`)
}
