import { csvLine } from '../../../results/export/cells.ts'
import { drawingFile } from '../../../results/report/drawing.ts'
import { questionReports, type ReportedQuestion } from '../../../results/report/question-report.ts'
import { publishedWeights } from '../../../results/report/weighted.ts'
import { roundName } from '../../../results/round-name.ts'
import { because, saidText, valued } from '../../../results/said.ts'
import type { Download } from '../../page.ts'
import { heatTables } from './heat.ts'
import type { Picked } from './numbers.ts'
import { offeredQuestions, type PageAddress, pickerOf } from './picker.ts'
import { figureOfEverybody, figureOfGroups, type Telling } from './questions.ts'
import type { RoundResults } from './round-results.ts'
import { datesOf } from './summary.ts'
import { type Reader, wordsOf } from './words.ts'

type Breakdown = ReportedQuestion['breakdowns'][number]

/** What the address asks for; of what it does not say, or what there is not, the first question and everybody together. */
function pickedIn(query: URLSearchParams, reports: readonly ReportedQuestion[]): Picked | null {
  const offered = offeredQuestions(reports).map(({ question }) => question)
  const wanted = query.get('question') ?? ''
  const question = offered.includes(wanted) ? wanted : offered[0]
  if (question === undefined) return null
  const dimensions = reports.flatMap(({ breakdowns }) => breakdowns.flatMap(({ by }) => by))
  const by = [query.get('by'), query.get('and')].filter((name) => name !== null && dimensions.includes(name))
  return { question, by: [...new Set(by)].filter((name) => name !== null) }
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name))

/** The published part of a question that was picked; null: nothing is published of it. */
function partOf({ everybody, breakdowns }: ReportedQuestion, { by }: Picked): Breakdown | null {
  if (by.length === 0) return everybody ? { by: [], groups: [everybody] } : null
  return breakdowns.find((each) => isSameSet(each.by, by)) ?? null
}

/** A line for each answer and each reason of each group; what is hidden is empty. Codes stand beside words: words change with the language. */
function csvOf({ by, groups }: Breakdown, { report, words }: Telling): string {
  const { question } = report
  const header = [
    ...['question', ...by.flatMap((name) => [name, `${name}_label`]), 'answer', 'answer_label', 'count', 'base'],
    ...['share', 'low', 'high', 'weighted_share', 'weighted_low', 'weighted_high'],
  ]
  const rows = groups.flatMap(({ values, base, answers, missing }) => {
    const group = values.flatMap((value, place) => [saidText(value), words.answer(by[place] ?? '', value)])
    return [
      ...answers.map(({ answer, count, share, interval, weighted }) => [
        ...[question, ...group, answer, words.answer(question, valued(answer)), count, base],
        ...[share, interval?.low ?? null, interval?.high ?? null],
        ...[weighted?.share ?? null, weighted?.interval?.low ?? null, weighted?.interval?.high ?? null],
      ]),
      ...Object.entries(missing).map(([code, count]) => {
        const reason = because(code as Parameters<typeof because>[0])
        return [question, ...group, saidText(reason), words.answer(question, reason), count, ...Array(7).fill(null)]
      }),
    ]
  })
  return [header, ...rows].map(csvLine).join('')
}

/** One breakdown of what is published of a round: as a page with chart, shares and numbers, or as a file. */
export function breakdownPage(results: RoundResults, reader: Reader, address: PageAddress) {
  const { content, published, population, round } = results.facts
  const weights = population && publishedWeights(population, published)
  const reports = questionReports(content.flow, published, weights)
  const words = wordsOf(content, reader)
  const picked = pickedIn(address.query, reports)
  const pick = pickerOf(reports, words, address, picked)
  const report = reports.find(({ question }) => question === picked?.question)
  const part = picked && report ? partOf(report, picked) : null
  const told = report && { report, words, reader }
  const figureOf = (breakdown: Breakdown, telling: Telling) =>
    breakdown.by.length === 0 && breakdown.groups[0]
      ? figureOfEverybody(breakdown.groups[0], telling)
      : figureOfGroups(breakdown, telling)
  const figure = part && told ? figureOf(part, told) : null
  const title = picked ? words.question(picked.question) : words.title
  const name = [roundName(round), picked?.question ?? '', ...(picked?.by ?? [])].join('-').toLowerCase()

  function file(): Download | null {
    const format = address.query.get('format')
    if (format === 'csv' && part && told)
      return { file: csvOf(part, told), name: `${name}.csv`, contentType: 'text/csv; charset=utf-8' }
    if (format === 'svg' && figure?.chart) {
      const heading = [title, figure.heading, words.title, round.round].filter(Boolean).join(' – ')
      return { file: drawingFile(figure.chart, heading), name: `${name}.svg`, contentType: 'image/svg+xml' }
    }
    return null
  }

  const heat = part && picked && told ? heatTables(part, picked.by, told) : []
  const parts = report ? [...(report.everybody ? [[]] : []), ...report.breakdowns.map(({ by }) => by)] : []
  return {
    file: file(),
    ...{ title, pick, figure, name, about: reader.text('results.of', { name: words.title, round: round.round }) },
    ...{ organisation: results.facts.organisation, dates: datesOf(results.facts, reader), back: address.path },
    // Where every share is hidden the numbers below say it.
    heat: heat.filter(({ rows }) => rows.some(({ cells }) => cells.some(({ level }) => level !== null))),
    /** Everything that is published of the question. */
    others: parts.map((by) => ({
      href: pick.href({ question: picked?.question ?? '', by }),
      label: by.length === 0 ? reader.text('results.pick.nobody') : by.map(words.question).join(', '),
    })),
    files: picked && {
      csv: pick.href(picked, 'csv'),
      svg: figure?.chart ? pick.href(picked, 'svg') : null,
    },
  }
}
