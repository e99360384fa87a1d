import { betaQuantile } from './beta.ts'

/** The two ends of a 95 % confidence interval, as shares. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution; 1.96 is not it. */
const z = 1.959963984540054
const tail = 0.025

/**
 * Wilson's score interval for x of n (Wilson 1927). `effectiveN` takes the place of n where answers are weighted: n divided by the
 * design effect (Korn and Graubard 1998). null where nobody answered: there is no estimate, and it is not 0.
 */
export function wilson(x: number, n: number, effectiveN: number = n): Interval | null {
  if (n <= 0 || effectiveN <= 0) return null
  const p = x / n
  const m = effectiveN
  const centre = (p + (z * z) / (2 * m)) / (1 + (z * z) / m)
  const half = (z / (1 + (z * z) / m)) * Math.sqrt((p * (1 - p)) / m + (z * z) / (4 * m * m))
  // At the ends the formula gives 0 and 1, but for rounding.
  return { low: x === 0 ? 0 : Math.max(0, centre - half), high: x === n ? 1 : Math.min(1, centre + half) }
}

/** The exact interval for x of n (Clopper and Pearson 1934), on which the presentation standards of NCHS rest. */
export function clopperPearson(x: number, n: number): Interval | null {
  if (n <= 0) return null
  return {
    low: x <= 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    high: x >= n ? 1 : betaQuantile(1 - tail, x + 1, n - x),
  }
}

/**
 * The difference of two independent shares, second minus first, with its interval (Newcombe 1998, method 10: the square-and-add of two
 * Wilson intervals). null where one of them has no estimate.
 */
export function difference(
  first: { readonly x: number; readonly n: number },
  second: { readonly x: number; readonly n: number },
): (Interval & { readonly difference: number }) | null {
  const [before, after] = [wilson(first.x, first.n), wilson(second.x, second.n)]
  if (!before || !after) return null
  const [p, q] = [first.x / first.n, second.x / second.n]
  return {
    difference: q - p,
    low: q - p - Math.hypot(q - after.low, before.high - p),
    high: q - p + Math.hypot(after.high - q, p - before.low),
  }
}
