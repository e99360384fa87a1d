import { csvLine } from '../../../results/export/cells.ts'
import type { RoundFacts } from '../../../results/export/export-data.ts'
import { lineChart } from '../../../results/report/line-chart.ts'
import { indicatorSeries, type SeriesPoint } from '../../../results/report/series.ts'
import { saidText } from '../../../results/said.ts'
import type { Round } from '../../../store/contacts.ts'
import type { Download } from '../../page.ts'
import type { FlowTools } from '../flows/tools.ts'
import { bounds, type NumberTable, percent } from './numbers.ts'
import type { PageAddress } from './picker.ts'
import { type Reader, wordsOf } from './words.ts'

/** What is known of these rounds of a flow, as far as something is published of them, in the order in which they were closed. */
export async function roundsOf(rounds: readonly Round[], { facts }: Pick<FlowTools, 'facts'>): Promise<RoundFacts[]> {
  const known = []
  for (const round of rounds) known.push(await facts(round))
  return known.filter(({ published }) => published.length > 0)
}

function cellOf({ share, interval }: SeriesPoint, { text }: Reader): string {
  if (share === null) return text('results.too_few')
  const range = interval && bounds(interval, 1)
  return range ? `${percent(share, 1)} % (${range.low}–${range.high})` : `${percent(share, 1)} %`
}

/** The indicators of a flow over its published rounds: as a page, or as a file. null: there are none. */
export function seriesPage(rounds: readonly RoundFacts[], reader: Reader, { path, query }: PageAddress) {
  const newest = rounds.at(-1)
  if (!newest) return null
  const { text } = reader
  const words = wordsOf(newest.content, reader)
  const series = indicatorSeries(
    rounds.map(({ round, content, published }) => ({ round: round.round, content, published })),
  )
  const names = rounds.map(({ round }) => round.round)
  const language = query.get('language')
  const asked = language === null ? '' : `language=${encodeURIComponent(language)}`

  function csv(): Download {
    const lines = series.flatMap(({ indicator, breakdowns }) =>
      breakdowns.flatMap(({ by, lines: own }) =>
        own.flatMap(({ group, points }) =>
          points.map(({ round, share, interval, continues }) =>
            csvLine([
              ...[indicator.name, words.indicator(indicator.name, 'label'), by.join(' × ')],
              ...[group.values.map(saidText).join(' × '), words.group(group), round],
              ...[share, interval?.low ?? null, interval?.high ?? null, continues],
            ]),
          ),
        ),
      ),
    )
    const header = ['indicator', 'indicator_label', 'by', 'group', 'group_label', 'round', 'share', 'low', 'high']
    return {
      ...{
        file: [csvLine([...header, 'asked_as_before']), ...lines].join(''),
        name: `${newest?.round.flow}-rounds.csv`,
      },
      contentType: 'text/csv; charset=utf-8',
    }
  }

  return {
    file: query.get('format') === 'csv' ? csv() : null,
    ...{ title: text('results.series.title', { name: words.title }), organisation: newest.organisation },
    isAlone: rounds.length < 2,
    csv: `${path}?${[asked, 'format=csv'].filter(Boolean).join('&')}`,
    rounds: names.map((name) => ({ name, href: `${path}/${encodeURIComponent(name)}${asked && `?${asked}`}` })),
    indicators: series
      .filter(({ breakdowns }) => breakdowns.length > 0)
      .map(({ indicator, breaks, breakdowns }) => {
        const label = words.indicator(indicator.name, 'label')
        return {
          ...{
            id: `indicator-${indicator.name}`,
            label,
            comparability: words.indicator(indicator.name, 'comparability'),
          },
          breaks: breaks.map((each) => text('results.series.broken', each)),
          breakdowns: breakdowns.map(({ by, lines }) => {
            const heading = by.length === 0 ? '' : text('results.by_group', { by: by.map(words.question).join(', ') })
            const named = lines.map((line) => ({
              ...{ ...line, name: by.length === 0 ? text('results.everybody') : words.group(line.group) },
            }))
            const table: NumberTable = {
              ...{ caption: [label, heading].filter(Boolean).join(' – '), header: names },
              rows: named.map(({ name, points }) => ({
                label: name,
                cells: points.map((point) => cellOf(point, reader)),
              })),
            }
            const charts = named.map(({ name, points }) => ({
              ...{ name, chart: lineChart(points, `${label} – ${name}`) },
            }))
            return { heading, charts, table }
          }),
        }
      }),
  }
}
