import { difference, normalQuantile } from './intervals.ts'

/** How many of a group gave an answer that counts, of how many who gave one. */
interface Counted {
  readonly x: number
  readonly n: number
}

/** A group that differs from all others together. */
export interface Differing {
  /** The place of the group among those that were compared. */
  readonly group: number
  /** The share of the others. */
  readonly others: number
}

const alpha = 0.05

/**
 * Which groups differ from all others together by more than chance, the largest difference first. Each is compared with the sum of the others by
 * Newcombe's interval of the difference of two shares (1998, method 10); Holm's step-down adjustment (1979) keeps the chance of a single false claim,
 * over all groups, at 5 %. Two groups are one comparison, told of the first.
 */
export function groupsThatDiffer(groups: readonly Counted[]): Differing[] {
  const total = groups.reduce((sum, { x, n }) => ({ x: sum.x + x, n: sum.n + n }), { x: 0, n: 0 })
  const compared = groups.flatMap(({ x, n }, group) => {
    const others = { x: total.x - x, n: total.n - n }
    if (n === 0 || others.n === 0) return []
    const pooled = total.x / total.n
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / others.n))
    return [{ group, own: { x, n }, others, score: error === 0 ? 0 : Math.abs(x / n - others.x / others.n) / error }]
  })
  const sorted = (groups.length === 2 ? compared.slice(0, 1) : compared).toSorted((a, b) => b.score - a.score)
  const end = sorted.findIndex(({ own, others }, step) => {
    const interval = difference(others, own, normalQuantile(1 - alpha / (2 * (sorted.length - step))))
    return interval === null || (interval.low <= 0 && interval.high >= 0)
  })
  return sorted
    .slice(0, end < 0 ? sorted.length : end)
    .map(({ group, others }) => ({ group, others: others.x / others.n }))
}
