import type { Answer } from '../core/flow.ts'
import { answerText } from './answer-text.ts'

type Answers = Readonly<Record<string, Answer>>

/** What was done so that nobody stands alone in exported interviews, and what that does not protect from. */
export interface AnonymityReport {
  /** Everybody shares the values of all dimensions with at least so many others, less one. */
  readonly k: number
  /** The variables that somebody else may know of a person. */
  readonly dimensions: readonly string[]
  readonly interviews: number
  /** Combinations of values of the dimensions before anything was changed, and those of fewer than `k` interviews. */
  readonly classes: number
  readonly smallClasses: number
  /** Interviews whose dimensions were replaced. */
  readonly suppressed: number
  /** Interviews in the smallest class now; the suppressed ones are a class too. Below `k` only where there are fewer than `k` interviews in all. */
  readonly smallestClass: number
  /** Classes, as they are now, in which everybody gave the same answer to a sensitive question: who knows the class knows that answer. */
  readonly uniformClasses: number
}

export interface Anonymity {
  readonly report: AnonymityReport
  /** Whether the dimensions of an interview with these answers must be replaced. */
  isSuppressed(answers: Answers): boolean
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
  size: number
  /** By sensitive question: the answer that everybody gave so far; null where they differ, or where there is none. */
  readonly shared: (string | null)[]
}

const saysOf = (answer: Answer | undefined): string =>
  answerText(answer, (value) => [value].flat().map(String).sort().join(' '))

const givenValue = (answer: Answer | undefined): string | null => (answer && 'value' in answer ? saysOf(answer) : null)

const shareBoth = (a: Class, b: Class): Class => ({
  size: a.size + b.size,
  shared: a.shared.map((value, index) => (value === b.shared[index] ? value : null)),
})

/**
 * k-anonymity of interviews by local suppression: in a first pass `add` sees every interview; `result` then says of each whether its dimensions are
 * replaced by a code for "suppressed". Classes are combinations of values of the dimensions, reasons for missing answers and combinations of
 * several answers included. Memory grows with the number of classes, not of interviews.
 * Sources: Sweeney, k-anonymity (2002); Hundepool and others, Statistical Disclosure Control (2012), 3.2.3 and 3.6.
 */
export function createAnonymity(dimensions: readonly string[], sensitive: readonly string[], k: number) {
  const classes = new Map<string, Class>()
  const keyOf = (answers: Answers) => JSON.stringify(dimensions.map((name) => saysOf(answers[name])))

  return {
    add(answers: Answers): void {
      const key = keyOf(answers)
      const one: Class = { size: 1, shared: sensitive.map((name) => givenValue(answers[name])) }
      const known = classes.get(key)
      classes.set(key, known ? shareBoth(known, one) : one)
    },
    result(): Anonymity {
      const sizes = new Map([...classes].map(([key, { size }]) => [key, size]))
      const chosen = keysToSuppress(sizes, k)
      const merged = [...classes].filter(([key]) => chosen.has(key)).map(([, each]) => each)
      const kept = [...classes].filter(([key]) => !chosen.has(key)).map(([, each]) => each)
      const now = merged.length === 0 ? kept : [...kept, merged.reduce(shareBoth)]
      return {
        report: {
          ...{ k, dimensions, interviews: [...sizes.values()].reduce((sum, size) => sum + size, 0) },
          ...{ classes: classes.size, smallClasses: [...sizes.values()].filter((size) => size < k).length },
          suppressed: merged.reduce((sum, { size }) => sum + size, 0),
          smallestClass: now.reduce((least, { size }) => Math.min(least, size), now[0]?.size ?? 0),
          uniformClasses: now.filter(({ shared }) => shared.some((value) => value !== null)).length,
        },
        isSuppressed: (answers) => chosen.has(keyOf(answers)),
      }
    },
  }
}
