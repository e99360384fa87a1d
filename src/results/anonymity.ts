import type { Answer } from '../core/flow.ts'
import { suppressLocally } from './local-suppression.ts'
import { isReason, type Said, saidIn, saidKey } from './said.ts'

type Answers = Readonly<Record<string, Answer>>

/** What was done so that nobody stands alone in exported interviews, and what that does not protect from. */
export interface AnonymityReport {
  /** Everybody is alike, in all dimensions that have a value, with at least so many, themselves included. */
  readonly k: number
  /** The variables that somebody else may know of a person. */
  readonly dimensions: readonly string[]
  readonly interviews: number
  /** Combinations of values of the dimensions before anything was changed, and those that fewer than `k` interviews are alike with. */
  readonly classes: number
  readonly smallClasses: number
  /** By dimension: in how many interviews it has a value, and in how many of these that was replaced. */
  readonly suppressed: readonly { readonly dimension: string; readonly values: number; readonly replaced: number }[]
  /** The fewest with whom somebody is alike now. Below `k` only where there are fewer than `k` interviews in all. */
  readonly smallestClass: number
  /** Combinations, as they are now, in which all who are alike gave the same answer to a sensitive question: who knows the values knows that answer. */
  readonly uniformClasses: number
}

export interface Anonymity {
  readonly report: AnonymityReport
  /** The dimensions whose values must be replaced in an interview with these answers. */
  suppressedIn(answers: Answers): ReadonlySet<string>
}

/**
 * The keys to be merged into one class, `suppressed`, so that no class has fewer than `k` members: all that are too small and, if these are too few
 * together, the smallest of the others as well. All of them where there are fewer than `k` members at all.
 */
export function keysToSuppress(counts: ReadonlyMap<string, number>, k: number): ReadonlySet<string> {
  const bySize = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1))
  const chosen = new Set<string>()
  let members = 0
  for (const [key, size] of bySize) {
    if (size >= k && (members === 0 || members >= k)) break
    chosen.add(key)
    members += size
  }
  return chosen
}

/** Interviews with the same values in every dimension. */
interface Class {
  readonly values: readonly (string | null)[]
  size: number
  /** By sensitive question: the answer that everybody gave so far; null where they differ, or where there is none. */
  readonly shared: (string | null)[]
}

const saysOf = (answer: Answer | undefined): Said =>
  saidIn(answer, (value) => JSON.stringify([value].flat().map(String).sort()))

const givenValue = (answer: Answer | undefined): string | null => {
  const said = saysOf(answer)
  return isReason(said) ? null : said.value
}

/** Reasons that say nothing about a person may stand for any value; that a question was not put to somebody follows from other answers. */
const givenIn = (answer: Answer | undefined): string | null => {
  const said = saysOf(answer)
  return isReason(said) && said.reason !== 'not_applicable' ? null : saidKey(said)
}

/** No answer looks like that. */
const suppressedValue = '\n'
const nothingSuppressed: ReadonlySet<string> = new Set()

/**
 * k-anonymity of interviews by local suppression: in a first pass `add` sees every interview; `result` then says of each which values are replaced by a
 * code for "suppressed". Memory grows with the number of combinations of values, not of interviews.
 * Sources: Sweeney, k-anonymity (2002); Hundepool and others, Statistical Disclosure Control (2012), 3.2.3 and 3.6; local-suppression.ts.
 */
export function createAnonymity(dimensions: readonly string[], sensitive: readonly string[], k: number) {
  const classes = new Map<string, Class>()
  const valuesOf = (answers: Answers) => dimensions.map((name) => givenIn(answers[name]))

  return {
    add(answers: Answers): void {
      const values = valuesOf(answers)
      const key = JSON.stringify(values)
      const given = sensitive.map((name) => givenValue(answers[name]))
      const known = classes.get(key)
      if (known) {
        known.size++
        for (const [index, value] of given.entries()) if (known.shared[index] !== value) known.shared[index] = null
      } else classes.set(key, { values, size: 1, shared: given })
    },
    result(): Anonymity {
      const all = [...classes.values()]
      const { before, hidden, alike } = suppressLocally(all, k)
      const suppressed = new Map(
        [...classes.keys()].map((key, row) => [key, new Set(dimensions.filter((_, place) => hidden[row]?.[place]))]),
      )
      const counted = (isCounted: (row: number) => boolean) =>
        all.reduce((sum, { size }, row) => sum + (isCounted(row) ? size : 0), 0)
      return {
        report: {
          ...{ k, dimensions, interviews: counted(() => true), classes: all.length },
          smallClasses: before.filter((people) => people < k).length,
          suppressed: dimensions.map((dimension, place) => ({
            dimension,
            values: counted((row) => all[row]?.values[place] !== null),
            replaced: counted((row) => hidden[row]?.[place] ?? false),
          })),
          smallestClass: alike.reduce((least, people) => Math.min(least, people), alike[0] ?? 0),
          uniformClasses: uniformIn(all, hidden),
        },
        suppressedIn: (answers) => suppressed.get(JSON.stringify(valuesOf(answers))) ?? nothingSuppressed,
      }
    },
  }
}

/** How many combinations, as they are shown, share an answer to a sensitive question. */
function uniformIn(classes: readonly Class[], hidden: readonly (readonly boolean[])[]): number {
  const shown = new Map<string, (string | null)[]>()
  for (const [row, { values, shared }] of classes.entries()) {
    const key = JSON.stringify(values.map((value, place) => (hidden[row]?.[place] ? suppressedValue : value)))
    const known = shown.get(key)
    shown.set(key, known ? known.map((value, index) => (value === shared[index] ? value : null)) : shared)
  }
  return [...shown.values()].filter((shared) => shared.some((value) => value !== null)).length
}
