import { betaBelow, betaQuantile } from './beta.ts'
import type { Interval } from './intervals.ts'

/** How many people gave each number, in the order of the numbers. */
export type NumberCounts = readonly (readonly [value: number, people: number])[]

/** A number that stands for all, with its 95 % interval; null where too few gave one for it. */
export interface Located {
  readonly value: number
  readonly interval: Interval | null
}

export const sortedCounts = (counts: Iterable<readonly [value: number, people: number]>): NumberCounts =>
  [...counts].sort(([a], [b]) => a - b)

export const peopleIn = (counts: NumberCounts): number => counts.reduce((sum, [, people]) => sum + people, 0)

const outside = 0.05

/** The 97.5 % quantile of Student's t: T² / (T² + ν) has a beta distribution (Abramowitz and Stegun 26.7.1). */
export function studentQuantile(freedom: number): number {
  const x = betaQuantile(outside, freedom / 2, 0.5)
  return Math.sqrt((freedom * (1 - x)) / x)
}

/** The mean with Student's t interval (Student 1908); without one for fewer than two people. null: there is nobody. */
export function meanOf(counts: NumberCounts): Located | null {
  const n = peopleIn(counts)
  if (n === 0) return null
  const mean = counts.reduce((sum, [value, people]) => sum + value * people, 0) / n
  if (n < 2) return { value: mean, interval: null }
  const squares = counts.reduce((sum, [value, people]) => sum + people * (value - mean) ** 2, 0)
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n)
  return { value: mean, interval: { low: mean - half, high: mean + half } }
}

/** The number at a place, from 1, when all stand in their order. */
export function numberAt(counts: NumberCounts, place: number): number {
  let before = 0
  for (const [value, people] of counts) {
    before += people
    if (place <= before) return value
  }
  return counts.at(-1)?.[0] ?? 0
}

/** How likely at most `k` of `n` lie below the quantile of order `p`: the binomial distribution, by the beta distribution. */
const atMost = (k: number, n: number, p: number): number => {
  if (k < 0) return 0
  return k >= n ? 1 : betaBelow(1 - p, n - k, k + 1)
}

/**
 * The places between which the quantile of order `p` lies with at least 95 %, whatever the numbers are distributed like; null where so few have none.
 * Sources: Conover, Practical Nonparametric Statistics (1999), 3.2; Hahn and Meeker, Statistical Intervals (1991), 5.2.
 */
export function quantilePlaces(n: number, p: number): { readonly low: number; readonly high: number } | null {
  let low = 0
  while (atMost(low, n, p) <= outside / 2) low++
  let high = low + 1
  while (high <= n && atMost(high - 1, n, p) < 1 - outside / 2) high++
  return low < 1 || high > n ? null : { low, high }
}

/** The quantile of order `p`, between two numbers in proportion (definition 7 of Hyndman and Fan 1996, which R and spreadsheets use). null: there is nobody. */
export function quantileOf(counts: NumberCounts, p: number): Located | null {
  const n = peopleIn(counts)
  if (n === 0) return null
  const place = 1 + (n - 1) * p
  const [below, above] = [numberAt(counts, Math.floor(place)), numberAt(counts, Math.ceil(place))]
  const places = quantilePlaces(n, p)
  return {
    value: below + (place - Math.floor(place)) * (above - below),
    interval: places && { low: numberAt(counts, places.low), high: numberAt(counts, places.high) },
  }
}
