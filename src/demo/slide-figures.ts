import type { Flow } from '../core/flow.ts'
import { publishedIndicators } from '../results/indicators.ts'
import type { PublishedTable } from '../results/published-table.ts'
import { type Interval, wilson } from '../results/statistics/intervals.ts'
import { type Presentation, presentationOf } from '../results/statistics/presentation.ts'

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

type Count = number | null

function shareOf(what: string, slide: string, x: Count, n: Count, note = ''): SlideFigure {
  const isKnown = x !== null && n !== null && n > 0
  return {
    ...{ what, slide, x, n, note },
    interval: isKnown ? wilson(x, n) : null,
    presentation: isKnown ? presentationOf(x, n) : null,
  }
}

/** A number of a table by one variable, whichever way it is turned; without a group, of everybody. */
function countIn(
  tables: readonly PublishedTable[],
  variable: string,
  value: string,
  group?: readonly [string, string],
): Count {
  for (const { question, dimensions, rows, columns, cells } of tables) {
    const [dimension] = dimensions
    if (!group && question === variable && dimensions.length === 0) return cells[rows.indexOf(value)]?.[0] ?? null
    if (!group || dimensions.length !== 1) continue
    const [other, own] = group
    if (question === variable && dimension === other)
      return cells[rows.indexOf(value)]?.[columns.findIndex(([name]) => name === own)] ?? null
    if (question === other && dimension === variable)
      return cells[rows.indexOf(own)]?.[columns.findIndex(([name]) => name === value)] ?? null
  }
  return null
}

const sumOf = (...counts: readonly Count[]): Count =>
  counts.reduce<Count>((sum, count) => (sum === null || count === null ? null : sum + count), 0)
const lessOf = (all: Count, part: Count): Count => (all === null || part === null ? null : all - part)

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
  const ofSafety = (variable: string, value: string) => countIn(safety.tables, variable, value)
  const unsaid = ofSafety('exposed', '(refused)')
  const asked = sumOf(ofSafety('exposed', 'yes'), ofSafety('exposed', 'no'), unsaid)
  const told = indicator('reported')
  const ofDisputes = (variable: string, value: string) => countIn(disputes.tables, variable, value)
  const none = ['other', 'none', 'self_excluded'].map((value) => ofDisputes('access', value))
  const dalit = ['community: dalit', 'chosen'] as const
  const ofDalit = (religion: string) => countIn(profile.tables, 'religion', religion, dalit)
  const dalitAll = sumOf(...['islam', 'hinduism', 'buddhism', 'christianity', 'other', 'none'].map(ofDalit))
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
      sumOf(...['addressed', 'compromise', 'nothing_done', 'still_open'].map((value) => ofSafety('outcome', value))),
      'The slides call these 40 % a majority.',
    ),
    { ...shareOf('Had a dispute in two years', '264', ofDisputes('dispute', 'yes'), null), n: 'count' },
    shareOf(
      'Used no formal mechanism, of those who had one',
      '88 %',
      sumOf(...none),
      sumOf(...none, ofDisputes('access', 'formal')),
      'Neither SDG 16.3.3 nor its complement.',
    ),
    shareOf('Hindu, of Dalit respondents', '72 %', ofDalit('hinduism'), dalitAll),
    shareOf('Muslim, of Dalit respondents', '26 %', ofDalit('islam'), dalitAll),
  ]
}
