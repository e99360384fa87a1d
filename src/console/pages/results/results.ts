import { z } from 'zod'
import { Problem } from '../../../problem.ts'
import { barChart } from '../../../results/chart.ts'
import { publishedOf } from '../../../results/publish.ts'
import type { PublishedTable } from '../../../results/published-table.ts'
import { commonest, type ReportColumn, type ReportTable, reportOf } from '../../../results/report.ts'
import { action, type ConsoleRequest, type Page } from '../../page.ts'
import { type FlowTools, flowName, readers } from '../flows/tools.ts'
import { indicatorSections } from './indicators.ts'
import { nonResponse, reasonsForNoAnswer } from './non-response.ts'
import { type ResultWords, wordsOf } from './words.ts'

type ResultTools = Pick<FlowTools, 'asked' | 'play' | 'tables' | 'closedRounds'>

/** Closed rounds, the newest first: only of these something can be published. */
export const resultsPage = ({ closedRounds }: Pick<FlowTools, 'closedRounds'>): Page => ({
  path: '/results',
  audience: readers,
  menu: { label: 'results.title', about: 'results.about' },
  async show(request) {
    return {
      view: 'results/list',
      title: request.text('results.title'),
      data: { rounds: (await closedRounds()).toReversed() },
    }
  },
})

/** A published table: a chart with its sentence for each group, and the numbers. */
async function tableSection(table: PublishedTable, words: ResultWords, request: ConsoleRequest) {
  const report: ReportTable = reportOf(table)
  const { question, dimensions } = report

  async function drawn(column: ReportColumn) {
    const bars = column.bars.map((bar) => ({ ...bar, label: words.value(question, bar.label) }))
    const most = commonest(column)
    const group = words.group(dimensions, column.values)
    const share = most?.share === undefined || most.share === null ? '' : (100 * most.share).toFixed(0)
    const sentence =
      most?.interval && column.base !== null
        ? request.text('results.sentence', {
            ...{ answer: words.value(question, most.label), share, base: column.base },
            ...{ low: (100 * most.interval.low).toFixed(0), high: (100 * most.interval.high).toFixed(0) },
          })
        : request.text('results.no_sentence')
    const title = [words.variable(question), group].filter(Boolean).join(' – ')
    return { group, sentence, chart: await barChart(bars, title, request.text('results.too_few')) }
  }

  const charts = []
  for (const column of report.columns) charts.push(await drawn(column))
  return {
    charts,
    title: words.variable(question),
    by: dimensions.map((dimension) => words.variable(dimension)),
    columns: charts.map(({ group }) => group || request.text('results.everybody')),
    rows: table.rows.map((row, index) => ({
      label: words.value(question, row),
      cells: table.cells[index] ?? [],
      total: table.rowTotals[index],
    })),
    columnTotals: table.columnTotals,
    total: table.total,
  }
}

/** Everything of a closed round, and what changed since the one that was closed before. Throws `not_found`. */
async function roundOf(request: ConsoleRequest, { asked, play, tables, closedRounds }: ResultTools) {
  const name = flowName(request)
  const own = (await closedRounds()).filter((each) => each.flow === name)
  const at = own.findIndex(({ round }) => round === request.parameters.round)
  const [before, round] = [own[at - 1], own[at]]
  if (!round) throw new Problem('not_found')
  const content = await asked(name, round.round)
  const words = wordsOf(content, play(content).translator, request)
  const published = await publishedOf(tables, round)
  const earlier = before ? await publishedOf(tables, before) : []
  const sections = []
  for (const table of published) sections.push(await tableSection(table, words, request))
  return {
    ...{ flow: name, round, before, sections, reasonsForNoAnswer },
    people: published[0]?.total ?? 0,
    indicators: await indicatorSections(content.flow, published, earlier, { words, request }),
    nonResponse: nonResponse(published, words),
  }
}

const titleOf = (request: ConsoleRequest, { flow, round }: { flow: string; round: { round: string } }) =>
  request.text('results.of', { name: flow, round: round.round })

/** The published figures of a closed round: indicators, who did not answer, and a chart, a sentence and a table of each question. */
export const flowResultsPage = (tools: ResultTools): Page => ({
  path: '/results/:name/:round',
  audience: readers,
  async show(request) {
    const found = await roundOf(request, tools)
    return { view: 'results/round', title: titleOf(request, found), data: found }
  },
  actions: {
    /** A page that anybody can be given: one file that asks nothing of another server. */
    download: action({
      audit: 'results.page_downloaded',
      form: z.object({}),
      async run(request) {
        const found = await roundOf(request, tools)
        return {
          view: 'results/public',
          title: titleOf(request, found),
          data: found,
          attachment: `${found.flow}-${found.round.round}.html`,
          audit: { subject: found.flow },
        }
      },
    }),
  },
})
