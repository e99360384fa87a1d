import { z } from 'zod'
import { policy } from './disclosure/policy.ts'
import { type Located, meanOf, type NumberCounts, peopleIn, quantileOf, quantilePlaces } from './statistics/numbers.ts'

const intervalSchema = z.strictObject({ low: z.number(), high: z.number() })
const locatedSchema = z.strictObject({ value: z.number(), interval: intervalSchema.nullable() }).nullable()

/** What is told of the numbers that people gave to a question; null: not enough people gave one, or one person would be told of. */
export const summarySchema = z.strictObject({
  mean: locatedSchema,
  median: locatedSchema,
  lowerQuartile: locatedSchema,
  upperQuartile: locatedSchema,
})
export type NumberSummary = z.infer<typeof summarySchema>

/** For people inside: nothing is held back. */
export const summaryOf = (counts: NumberCounts): NumberSummary => ({
  mean: meanOf(counts),
  median: quantileOf(counts, 0.5),
  lowerQuartile: quantileOf(counts, 0.25),
  upperQuartile: quantileOf(counts, 0.75),
})

const digits = 3

/** To three digits: a mean of few people in full would tell their total, and a quartile in full what somebody said. */
const rounded = (value: number): number => Number(value.toPrecision(digits))

const roundedAll = (found: Located | null): NumberSummary['mean'] =>
  found && {
    value: rounded(found.value),
    interval: found.interval && { low: rounded(found.interval.low), high: rounded(found.interval.high) },
  }

/** Whether nobody makes up so much of the total that it tells about that person: the largest without its sign. */
function isEven(counts: NumberCounts): boolean {
  const total = counts.reduce((sum, [value, people]) => sum + Math.abs(value) * people, 0)
  const largest = Math.max(0, ...counts.map(([value]) => Math.abs(value)))
  return total === 0 || largest / total < policy.greatestPart
}

/**
 * What can be shown of numbers: a mean of at least `k` people of whom nobody dominates the total; a quantile, and each end of its interval, only where at
 * least `k` people gave no more than it and `k` no less (ESSnet's guidelines of 2010 for percentiles). The smallest and the largest number never.
 */
export function protectedSummary(counts: NumberCounts, k: number): NumberSummary {
  const n = peopleIn(counts)
  const isInside = (low: number, high: number) => low >= k && n - high + 1 >= k
  function quantile(p: number): NumberSummary['median'] {
    const place = 1 + (n - 1) * p
    const found = isInside(Math.floor(place), Math.ceil(place)) ? quantileOf(counts, p) : null
    const places = quantilePlaces(n, p)
    const isShown = places !== null && isInside(places.low, places.high)
    return roundedAll(found && { value: found.value, interval: isShown ? found.interval : null })
  }
  return {
    mean: n >= k && isEven(counts) ? roundedAll(meanOf(counts)) : null,
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
  }
}
