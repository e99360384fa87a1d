import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { weightedShare } from '../../../src/results/statistics/figure.ts'
import { clopperPearson, wilson } from '../../../src/results/statistics/intervals.ts'
import { linearisedSize } from '../../../src/results/statistics/linearised.ts'
import { kishSize, type WeightSums } from '../../../src/results/statistics/weight-sums.ts'
import { type Cell, type Margin, rake } from '../../../src/results/statistics/weighting.ts'

/** A raked sample and what R's `survey` makes of it; raked.R made it. */
interface Reference {
  readonly cells: readonly [a: string, b: string, yes: number, no: number, none: number][]
  readonly targets: readonly Record<string, number>[]
  readonly share: number
  /** Linearised, by `svymean` on the raked design. */
  readonly se: number
  readonly kish: number
  /** Of the effective size, never more than answered. */
  readonly wilson: readonly [low: number, high: number]
  /** Korn and Graubard's interval, by `svyciprop`. */
  readonly beta: readonly [low: number, high: number]
}
const references: Reference[] = JSON.parse(readFileSync(new URL('raked.json', import.meta.url), 'utf8'))

function weighed(people: readonly number[], weights: readonly number[]): WeightSums {
  const sum = (value: (count: number, weight: number) => number) =>
    people.reduce((total, count, index) => total + value(count, weights[index] ?? 0), 0)
  return {
    people: sum((count) => count),
    sum: sum((count, weight) => count * weight),
    squares: sum((count, weight) => count * weight ** 2),
    cells: new Map(people.entries()),
  }
}

function oursOf({ cells, targets }: Pick<Reference, 'cells' | 'targets'>) {
  const counted = cells.map(([a, b, yes, no, none]): Cell => ({ categories: [a, b], count: yes + no + none }))
  const margins = targets.map((each, index): Margin => ({ questions: [String(index)], targets: each }))
  const { weights } = rake(margins, counted)
  const part = weighed(
    cells.map(([, , yes]) => yes),
    weights,
  )
  const base = weighed(
    cells.map(([, , yes, no]) => yes + no),
    weights,
  )
  return { part, base, sizeOf: linearisedSize(counted, weights) }
}

describe('weighted intervals', () => {
  test(`agree with R's survey on ${references.length} raked samples`, () => {
    for (const reference of references) {
      const { part, base, sizeOf } = oursOf(reference)
      const { share, interval } = weightedShare(part, base, sizeOf)
      const size = sizeOf(part, base)
      const theirs = (reference.share * (1 - reference.share)) / reference.se ** 2
      expect(share).toBeCloseTo(reference.share, 5)
      expect(size / Math.min(theirs, base.people)).toBeCloseTo(1, 3)
      expect([interval?.low, interval?.high]).toEqual(reference.wilson.map((end) => expect.closeTo(end, 4)))
      expect(kishSize(part, base)).toBeCloseTo(reference.kish, 1)
      const exact = clopperPearson((share ?? 0) * size, size)
      // R makes the size a little smaller, as with Student's t.
      if (theirs < base.people)
        expect([exact?.low, exact?.high]).toEqual(reference.beta.map((end) => expect.closeTo(end, 3)))
    }
  })

  test("are never narrower than R's, where Kish's would be", () => {
    const width = (interval: { low: number; high: number } | null) => (interval ? interval.high - interval.low : 0)
    const tooNarrow = references.filter((reference) => {
      const { part, base, sizeOf } = oursOf(reference)
      const [low, high] = reference.wilson
      expect(width(weightedShare(part, base, sizeOf).interval)).toBeGreaterThan(high - low - 1e-4)
      const size = kishSize(part, base)
      return width(wilson(reference.share * size, size)) < high - low - 1e-4
    })
    expect(tooNarrow.length).toBeGreaterThan(3)
  })

  test('of nobody and of everybody are as wide as unequal weights make them; where nobody answered there is none', () => {
    const { base, sizeOf } = oursOf({
      ...{ cells: [['a1', 'b1', 20, 0, 0] as const, ['a2', 'b1', 40, 0, 0] as const].map((each) => [...each]) },
      targets: [{ a1: 1, a2: 1 }, {}],
    })
    const nobody: WeightSums = { people: 0, sum: 0, squares: 0 }
    expect(sizeOf(nobody, base)).toBe(kishSize(nobody, base))
    expect(sizeOf(base, base)).toBe(kishSize(base, base))
    expect(sizeOf(nobody, nobody)).toBe(0)
  })

  test('count no more people than have answered, even of a share that the census knows', () => {
    // Who is in the first category is what is asked: the weighted share is the target, and R says that it is known exactly.
    const { part, base, sizeOf } = oursOf({
      cells: [
        ['a1', 'b1', 20, 0, 0],
        ['a2', 'b1', 0, 40, 0],
      ],
      targets: [{ a1: 1, a2: 1 }, {}],
    })
    expect(part.sum / base.sum).toBeCloseTo(0.5, 9)
    expect(sizeOf(part, base)).toBe(60)
  })
})
