import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { designEffect } from '../../../src/results/statistics/weight-sums.ts'
import {
  type Cell,
  coverageOf,
  greatestWeight,
  leastWeight,
  type Margin,
  type Raking,
  rake,
} from '../../../src/results/statistics/weighting.ts'

/** The cells of a table: rows are categories r0, r1 … of the first margin, columns c0, c1 … of the second. */
const cellsOf = (table: readonly (readonly number[])[]): Cell[] =>
  table.flatMap((row, r) => row.map((count, c) => ({ categories: [`r${r}`, `c${c}`], count })))

const marginOf = (letter: string, targets: readonly number[]): Margin => ({
  questions: [letter],
  targets: Object.fromEntries(targets.map((target, index) => [`${letter}${index}`, target])),
})

const peopleOf = (cells: readonly Cell[]) => cells.reduce((sum, { count }) => sum + count, 0)
/** What all people of each cell weigh together. */
const weighed = (cells: readonly Cell[], { weights }: Raking) =>
  cells.map(({ count }, index) => count * (weights[index] ?? Number.NaN))
const sharesOf = (cells: readonly Cell[], raking: Raking, margin: number) => {
  const shares = new Map<string, number>()
  for (const [index, weight] of weighed(cells, raking).entries()) {
    const category = cells[index]?.categories[margin] ?? ''
    shares.set(category, (shares.get(category) ?? 0) + weight / peopleOf(cells))
  }
  return Object.fromEntries(shares)
}
const deffOf = (cells: readonly Cell[], { weights }: Raking) =>
  designEffect({
    people: peopleOf(cells),
    sum: cells.reduce((sum, { count }, index) => sum + count * (weights[index] ?? 0), 0),
    squares: cells.reduce((sum, { count }, index) => sum + count * (weights[index] ?? 0) ** 2, 0),
  })

