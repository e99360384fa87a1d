import { type CountedTable, countAt, type PublishedTable, type ShownCount } from './published-table.ts'
import { valued } from './said.ts'
import {
  type Completion,
  completion,
  type OutcomeRates,
  type Outcomes,
  outcomeRates,
  outcomesOf,
} from './statistics/outcome-rates.ts'

/**
 * How interviews ended is published as any other table of the same people, and attacked with the others: whoever knows how many went to the end
 * knows how many left. No question has such a name.
 */
export const outcomeVariable = '#outcome'

/** How an interview ends; other conversations leave none. */
const endings = ['completed', 'break_off'] as const

/** How conversations ended, as far as it may be shown. */
export type ShownOutcomes = {
  readonly [Outcome in keyof Outcomes]: Outcomes[Outcome] extends number ? ShownCount : Outcomes[Outcome]
}

type Dispositions = readonly { readonly disposition: string; readonly count: number }[]

/** How the interviews of a round ended. */
export const outcomeTable = (counts: ReadonlyMap<string, number>): CountedTable => ({
  ...{ question: outcomeVariable, dimensions: [], rows: endings.map(valued), columns: [[]] },
  counts: endings.map((ending) => [counts.get(ending) ?? 0]),
})

const isOutcomes = ({ question }: { readonly question: string }) => question === outcomeVariable

/** What is published of answers. */
export const tablesOfAnswers = (published: readonly PublishedTable[]): PublishedTable[] =>
  published.filter((table) => !isOutcomes(table))

/** How conversations ended: of interviews what is published, of others all. */
export function shownOutcomes(dispositions: Dispositions, published: readonly PublishedTable[]): ShownOutcomes {
  const table = published.find(isOutcomes)
  const [complete, left] = endings.map((ending) => (table ? countAt(table, valued(ending)) : null))
  const others = outcomesOf(
    dispositions.filter(({ disposition }) => !(endings as readonly string[]).includes(disposition)),
  )
  return {
    ...{ ...others, complete: complete ?? null },
    refusal: left === null || left === undefined ? null : left + others.refusal,
  }
}

/** What is known in full; null where some of it is hidden. */
function whole({ complete, refusal, ...others }: ShownOutcomes): Outcomes | null {
  // Only these two rest on interviews.
  return complete === null || refusal === null ? null : { ...(others as Outcomes), complete, refusal }
}

/** AAPOR's rates; none where there is no frame, or where a number that they rest on is hidden, because it would follow from them. */
export function shownRates(outcomes: ShownOutcomes): OutcomeRates | null {
  const known = whole(outcomes)
  return known && outcomeRates(known)
}

/** How many of those who began completed; null where it would tell a hidden number. */
export function shownCompletion(outcomes: ShownOutcomes): Completion | null {
  const known = whole(outcomes)
  return known && completion(known)
}
