import type { Flow } from '../core/flow.ts'
import {
  countAt,
  type PublishedTable,
  type ShownCount,
  sumOfShown,
  tableOfEverybody,
} from '../results/published-table.ts'
import { publishedIndicators } from '../results/report/indicators.ts'
import { because, type Said, valued } from '../results/said.ts'
import { type Interval, wilson } from '../results/statistics/intervals.ts'
import { type Presentation, presentationOf } from '../results/statistics/presentation.ts'
import type { TableRequest } from '../results/tables.ts'

/** A figure of the slides beside the same from published tables. */
export interface SlideFigure {
  /** What it is, and what the slides print. */
  readonly what: string
  readonly slide: string
  /** null: a number that it needs is too small to show safely. */
  readonly x: number | null
  /** Of whom it is a share; null: a number that it needs is too small to show safely; `count`: it is no share, but a count of people. */
  readonly n: number | 'count' | null
  readonly interval: Interval | null
  readonly presentation: Presentation | null
  readonly note: string
}

/** The closed round of a flow. */
export interface PublishedRound {
  readonly flow: Flow
  readonly tables: readonly PublishedTable[]
}

type Named = readonly [variable: string, value: string]

function shareOf(what: string, slide: string, x: ShownCount, n: ShownCount, note = ''): SlideFigure {
  const isKnown = x !== null && n !== null && n > 0
  return {
    ...{ what, slide, x, n, note },
    interval: isKnown ? wilson(x, n) : null,
    presentation: isKnown ? presentationOf(x, n) : null,
  }
}

/** How many of everybody gave an answer, or had a reason for giving none. */
function countOf(tables: readonly PublishedTable[], variable: string, said: Said): ShownCount {
  const table = tableOfEverybody(tables, variable)
  return table ? countAt(table, said) : null
}

/** How many of those with one value of a variable have one of another: whichever way the table of both is turned. */
function countOfBoth(tables: readonly PublishedTable[], one: Named, other: Named): ShownCount {
  for (const [row, group] of [
    [one, other],
    [other, one],
  ] as const) {
    const table = tables.find(({ question, dimensions }) => question === row[0] && dimensions.join() === group[0])
    if (table) return countAt(table, valued(row[1]), [valued(group[1])])
  }
  return null
}

/** Whether this is a table by group of which the slides print something. */
export const isOnSlides = ({ question, dimensions }: TableRequest): boolean =>
  ['religion', 'community: dalit'].every((name) => [question, ...dimensions].includes(name)) && dimensions.length === 1

const lessOf = (all: ShownCount, part: ShownCount): ShownCount => (all === null || part === null ? null : all - part)

/**
 * The figures of "Basic Public Services for the Marginalised Groups in Bangladesh" (slides, November 2022), as published tables of the demonstration
 * say them. The notes say where the slides contradict themselves.
 */
export function slideFigures(
  rounds: Readonly<Record<'who-we-are' | 'safety' | 'disputes', PublishedRound>>,
): SlideFigure[] {
  const { safety, disputes, 'who-we-are': profile } = rounds
  const everybody = publishedIndicators(safety.flow, safety.tables).filter(({ dimensions }) => dimensions.length === 0)
  const indicator = (name: string) => everybody.find((each) => each.indicator.name === name)?.attributes[0]
  const share = (what: string, slide: string, name: string, note = '') =>
    shareOf(what, slide, indicator(name)?.x ?? null, indicator(name)?.n ?? null, note)
  const ofSafety = (variable: string, value: string) => countOf(safety.tables, variable, valued(value))
  const unsaid = countOf(safety.tables, 'exposed', because('refused'))
  const asked = sumOfShown([ofSafety('exposed', 'yes'), ofSafety('exposed', 'no'), unsaid])
  const told = indicator('reported')
  const ofDisputes = (variable: string, value: string) => countOf(disputes.tables, variable, valued(value))
  const none = ['other', 'none', 'self_excluded'].map((value) => ofDisputes('access', value))
  const dalit = ['community: dalit', 'chosen'] as const
  const ofDalit = (religion: string) => countOfBoth(profile.tables, ['religion', religion], dalit)
  const dalitAll = sumOfShown(['islam', 'hinduism', 'buddhism', 'christianity', 'other', 'none'].map(ofDalit))
  return [
    shareOf(
      'Faced any violence in the last 12 months',
      '5 %',
      ofSafety('exposed', 'yes'),
      asked,
      'Of those who said yes or no it is more: see the bounds on the page.',
    ),
    shareOf('Preferred not to say', '4 %', unsaid, asked),
    share('Physical violence, of those who faced any', '56 %', 'physical'),
    share('Mental violence, of those who faced any', '39 %', 'mental'),
    shareOf(
      'Told nobody in authority',
      '70 %',
      lessOf(told?.n ?? null, told?.x ?? null),
      told?.n ?? null,
      'The slides print 72 and 30 of 103 people: one is missing.',
    ),
    shareOf(
      'Not properly addressed, of those who told and said what happened',
      '40 %',
      ofSafety('outcome', 'nothing_done'),
      sumOfShown(['addressed', 'compromise', 'nothing_done', 'still_open'].map((value) => ofSafety('outcome', value))),
      'The slides call these 40 % a majority.',
    ),
    { ...shareOf('Had a dispute in two years', '264', ofDisputes('dispute', 'yes'), null), n: 'count' },
    shareOf(
      'Used no formal mechanism, of those who had one',
      '88 %',
      sumOfShown(none),
      sumOfShown([...none, ofDisputes('access', 'formal')]),
      'Neither SDG 16.3.3 nor its complement.',
    ),
    shareOf('Hindu, of Dalit respondents', '72 %', ofDalit('hinduism'), dalitAll),
    shareOf('Muslim, of Dalit respondents', '26 %', ofDalit('islam'), dalitAll),
  ]
}
