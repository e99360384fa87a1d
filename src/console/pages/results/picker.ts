import type { ReportedQuestion } from '../../../results/report/question-report.ts'
import type { Picked } from './numbers.ts'
import type { ResultWords } from './words.ts'

/** Where a page about a round is, and what its address asks for besides. */
export interface PageAddress {
  /** `/results/safety/2026` */
  readonly path: string
  readonly query: URLSearchParams
}

interface Offered {
  readonly value: string
  readonly label: string
  readonly isChosen: boolean
}

/** A form with which any breakdown of what is published can be picked. It works without scripts, and each view has an address of its own. */
export interface Picker {
  readonly action: string
  readonly questions: readonly Offered[]
  readonly by: readonly Offered[]
  readonly and: readonly Offered[]
  /** The address of the flow's rounds as a series. */
  readonly series: string
  /** The language, where the address names one: it goes along. null: it does not. */
  readonly language: string | null
  /** The address of a breakdown, as a page or as a file. */
  href(picked: Picked, format?: 'svg' | 'csv'): string
}

/** Questions of which something is published. */
export const offeredQuestions = (reports: readonly ReportedQuestion[]): ReportedQuestion[] =>
  reports.filter(({ everybody, breakdowns }) => everybody !== null || breakdowns.length > 0)

export function pickerOf(
  reports: readonly ReportedQuestion[],
  words: ResultWords,
  { path, query }: PageAddress,
  picked: Picked | null,
): Picker {
  const language = query.get('language')
  const action = `${path}/breakdown`
  const offered = (names: Iterable<string>, chosen: string | undefined): Offered[] =>
    [...names].map((name) => ({ value: name, label: words.question(name), isChosen: name === chosen }))
  const dimensions = new Set(reports.flatMap(({ breakdowns }) => breakdowns.flatMap(({ by }) => by)))
  return {
    ...{ action, language },
    series: `${path.slice(0, path.lastIndexOf('/'))}${language === null ? '' : `?language=${encodeURIComponent(language)}`}`,
    questions: offered(
      offeredQuestions(reports).map(({ question }) => question),
      picked?.question,
    ),
    by: offered(dimensions, picked?.by[0]),
    and: offered(dimensions, picked?.by[1]),
    href({ question, by }, format) {
      const [first, second] = by
      return `${action}?${new URLSearchParams({
        question,
        ...(first !== undefined && { by: first }),
        ...(second !== undefined && { and: second }),
        ...(language !== null && { language }),
        ...(format !== undefined && { format }),
      })}`
    },
  }
}
