import type { Flow } from '../../../core/flow.ts'
import type { PublishedTable } from '../../../results/published-table.ts'
import { barChart } from '../../../results/report/chart.ts'
import { answerOrder, groupReader } from '../../../results/report/groups.ts'
import { type PublishedIndicator, publishedIndicators } from '../../../results/report/indicators.ts'
import { compareGroups } from '../../../results/report/question-report.ts'
import type { PublishedWeights } from '../../../results/report/weighted.ts'
import { difference } from '../../../results/statistics/intervals.ts'
import { differences } from './differences.ts'
import { bounds, type Figure, percent } from './numbers.ts'
import type { Reader, ResultWords } from './words.ts'

/** How many of how many; of a mean of several shares, of how many at least. */
function counted({ attributes, base }: PublishedIndicator, { text }: Reader): string {
  const [only, ...others] = attributes
  if (only && others.length === 0) return `${only.x}/${only.n}`
  return text('results.mean_of', { count: attributes.length, base: base ?? 0 })
}

/** An indicator of everybody, in words. */
function headline(figure: PublishedIndicator, reader: Reader) {
  const { text } = reader
  const { share, bounds: either, presentation, interval, weighted } = figure
  return {
    share: share === null ? null : `${percent(share, 1)} %`,
    counted: share === null ? '' : counted(figure, reader),
    interval: interval && text('results.interval', bounds(interval, 1)),
    weighted:
      weighted?.interval &&
      text('results.weighted', { share: percent(weighted.share ?? 0, 1), ...bounds(weighted.interval, 1) }),
    bounds: either && either.low < either.high ? text('results.bounds', bounds(either, 1)) : null,
    /** NCHS would not print it as it stands. */
    unreliable: presentation?.unreliable ? text(`results.unreliable.${presentation.unreliable}`) : null,
  }
}

/** How an indicator changed since the round before; null where one of the two is not shown, or it is a mean of several. */
function changeOf(figure: PublishedIndicator, before: readonly PublishedIndicator[], { text }: Reader): string | null {
  const earlier = before.find(
    ({ indicator, dimensions }) => indicator.name === figure.indicator.name && dimensions.length === 0,
  )
  const [now, then] = [figure.attributes, earlier?.attributes ?? []]
  const [x, y] = [then[0], now[0]]
  const found = x && y && then.length === 1 && now.length === 1 ? difference(x, y) : null
  if (!found) return null
  const points = (share: number) => `${share >= 0 ? '+' : ''}${percent(share, 1)}`
  return text('results.change', {
    ...{ change: points(found.difference), low: points(found.low), high: points(found.high) },
  })
}

/** The groups of an indicator by the questions by which they are taken apart, each group once, in the order of the answers. */
function breakdownsOf(flow: Flow, figures: readonly PublishedIndicator[]) {
  const readGroup = groupReader(flow)
  const order = answerOrder(flow)
  const grouped = figures.flatMap((figure) => {
    const group = readGroup(figure.dimensions, figure.values)
    // Of those who left before they were asked there is nothing to say.
    return group && group.by.length > 0 && figure.base !== 0 ? [{ ...group, figure }] : []
  })
  return [...Map.groupBy(grouped, ({ by }) => by.join('\n')).values()].map((own) =>
    [...Map.groupBy(own, ({ values }) => values.join('\n')).values()]
      .flatMap((same) => same.find(({ figure }) => figure.share !== null) ?? same[0] ?? [])
      .toSorted((a, b) => compareGroups(a, b, order)),
  )
}

/** What a share rests on: a mean of several shares on the fewest who answered one of its questions, as its interval does. */
function countedFor({ share, attributes }: PublishedIndicator): { x: number; n: number } | null {
  if (share === null) return null
  const n = Math.min(...attributes.map((each) => each?.n ?? 0))
  return { x: share * n, n }
}

async function figureOfGroups(
  groups: ReturnType<typeof breakdownsOf>[number],
  label: string,
  words: ResultWords,
  reader: Reader,
): Promise<Figure> {
  const { text } = reader
  const isWeighted = groups.some(({ figure }) => figure.weighted)
  const heading = text('results.by_group', { by: (groups[0]?.by ?? []).map(words.question).join(', ') })
  const bars = groups.map((group) => ({
    ...{ label: words.group(group), share: group.figure.share, interval: group.figure.interval },
    counted: countedFor(group.figure),
  }))
  return {
    heading,
    chart: await barChart([{ heading: '', bars }], `${label} – ${heading}`, text('results.too_few')),
    sentences: differences(label, bars, reader),
    table: {
      caption: `${label} – ${heading}`,
      header: [
        ...[text('results.share'), 'x/n', text('results.interval_column')],
        ...(isWeighted ? [text('results.weighted_column')] : []),
      ],
      rows: groups.map((group) => {
        const { share, interval, weighted } = group.figure
        const weightedRange = weighted?.interval && bounds(weighted.interval, 1)
        const range = interval && bounds(interval, 1)
        return {
          label: words.group(group),
          cells: [
            share === null ? text('results.too_few') : `${percent(share, 1)} %`,
            share === null ? '' : counted(group.figure, reader),
            range ? `${range.low}–${range.high}` : '',
            ...(isWeighted
              ? [
                  weightedRange
                    ? `${percent(weighted.share ?? 0, 1)} % (${weightedRange.low}–${weightedRange.high})`
                    : '–',
                ]
              : []),
          ],
        }
      }),
    },
  }
}

/** The indicators of a round: what each is, its number, how it is in each group, and what it can be compared with. */
export async function indicatorSections(
  flow: Flow,
  tables: readonly PublishedTable[],
  before: readonly PublishedTable[],
  {
    words,
    reader,
    weights,
  }: { readonly words: ResultWords; readonly reader: Reader; readonly weights: PublishedWeights | null },
) {
  const earlier = publishedIndicators(flow, before)
  const all = publishedIndicators(flow, tables, weights)
  const sections = []
  for (const indicator of flow.indicators) {
    const own = all.filter((figure) => figure.indicator.name === indicator.name)
    const total = own.find(({ dimensions }) => dimensions.length === 0)
    const label = words.indicator(indicator.name, 'label')
    const figures = []
    // Where no group can be shown there is nothing to draw.
    for (const groups of breakdownsOf(flow, own))
      if (groups.some(({ figure }) => figure.share !== null))
        figures.push(await figureOfGroups(groups, label, words, reader))
    sections.push({
      ...{ id: `indicator-${indicator.name}`, label, sdg: indicator.sdg, figures },
      comparability: words.indicator(indicator.name, 'comparability'),
      total: total ? headline(total, reader) : null,
      change: total ? changeOf(total, earlier, reader) : null,
    })
  }
  return sections
}