describe('raking', () => {
  test('keeps the odds ratio: 40, 10, 20, 30 to halves is 50 √6 / (1 + √6) on the diagonal', () => {
    const cells = cellsOf([
      [40, 10],
      [20, 30],
    ])
    const raking = rake([marginOf('r', [1, 1]), marginOf('c', [50, 50])], cells)
    const diagonal = (50 * Math.sqrt(6)) / (1 + Math.sqrt(6))
    const expected = [diagonal, 50 - diagonal, 50 - diagonal, diagonal]
    expect(raking.converged).toBe(true)
    for (const [index, weight] of weighed(cells, raking).entries()) expect(weight).toBeCloseTo(expected[index] ?? 0, 3)
  })

  test('agrees with the four by four example of Wikipedia, "Iterative proportional fitting"', () => {
    const cells = cellsOf([
      [40, 30, 20, 10],
      [35, 50, 100, 75],
      [30, 80, 70, 120],
      [20, 30, 40, 50],
    ])
    const published = [
      [64.61, 46.28, 35.42, 3.83],
      [49.95, 68.15, 156.49, 25.37],
      [56.7, 144.4, 145.06, 53.76],
      [28.74, 41.18, 63.03, 17.03],
    ].flat()
    const raking = rake([marginOf('r', [150, 300, 400, 150]), marginOf('c', [200, 300, 400, 100])], cells)
    // There the result is 1,000 people; here weights have the mean 1.
    const scale = 1000 / peopleOf(cells)
    for (const [index, weight] of weighed(cells, raking).entries())
      expect(Math.abs(weight * scale - (published[index] ?? 0))).toBeLessThan(0.1)
  })

  test('with one margin, of one question or of several crossed, is post-stratification: target share / sample share', () => {
    const cells = [
      { categories: ['woman,city'], count: 60 },
      { categories: ['woman,village'], count: 20 },
      { categories: ['man,village'], count: 20 },
    ]
    const margin = {
      questions: ['gender', 'place'],
      targets: { 'woman,city': 3, 'woman,village': 4, 'man,village': 3 },
    }
    const { weights, iterations, converged } = rake([margin], cells)
    expect(weights).toEqual([0.5, 2, 1.5].map((weight) => expect.closeTo(weight, 9)))
    expect([iterations, converged]).toEqual([1, true])
  })

  test('leaves people whom the census does not know, and who did not say, the share that they have', () => {
    const cells = [
      { categories: ['woman'], count: 30 },
      { categories: ['man'], count: 60 },
      { categories: ['third_gender'], count: 8 },
      { categories: ['(refused)'], count: 2 },
    ]
    const { weights } = rake([{ questions: ['gender'], targets: { woman: 50, man: 50 } }], cells)
    expect(weights).toEqual([1.5, 0.75, 1, 1].map((weight) => expect.closeTo(weight, 9)))
  })

  test('goes on where a category has nobody: no weight can speak for them', () => {
    const cells = [
      { categories: ['woman'], count: 30 },
      { categories: ['man'], count: 30 },
    ]
    const margin = { questions: ['gender'], targets: { woman: 60, man: 30, third_gender: 10 } }
    expect(rake([margin], cells).weights).toEqual([expect.closeTo(4 / 3, 9), expect.closeTo(2 / 3, 9)])
    expect(coverageOf(margin, 0, cells).find(({ category }) => category === 'third_gender')).toEqual({
      ...{ category: 'third_gender', n: 0, sampleShare: 0, populationShare: 0.1, ratio: 0 },
    })
  })

  test('cuts weights to five times the mean, and says which difference is left', () => {
    const cells = cellsOf([[10], [990]])
    const raking = rake([marginOf('r', [50, 50])], cells)
    expect(raking.weights[0]).toBe(greatestWeight)
    expect(raking).toMatchObject({ converged: false, trimmed: 10 })
    expect(raking.largestDifference).toBeCloseTo(0.45, 9)
    expect(raking.iterations).toBeLessThan(20)
  })

  test('raises weights to a fifth of the mean, so that a census of others leaves nobody counting for nothing', () => {
    // Of 100 people 80 are of a kind that is one in a thousand of the population.
    const cells = cellsOf([[80], [20]])
    const { weights, raised, trimmed, converged } = rake([marginOf('r', [0.1, 99.9])], cells)
    expect(weights).toEqual([expect.closeTo(leastWeight, 9), expect.closeTo(4.2, 9)])
    expect([raised, trimmed, converged]).toEqual([80, 0, false])
  })

  test('says of whom a weight was cut on the way, also where it ends below the limit', () => {
    const cells = cellsOf([
      [1, 5],
      [37, 17],
    ])
    const { weights, trimmed, converged } = rake([marginOf('r', [33, 67]), marginOf('c', [25, 75])], cells)
    expect(Math.max(...weights)).toBeLessThan(4)
    expect([trimmed, converged]).toEqual([5, true])
  })

  test('gives what was cut to those whom the margins know, so that all others keep their share', () => {
    const cells = [
      { categories: ['woman'], count: 10 },
      { categories: ['man'], count: 900 },
      { categories: ['third_gender'], count: 90 },
    ]
    const { weights, trimmed } = rake([{ questions: ['gender'], targets: { woman: 50, man: 50 } }], cells)
    expect(weights).toEqual([greatestWeight, expect.closeTo(860 / 900, 9), 1])
    expect(trimmed).toBe(10)
  })

  test('says when margins contradict each other', () => {
    // All r0 are c0 and the other way round, so both cannot be met.
    const cells = cellsOf([
      [50, 0],
      [0, 50],
    ])
    const { converged, largestDifference } = rake([marginOf('r', [70, 30]), marginOf('c', [50, 50])], cells)
    expect(converged).toBe(false)
    expect(largestDifference).toBeCloseTo(0.2, 9)
  })

  test('of nobody is nothing', () => {
    expect(rake([marginOf('r', [1, 1])], [])).toMatchObject({ weights: [], converged: true, trimmed: 0 })
    expect(designEffect({ people: 0, sum: 0, squares: 0 })).toEqual({ deff: null, effectiveN: 0 })
  })

  /** Tables of up to four by four, with a target for each row and column. */
  const tablesOf = (counts: fc.Arbitrary<number>, targets: fc.Arbitrary<number>) =>
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).chain(([rows, columns]) => {
      const exactly = (length: number) => ({ minLength: length, maxLength: length })
      return fc.record({
        table: fc.array(fc.array(counts, exactly(columns)), exactly(rows)),
        rowTargets: fc.array(targets, exactly(rows)),
        columnTargets: fc.array(targets, exactly(columns)),
      })
    })

  test('any: weights are a fifth to five times the mean, which is 1, and the design effect is at least 1', () =>
    fc.assert(
      fc.property(
        tablesOf(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 100 })),
        ({ table, rowTargets, columnTargets }) => {
          const cells = cellsOf(table)
          const raking = rake([marginOf('r', rowTargets), marginOf('c', columnTargets)], cells)
          for (const weight of raking.weights) {
            expect(weight).toBeGreaterThanOrEqual(leastWeight)
            expect(weight).toBeLessThanOrEqual(greatestWeight)
          }
          expect(weighed(cells, raking).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(peopleOf(cells), 6)
          const { deff, effectiveN } = deffOf(cells, raking)
          expect(deff).toBeGreaterThanOrEqual(1 - 1e-12)
          expect(effectiveN).toBeLessThanOrEqual(peopleOf(cells) + 1e-6)
        },
      ),
    ))

  test('any meets its margins, where no weight need be cut', () =>
    fc.assert(
      fc.property(
        tablesOf(fc.integer({ min: 60, max: 100 }), fc.integer({ min: 60, max: 100 })),
        ({ table, rowTargets, columnTargets }) => {
          const cells = cellsOf(table)
          const raking = rake([marginOf('r', rowTargets), marginOf('c', columnTargets)], cells)
          expect(raking).toMatchObject({ converged: true, trimmed: 0 })
          for (const [margin, targets] of [rowTargets, columnTargets].entries()) {
            const shares = Object.entries(sharesOf(cells, raking, margin)).sort(([a], [b]) => (a < b ? -1 : 1))
            const all = targets.reduce((sum, target) => sum + target, 0)
            for (const [index, target] of targets.entries()) expect(shares[index]?.[1]).toBeCloseTo(target / all, 5)
          }
        },
      ),
    ))
})

test('coverage sets who answered against the population, and shows those of whom it knows nothing', () => {
  const cells = [
    { categories: ['woman'], count: 30 },
    { categories: ['man'], count: 90 },
    { categories: ['third_gender'], count: 8 },
    { categories: ['(refused)'], count: 2 },
  ]
  expect(coverageOf({ questions: ['gender'], targets: { woman: 50, man: 50 } }, 0, cells)).toEqual([
    { category: 'woman', n: 30, sampleShare: 0.25, populationShare: 0.5, ratio: 0.5 },
    { category: 'man', n: 90, sampleShare: 0.75, populationShare: 0.5, ratio: 1.5 },
    { category: 'third_gender', n: 8, sampleShare: null, populationShare: null, ratio: null },
    { category: '(refused)', n: 2, sampleShare: null, populationShare: null, ratio: null },
  ])
})
