import type { MissingCode } from '../../core/flow.ts'
import { type NumberSummary, summaryOf } from '../number-summary.ts'
import type { QuestionTally } from '../tally.ts'
import { type Interval, refusalBounds, wilson } from './intervals.ts'
import { sortedCounts } from './numbers.ts'
import { type Presentation, presentationOf } from './presentation.ts'
import { type DesignEffect, designEffect, type EffectiveSize, type WeightSums } from './weight-sums.ts'

/** A share of people who count differently much. */
interface WeightedShare {
  readonly share: number | null
  readonly interval: Interval | null
  readonly presentation: Presentation
}

/** A share with everything that must stand beside it. */
interface Figure {
  readonly value: string
  readonly x: number
  readonly n: number
  /** null where nobody answered: never 0. */
  readonly share: number | null
  readonly interval: Interval | null
  /** The share if nobody of those who preferred not to say belongs here, and if all of them do. */
  readonly bounds: Interval | null
  readonly presentation: Presentation
  /** Only where margins of the population were given. */
  readonly weighted?: WeightedShare
}

/** One question: a figure for each value, and everybody without an answer, by the reason. */
export interface QuestionFigures {
  readonly name: string
  /** Whose answers say something. */
  readonly base: number
  /** Several values may be chosen: shares are of people, and do not add up to one. */
  readonly multiple: boolean
  readonly figures: readonly Figure[]
  readonly missing: Readonly<Record<MissingCode, number>>
  /** To how many it was put. */
  readonly reached: number
  /** How many of these never replied to it: it was the last that they were asked. */
  readonly brokeOff: number
  /** Of a question that is answered with a number. */
  readonly numbers?: NumberSummary
  /** Kish's, of its base, for information; only where margins of the population were given. */
  readonly weighted?: DesignEffect
}

/** Why there is no answer although the question was put to somebody. */
const putAndUnanswered = ['refused', 'dont_know', 'invalid'] as const

/**
 * The weighted share of some people of a base: p = Σw of them / Σw of all. Its interval is Wilson's for p · n_eff of n_eff; the presentation
 * rules look at n_eff, too.
 */
export function weightedShare(part: WeightSums, base: WeightSums, sizeOf: EffectiveSize): WeightedShare {
  const effectiveN = sizeOf(part, base)
  const share = base.people > 0 ? part.sum / base.sum : null
  return {
    share,
    interval: share === null ? null : wilson(share * effectiveN, effectiveN),
    presentation: presentationOf((share ?? 0) * base.people, base.people, effectiveN),
  }
}

/** The figures of one question from its counts; `weighted`: how well weighted shares are known, where people count differently much. */
export function figuresOf(
  { name, base, rows, missing, brokeOff }: QuestionTally,
  {
    multiple,
    weighted,
    isNumber = false,
  }: { readonly multiple: boolean; readonly weighted: EffectiveSize | null; readonly isNumber?: boolean },
): QuestionFigures {
  const n = base.people
  return {
    ...{ name, base: n, multiple, missing, brokeOff },
    reached: n + putAndUnanswered.reduce((sum, code) => sum + missing[code], 0) + brokeOff,
    ...(isNumber && { numbers: summaryOf(sortedCounts(rows.map(({ value, people }) => [Number(value), people]))) }),
    figures: (isNumber ? rows.toSorted((a, b) => Number(a.value) - Number(b.value)) : rows).map((row) => ({
      ...{ value: row.value, x: row.people, n },
      share: n > 0 ? row.people / n : null,
      interval: wilson(row.people, n),
      bounds: refusalBounds(row.people, n, missing.refused),
      presentation: presentationOf(row.people, n),
      ...(weighted && { weighted: weightedShare(row, base, weighted) }),
    })),
    ...(weighted && { weighted: designEffect(base) }),
  }
}
