import type { Flow } from '../../../core/flow.ts'
import { barChart } from '../../../results/chart.ts'
import { type PublishedIndicator, publishedIndicators } from '../../../results/indicators.ts'
import type { PublishedTable } from '../../../results/published-table.ts'
import { difference } from '../../../results/statistics/intervals.ts'
import type { ConsoleRequest } from '../../page.ts'
import type { ResultWords } from './words.ts'

const percent = (share: number) => (100 * share).toFixed(1)
const interval = ({ low, high }: { low: number; high: number }) => ({ low: percent(low), high: percent(high) })

/** How many of how many; of a mean of several shares, of how many at least. */
function counted({ attributes, base }: PublishedIndicator, request: ConsoleRequest): string {
  const [only, ...others] = attributes
  if (only && others.length === 0) return `${only.x}/${only.n}`
  return request.text('results.mean_of', { count: attributes.length, base: base ?? 0 })
}

/** An indicator of everybody or of one group, in words. */
function told(figure: PublishedIndicator, words: ResultWords, request: ConsoleRequest) {
  const { share, bounds, presentation, dimensions, values } = figure
  const range = figure.interval && interval(figure.interval)
  return {
    group: words.group(dimensions, values),
    share: share === null ? null : `${percent(share)} %`,
    counted: share === null ? request.text('results.too_few') : counted(figure, request),
    interval: range && request.text('results.interval', range),
    bounds: bounds && bounds.low < bounds.high ? request.text('results.bounds', interval(bounds)) : null,
    /** NCHS would not print it as it stands. */
    unreliable: presentation?.unreliable ? request.text(`results.unreliable.${presentation.unreliable}`) : null,
  }
}

/** How an indicator changed since the round before; null where one of the two is not shown, or it is a mean of several. */
function changeOf(figure: PublishedIndicator, before: readonly PublishedIndicator[], request: ConsoleRequest) {
  const earlier = before.find(
    ({ indicator, dimensions }) => indicator.name === figure.indicator.name && dimensions.length === 0,
  )
  const [now, then] = [figure.attributes, earlier?.attributes ?? []]
  const [x, y] = [then[0], now[0]]
  const found = x && y && then.length === 1 && now.length === 1 ? difference(x, y) : null
  if (!found) return null
  const points = (share: number) => `${share >= 0 ? '+' : ''}${percent(share)}`
  return request.text('results.change', {
    ...{ change: points(found.difference), low: points(found.low), high: points(found.high) },
  })
}

/** The indicators of a round: what each is, its number, how it is in each group, and what it can be compared with. */
export async function indicatorSections(
  flow: Flow,
  tables: readonly PublishedTable[],
  before: readonly PublishedTable[],
  { words, request }: { readonly words: ResultWords; readonly request: ConsoleRequest },
) {
  const earlier = publishedIndicators(flow, before)
  const figures = publishedIndicators(flow, tables)
  const sections = []
  for (const indicator of flow.indicators) {
    const own = figures.filter((figure) => figure.indicator.name === indicator.name)
    const total = own.find(({ dimensions }) => dimensions.length === 0)
    const groups = []
    // Of those who left before they were asked there is nothing to say.
    const answered = own.filter(({ base }) => base !== 0)
    for (const [key, each] of Map.groupBy(answered, ({ dimensions }) => dimensions.join('\n'))) {
      // Where no group can be shown there is nothing to draw.
      if (key === '' || each.every(({ share }) => share === null)) continue
      const by = each[0]?.dimensions.map(words.variable).join(', ') ?? ''
      const bars = each.map((figure) => ({
        ...{ label: words.group(figure.dimensions, figure.values), share: figure.share, interval: figure.interval },
      }))
      const title = `${words.indicator(indicator.name, 'label')} – ${by}`
      groups.push({
        by,
        chart: await barChart(bars, title, request.text('results.too_few')),
        rows: each.map((figure) => told(figure, words, request)),
      })
    }
    sections.push({
      ...{ name: indicator.name, label: words.indicator(indicator.name, 'label'), sdg: indicator.sdg, groups },
      comparability: words.indicator(indicator.name, 'comparability'),
      total: total ? told(total, words, request) : null,
      change: total ? changeOf(total, earlier, request) : null,
    })
  }
  return sections
}
