import { betaQuantile } from './beta.ts'

/** The two ends of a 95 % confidence interval, as shares. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the normal distribution; 1.96 is not it. */
const z95 = 1.959963984540054
const tail = 0.025

/** The distribution function of the normal distribution, by the series of Marsaglia (2004), Evaluating the Normal Distribution. */
function normal(x: number): number {
  let term = x
  let sum = x
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * Math.exp(-(x * x) / 2 - Math.log(2 * Math.PI) / 2)
}

/** The quantile of the normal distribution for 0.5 to below 1, by halving. */
export function normalQuantile(p: number): number {
  let [low, high] = [0, 8]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (normal(middle) < p) low = middle
    else high = middle
  }
  return low
}

/** Wilson's score interval for x of n (Wilson 1927), of 95 % where no other quantile `z` is given. null where nobody answered: there is no estimate, and it is not 0. */
export function wilson(x: number, n: number, z: number = z95): Interval | null {
  if (n <= 0) return null
  const p = x / n
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
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
 * Wilson intervals), of 95 % where no other quantile is given. null where one of them has no estimate.
 */
export function difference(
  first: { readonly x: number; readonly n: number },
  second: { readonly x: number; readonly n: number },
  z: number = z95,
): (Interval & { readonly difference: number }) | null {
  const [before, after] = [wilson(first.x, first.n, z), wilson(second.x, second.n, z)]
  if (!before || !after) return null
  const [p, q] = [first.x / first.n, second.x / second.n]
  return {
    difference: q - p,
    low: q - p - Math.hypot(q - after.low, before.high - p),
    high: q - p + Math.hypot(after.high - q, p - before.low),
  }
}

/** The share of x of n if nobody of those who preferred not to say belongs to it, and if all of them do; null where there is nobody. */
export function refusalBounds(x: number, n: number, refused: number): Interval | null {
  const all = n + refused
  return all > 0 ? { low: x / all, high: (x + refused) / all } : null
}
