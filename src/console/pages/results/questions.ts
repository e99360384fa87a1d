import { missingCodes } from '../../../core/flow.ts'
import { barChart } from '../../../results/report/chart.ts'
import {
  commonest,
  type ReportedAnswer,
  type ReportedGroup,
  type ReportedQuestion,
} from '../../../results/report/question-report.ts'
import { because, type Reason, valued } from '../../../results/said.ts'
import { refusalBounds } from '../../../results/statistics/intervals.ts'
import { differences } from './differences.ts'
import { bounds, type Figure, type NumberTable, percent, shown } from './numbers.ts'
import type { Reader, ResultWords } from './words.ts'

/** A question with its figures: of everybody, and by group. */
export interface QuestionSection {
  readonly id: string
  readonly title: string
  readonly takesSeveral: boolean
  readonly figures: readonly Figure[]
  /** By what else people would be taken apart, and why they are not; none: ''. */
  readonly withheld: string
}

interface Telling {
  readonly report: ReportedQuestion
  readonly words: ResultWords
  readonly reader: Reader
}

/** How many, what share of those who answered, and its interval; and the same with weights, where there are any. */
function cell({ count, share, interval, weighted }: ReportedAnswer, reader: Reader): string {
  if (count === null || share === null || interval === null) return shown(count, reader)
  const { low, high } = bounds(interval)
  const plain = `${count} (${percent(share)} %, ${low}–${high})`
  if (!weighted?.interval) return plain
  const figure = { share: percent(weighted.share ?? 0), ...bounds(weighted.interval) }
  return `${plain}; ${reader.text('results.weighted_cell', figure)}`
}

const missing = (question: string, words: ResultWords, codes: readonly Reason[] = missingCodes) =>
  codes.map((code) => ({ code, label: words.answer(question, because(code)) }))

/** Between which shares an answer is, however those who preferred not to say are counted. */
function eitherWay(
  { base, missing: { refused } }: ReportedGroup,
  { count }: ReportedAnswer,
  { text }: Reader,
): string[] {
  const between = count === null || base === null || !refused ? null : refusalBounds(count, base, refused)
  return between ? [text('results.bounds', bounds(between, 1))] : []
}

/** Mean, median and quartiles of a number, as far as they can be shown. */
function numbersIn({ summary }: ReportedQuestion, { language, text }: Reader): string[] {
  if (!summary) return []
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 })
  return (['mean', 'median', 'lowerQuartile', 'upperQuartile'] as const).map((name) => {
    const found = summary[name]
    const what = text(`results.numbers.${name}`)
    if (!found) return text('results.numbers.hidden', { what })
    const { value, interval } = found
    return interval
      ? text('results.numbers.between', {
          ...{
            what,
            value: number.format(value),
            low: number.format(interval.low),
            high: number.format(interval.high),
          },
        })
      : text('results.numbers.alone', { what, value: number.format(value) })
  })
}

async function figureOfEverybody(everybody: ReportedGroup, { report, words, reader }: Telling): Promise<Figure> {
  const { question } = report
  const { text } = reader
  const bars = everybody.answers.map((each) => ({ ...each, label: words.answer(question, valued(each.answer)) }))
  const most = commonest(everybody)
  const table: NumberTable = {
    caption: words.question(question),
    header: [text('results.cell')],
    rows: [
      ...everybody.answers.map((each) => ({
        label: words.answer(question, valued(each.answer)),
        cells: [cell(each, reader)],
      })),
      { label: text('results.answered'), cells: [shown(everybody.base, reader)] },
      ...missing(question, words).map(({ code, label }) => ({
        label,
        cells: [shown(everybody.missing[code] ?? null, reader)],
      })),
      { label: text('results.all'), cells: [shown(everybody.people, reader)] },
    ],
  }
  return {
    heading: '',
    chart: most ? await barChart([{ heading: '', bars }], words.question(question), text('results.too_few')) : null,
    sentences: [
      ...numbersIn(report, reader),
      most?.interval && most.share !== null
        ? text('results.sentence', {
            ...{
              answer: words.answer(question, valued(most.answer)),
              share: percent(most.share),
              base: everybody.base ?? 0,
            },
            ...bounds(most.interval),
          })
        : text(everybody.base === 0 ? 'results.nobody_answered' : 'results.no_sentence'),
      ...(most ? eitherWay(everybody, most, reader) : []),
    ],
    table,
  }
}

