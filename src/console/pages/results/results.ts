import type { FlowContent } from '../../../core/flow.ts'
import type { Translator } from '../../../core/texts.ts'
import { Problem } from '../../../problem.ts'
import { barChart } from '../../../results/chart.ts'
import { publishedOf } from '../../../results/publish.ts'
import { commonest, type ReportColumn, type ReportTable, reportOf } from '../../../results/report.ts'
import { questionOf } from '../../../results/tables.ts'
import type { ConsoleRequest, Page } from '../../page.ts'
import { type FlowTools, flowName, readers } from '../flows/tools.ts'

type ResultTools = Pick<FlowTools, 'asked' | 'play' | 'tables' | 'closedRounds'>

/** Flows of which a round is closed: only of these something can be published. */
export const resultsPage = ({ closedRounds }: Pick<FlowTools, 'closedRounds'>): Page => ({
  path: '/results',
  audience: readers,
  menu: { label: 'results.title', about: 'results.about' },
  async show(request) {
    return { view: 'results/list', title: request.text('results.title'), data: { rounds: await closedRounds() } }
  },
})

/** What values are called in the language of the reader. */
function wordsOf({ flow }: FlowContent, translator: Translator, request: ConsoleRequest) {
  const language = flow.languages.includes(request.language) ? request.language : (flow.languages[0] ?? 'en')
  const questionNamed = (name: string) => flow.questions.find((question) => question.name === questionOf(name))
  const choice = (name: string, value: string): string => {
    if (/^\(.*\)$/.test(value)) return request.text(`results.missing.${value.slice(1, -1)}`)
    if (value === 'chosen' || value === 'not_chosen') return request.text(`results.${value}`)
    const list = questionNamed(name)?.list ?? ''
    const namespace = flow.lists[list]?.namespace
    return namespace === undefined ? value : translator.text(language, `${namespace}:choices.${list}.${value}`)
  }
  return {
    choice,
    question(name: string): string {
      const question = questionNamed(name)
      const [, option] = name.split(': ')
      const label = question
        ? translator.text(language, `${question.namespace}:questions.${question.name}.label`)
        : name
      return option === undefined ? label : `${label} – ${choice(question?.name ?? '', option)}`
    },
  }
}

async function sectionsOf(request: ConsoleRequest, { asked, play, tables, closedRounds }: ResultTools) {
  const name = flowName(request)
  const round = (await closedRounds()).filter((each) => each.flow === name).at(-1)
  if (!round) throw new Problem('not_found')
  const content = await asked(name)
  const words = wordsOf(content, play(content).translator, request)
  const tooFew = request.text('results.too_few')

  async function drawn({ question, dimensions }: ReportTable, column: ReportColumn) {
    const bars = column.bars.map((bar) => ({ ...bar, label: words.choice(question, bar.label) }))
    const most = commonest(column)
    const group = column.values.map((value, place) => words.choice(dimensions[place] ?? '', value)).join(', ')
    const share = most?.share === undefined || most.share === null ? '' : (100 * most.share).toFixed(0)
    const sentence =
      most?.interval && column.base !== null
        ? request.text('results.sentence', {
            ...{ answer: words.choice(question, most.label), share, base: column.base },
            ...{ low: (100 * most.interval.low).toFixed(0), high: (100 * most.interval.high).toFixed(0) },
          })
        : request.text('results.no_sentence')
    const title = [words.question(question), group].filter(Boolean).join(' – ')
    return { group, sentence, chart: await barChart(bars, title, tooFew) }
  }

  const sections = []
  for (const table of await publishedOf(tables, round)) {
    const report = reportOf(table)
    const charts = []
    for (const column of report.columns) charts.push(await drawn(report, column))
    sections.push({
      charts,
      title: words.question(report.question),
      by: report.dimensions.map((dimension) => words.question(dimension)),
      columns: charts.map(({ group }) => group || request.text('results.everybody')),
      rows: table.rows.map((row, index) => ({
        label: words.choice(report.question, row),
        cells: table.cells[index] ?? [],
        total: table.rowTotals[index],
      })),
      columnTotals: table.columnTotals,
      total: table.total,
    })
  }
  return { round, sections, flow: name }
}

/** The published figures of a closed round: a chart, a sentence and a table each. */
export const flowResultsPage = (tools: ResultTools): Page => ({
  path: '/results/:name',
  audience: readers,
  async show(request) {
    const found = await sectionsOf(request, tools)
    return {
      view: 'results/round',
      title: request.text('results.of', { name: found.flow, round: found.round.round }),
      data: found,
    }
  },
})
