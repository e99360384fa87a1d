import type { FlowContent } from '../core/flow.ts'
import type { Figures } from '../results/figures.ts'
import { reasonText, saidText } from '../results/said.ts'
import type { QuestionFigures } from '../results/statistics/figure.ts'
import type { StraightLining } from '../results/straight-lining.ts'
import { printedIndicators } from './printed-indicators.ts'
import { legend, marks, percent, range } from './printed-share.ts'
import { printedWeighting } from './printed-weighting.ts'
import { textTable } from './text-table.ts'

const digits = (value: number) => String(Number(value.toPrecision(4)))

/** Mean, median and quartiles, each with its interval. */
function printedNumbers(numbers: NonNullable<QuestionFigures['numbers']>): string {
  const names = { mean: 'mean', median: 'median', lowerQuartile: 'lower quartile', upperQuartile: 'upper quartile' }
  return (Object.keys(names) as (keyof typeof names)[])
    .flatMap((name) => {
      const found = numbers[name]
      const between = found?.interval ? ` (${digits(found.interval.low)} to ${digits(found.interval.high)})` : ''
      return found ? `${names[name]} ${digits(found.value)}${between}` : []
    })
    .join('; ')
}

/** More different numbers than these are told by their mean and quartiles alone; `--json` has them all. */
const mostNumbers = 12

function table(question: QuestionFigures, indent: string) {
  const { name, base, multiple, reached, missing, weighted, numbers } = question
  const figures = numbers && question.figures.length > mostNumbers ? [] : question.figures
  const rows = figures.map(({ value, x, n, share, interval, bounds, presentation, weighted: own }) => [
    ...[value, `${x}/${n}`, percent(share), range(interval), range(bounds), marks(presentation)],
    ...(own ? [percent(own.share), range(own.interval), marks(own.presentation)] : []),
  ])
  const header = ['', 'x/n', 'share', '95 %', 'bounds', '', ...(weighted ? ['weighted', '95 %', ''] : [])]
  const reasons = Object.entries(missing).map(([code, n]) => [
    reasonText(code),
    String(n),
    ...header.slice(2).map(() => ''),
  ])
  const kind = multiple ? ', several answers possible' : ''
  const effect = weighted
    ? `; weighted: deff ${weighted.deff?.toFixed(2) ?? '–'}, effective n ${weighted.effectiveN.toFixed(0)}`
    : ''
  const lines = textTable([header, ...rows, ...reasons]).split('\n')
  return [
    `${indent}${name}, base ${base} of ${reached} who were asked${kind}${effect}`,
    ...(numbers && base > 0 ? [`${indent}  ${printedNumbers(numbers)}`] : []),
    ...lines.map((line) => `${indent}  ${line}`),
  ]
}

function rates({ rates: known, completion: { complete, began, share, interval }, outcomes }: Figures): string[] {
  const { partial, refusal, notEligible } = outcomes
  return [
    `AAPOR: ${complete} complete, ${partial} partial, ${refusal} refusals and break-offs, ${notEligible} not eligible. Completed, of those who began: ${complete}/${began}  ${percent(share)}  ${range(interval)}.`,
    known === null
      ? 'People come by themselves: there is no list of whom we tried to reach, so there are no response, contact or refusal rates.'
      : Object.entries(known)
          .map(([name, rate]) => `${name} ${percent(rate)}`)
          .join(', '),
  ]
}

/** Each question: to how many it was put, and what became of it. Everybody is in one column besides "asked". */
function questionByQuestion(questions: readonly QuestionFigures[]): string[] {
  const rows = questions.map(({ name, reached, base, missing, brokeOff }) => [
    ...[name, reached, base, missing.refused, missing.dont_know, missing.invalid].map(String),
    ...[brokeOff === 0 ? '0' : `${brokeOff} = ${percent(brokeOff / reached)}`],
    ...[missing.not_applicable, missing.not_reached - brokeOff].map(String),
  ])
  const header = ['', 'asked', 'answered', 'refused', "don't know", 'invalid', 'left here', 'not asked', 'left before']
  return [
    '',
    'question by question',
    ...textTable([header, ...rows])
      .split('\n')
      .map((line) => `  ${line}`),
  ]
}

const straightLining = ({ questions, x, n, share, interval }: StraightLining): string =>
  `The same answer to all of ${questions.join(', ')}: ${x}/${n}  ${percent(share)}  ${range(interval)} (flagged, nobody is left out for it)`

/** Everything that is known, for people inside to read. */
export function printedFigures(figures: Figures, content: FlowContent): string {
  const { flow, round, version, k, released, waiting, questions, by, changes } = figures
  const groups = (by?.groups ?? []).flatMap((group) => [
    '',
    `${group.values.map((value, index) => `${by?.dimensions[index]} = ${saidText(value)}`).join(', ')}: ${group.interviews} interviews`,
    ...printedIndicators(group.indicators, content, '  '),
    ...group.questions.flatMap((question) => ['', ...table(question, '  ')]),
  ])
  const changed = (changes ?? []).map(({ question, value, difference, low, high }) => [
    ...[`${question}: ${value}`, `${difference >= 0 ? '+' : ''}${(100 * difference).toFixed(1)}`, range({ low, high })],
  ])
  return [
    `${flow}, round ${round}, version ${version}: ${released} interviews released, ${waiting} wait until there are ${k}`,
    ...rates(figures),
    ...(figures.weighting ? printedWeighting(figures.weighting) : []),
    ...printedIndicators(figures.indicators, content, ''),
    ...questionByQuestion(questions),
    ...(figures.straightLining.length > 0 ? ['', ...figures.straightLining.map(straightLining)] : []),
    ...questions.flatMap((question) => ['', ...table(question, '')]),
    ...groups,
    ...(changed.length > 0 ? ['', textTable([['change in percentage points', '', '95 %'], ...changed])] : []),
    '',
    ...legend,
    'For people inside: nothing is suppressed here. Do not publish it.',
  ].join('\n')
}