/** Every answer that somebody in these groups gave, or could give. */
const answersOf = (groups: readonly (ReportedGroup | null)[]): string[] => [
  ...new Set(groups.flatMap((group) => group?.answers ?? []).map(({ answer }) => answer)),
]

/** Of a group of which nothing is published no answer is known. */
const answerOf = ({ answers }: ReportedGroup, wanted: string): ReportedAnswer =>
  answers.find(({ answer }) => answer === wanted) ?? {
    answer: wanted,
    count: null,
    share: null,
    interval: null,
    weighted: null,
  }

async function figureOfGroups(
  { by, groups }: ReportedQuestion['breakdowns'][number],
  telling: Telling,
): Promise<Figure> {
  const { report, words, reader } = telling
  const { question, everybody } = report
  const { text } = reader
  const answers = answersOf([everybody, ...groups])
  // Of two answers one says it all: the other is the rest.
  const drawn = report.takesSeveral || answers.length !== 2 ? answers : answers.slice(0, 1)
  // Of those who were not asked there is nothing to say.
  const asked = groups.filter(({ base }) => base !== 0)
  const panels = drawn.map((answer) => ({
    answer,
    heading: words.answer(question, valued(answer)),
    bars: asked.map((group) => {
      const own = answerOf(group, answer)
      const counted = own.count === null || group.base === null ? null : { x: own.count, n: group.base }
      return { ...own, counted, label: words.group(group) }
    }),
  }))
  const told = panels.find(({ answer }) => everybody && answer === commonest(everybody)?.answer) ?? panels[0]
  const canDraw = panels.some(({ bars }) => bars.some(({ share }) => share !== null))
  const heading = text('results.by_group', { by: by.map(words.question).join(', ') })
  // Reasons that nobody of any group had would only make the table wide, and those of everybody are more than groups are told by.
  const toldByGroup = [...missingCodes, 'no_answer' as const].filter((code) =>
    groups.some(({ missing }) => missing[code] !== undefined && missing[code] !== 0),
  )
  const apart = toldByGroup.some((code) => code !== 'no_answer' && code !== 'not_applicable')
  const given = missing(question, words, apart ? toldByGroup.filter((code) => code !== 'no_answer') : toldByGroup)
  const rowOf = (group: ReportedGroup, label: string) => ({
    label,
    cells: [
      ...answers.map((answer) => cell(answerOf(group, answer), reader)),
      shown(group.base, reader),
      ...given.map(({ code }) => shown(group.missing[code] ?? null, reader)),
      shown(group.people, reader),
    ],
  })
  return {
    heading,
    chart: canDraw ? await barChart(panels, `${words.question(question)} – ${heading}`, text('results.too_few')) : null,
    sentences: canDraw && told ? differences(told.heading, told.bars, reader) : [text('results.no_sentence')],
    table: {
      caption: `${words.question(question)} – ${heading}`,
      header: [
        ...answers.map((answer) => words.answer(question, valued(answer))),
        text('results.answered'),
        ...given.map(({ label }) => label),
        text('results.all'),
      ],
      rows: [
        ...groups.map((group) => rowOf(group, words.group(group))),
        ...(everybody ? [rowOf(everybody, text('results.everybody'))] : []),
      ],
    },
  }
}

/** A question as its readers see it: a chart of everybody and one by each set of groups, with sentences and numbers. */
export async function questionSection(telling: Telling): Promise<QuestionSection> {
  const { report, words, reader } = telling
  const figures = report.everybody ? [await figureOfEverybody(report.everybody, telling)] : []
  for (const breakdown of report.breakdowns) figures.push(await figureOfGroups(breakdown, telling))
  return {
    ...{ id: `question-${report.question}`, title: words.question(report.question), figures },
    takesSeveral: report.takesSeveral,
    withheld:
      report.withheld.length === 0
        ? ''
        : reader.text('results.withheld', {
            by: report.withheld.map((by) => by.map(words.question).join(', ')).join('; '),
          }),
  }
}
