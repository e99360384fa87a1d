import type { Flow } from '../../core/flow.ts'
import { type Interval, wilson } from './intervals.ts'
import { type Presentation, presentationOf } from './presentation.ts'
import { added, type EffectiveSize, kishSize, type WeightSums } from './weight-sums.ts'

export type Indicator = Flow['indicators'][number]

/** What an indicator is made of. null: the number is not known, or not to be shown. */
export interface IndicatorCounts {
  /** Those who gave this answer. */
  count(question: string, value: string): WeightSums | null
  /** Those who gave any answer that says something: refusals and "don't know" are none. */
  base(question: string): WeightSums | null
}

/** The share of one question of an indicator. */
interface AttributeShare {
  readonly question: string
  readonly x: number
  readonly n: number
  readonly share: number
}

/** The value of an indicator. All three are null where a number that it needs is not known, or nobody answered. */
export interface IndicatorShare {
  /** One for each question; null as above. */
  readonly attributes: readonly (AttributeShare | null)[]
  /** The mean of the attributes' shares. */
  readonly share: number | null
  readonly interval: Interval | null
  readonly presentation: Presentation | null
}

const allOf = (parts: readonly (WeightSums | null)[]): WeightSums | null => {
  const known = parts.filter((part) => part !== null)
  return known.length === parts.length ? added(known) : null
}

function attributeOf(
  { counts: counted, among }: Indicator,
  question: string,
  counts: IndicatorCounts,
  sizeOf: EffectiveSize,
) {
  const part = allOf(counted.map((value) => counts.count(question, value)))
  const base = among ? allOf(among.map((value) => counts.count(question, value))) : counts.base(question)
  if (!part || !base || base.people === 0) return null
  return { question, x: part.people, n: base.people, share: part.sum / base.sum, effectiveN: sizeOf(part, base) }
}

/**
 * An indicator from counts of one question each, as SDG 16.6.2 prescribes: the share of positive answers among those who answered, and with
 * several questions (the five attributes of a service) the mean of their shares.
 *
 * The same people answer all attributes, and counts of one question do not say how these hang together. So the interval is Wilson's for
 * the mean as a share of the fewest who answered one of them. It cannot be too narrow: the standard error of a mean is at most the mean of the
 * standard errors, and that is at most √(p(1 - p) / n) of the mean p and the smallest n, because √(p(1 - p)) is concave. With one
 * question it is the interval of its share. With weights the same holds of the effective sizes.
 */
export function shareOf(
  indicator: Indicator,
  counts: IndicatorCounts,
  sizeOf: EffectiveSize = kishSize,
): IndicatorShare {
  const found = indicator.questions.map((question) => attributeOf(indicator, question, counts, sizeOf))
  const attributes = found.map((each) => each && { question: each.question, x: each.x, n: each.n, share: each.share })
  const known = found.filter((each) => each !== null)
  if (known.length < found.length) return { attributes, share: null, interval: null, presentation: null }

  const share = known.reduce((sum, each) => sum + each.share, 0) / known.length
  const effectiveN = Math.min(...known.map((each) => each.effectiveN))
  const people = Math.min(...known.map(({ n }) => n))
  return {
    ...{ attributes, share },
    interval: wilson(share * effectiveN, effectiveN),
    presentation: presentationOf(share * people, people, effectiveN),
  }
}
