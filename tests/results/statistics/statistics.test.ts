import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betaBelow, betaQuantile } from '../../../src/results/statistics/beta.ts'
import { figuresOf, weightedShare } from '../../../src/results/statistics/figure.ts'
import { clopperPearson, difference, wilson } from '../../../src/results/statistics/intervals.ts'
import { completion, outcomeRates, outcomesOf } from '../../../src/results/statistics/outcome-rates.ts'
import { type Presentation, presentationOf } from '../../../src/results/statistics/presentation.ts'
import { kishSize, unweighted } from '../../../src/results/statistics/weight-sums.ts'

const counts = fc.integer({ min: 1, max: 5000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

describe('intervals', () => {
  // Published, or computed with other programs (R: binom.wilson, binom.exact).
  test.each([
    [103, 2060, 0.041398, 0.060278],
    [0, 30, 0, 0.113513],
    [1, 10, 0.017876, 0.40415],
  ])('of Wilson: %i of %i', (x, n, low, high) => {
    expect(wilson(x, n)?.low).toBeCloseTo(low, 5)
    expect(wilson(x, n)?.high).toBeCloseTo(high, 5)
  })

  test.each([
    [0, 30, 0, 0.115703],
    [1, 10, 0.002529, 0.445016],
    [12, 30, 0.226556, 0.593965],
    [10, 10, 0.691503, 1],
  ])('of Clopper and Pearson: %i of %i', (x, n, low, high) => {
    expect(clopperPearson(x, n)?.low).toBeCloseTo(low, 5)
    expect(clopperPearson(x, n)?.high).toBeCloseTo(high, 5)
  })

  test('of nobody are none', () => {
    expect([wilson(0, 0), clopperPearson(0, 0), difference({ x: 0, n: 0 }, { x: 1, n: 2 })]).toEqual([null, null, null])
  })

  test('hold the share, are mirror images, and the exact one is wider', () =>
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const [score, exact, mirror] = [wilson(x, n), clopperPearson(x, n), wilson(n - x, n)]
        if (!score || !exact || !mirror) throw new Error('there is no interval')
        expect(score.low).toBeLessThanOrEqual(x / n)
        expect(score.high).toBeGreaterThanOrEqual(x / n)
        expect(mirror.low).toBeCloseTo(1 - score.high, 9)
        expect(exact.low).toBeLessThanOrEqual(x / n + 1e-12)
        expect(exact.high).toBeGreaterThanOrEqual(x / n - 1e-12)
      }),
    ))

  test('of a difference: Newcombe 1998, table II, 56/70 against 48/80', () => {
    const found = difference({ x: 48, n: 80 }, { x: 56, n: 70 })
    expect(found?.difference).toBeCloseTo(0.2, 9)
    expect(found?.low).toBeCloseTo(0.0524, 4)
    expect(found?.high).toBeCloseTo(0.3339, 4)
  })
})

describe('the beta distribution', () => {
  /** The binomial tail, added up term by term: I_p(k, n-k+1) = P(X >= k). */
  function binomialTail(n: number, k: number, p: number): number {
    let term = (1 - p) ** n
    let tail = k <= 0 ? term : 0
    for (let x = 1; x <= n; x++) {
      term *= ((n - x + 1) / x) * (p / (1 - p))
      if (x >= k) tail += term
    }
    return tail
  }

  test('agrees with the binomial tails, added up term by term', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (n, p) => {
        const k = Math.max(1, Math.ceil(n / 3))
        expect(betaBelow(p, k, n - k + 1)).toBeCloseTo(binomialTail(n, k, p), 9)
      }),
    ))

  test('and its quantile undoes it', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 500 }), (share, a) => {
        expect(betaBelow(betaQuantile(share, a, 20), a, 20)).toBeCloseTo(share, 9)
      }),
    ))
})

describe('presentation rules', () => {
  test.each([
    [5, 29, { unreliable: 'few', dhs: 'parentheses' }],
    [5, 24, { unreliable: 'few', dhs: 'asterisk' }],
    [12, 30, { unreliable: 'wide' }],
    [2, 100, { unreliable: 'relatively_wide' }],
    [103, 2060, { unreliable: null, complementWide: false, review: false, dhs: null }],
    [0, 2000, { unreliable: null, review: true }],
    [2000, 2000, { unreliable: null, review: true }],
  ])('%i of %i', (x, n, expected) => expect(presentationOf(x, n)).toMatchObject(expected))

  test('look at the effective number, where answers are weighted', () => {
    expect(presentationOf(50, 100).unreliable).toBeNull()
    expect(presentationOf(50, 100, 25).unreliable).toBe('few')
  })

  test.each<[number, number, number, Partial<Presentation>]>([
    // The exact intervals of 95, 19, 5, 20 and 38 of 100, 20, 100, 40 and 40.
    [95, 100, 100, { unreliable: null, complementWide: true, review: false }],
    [19, 20, 20, { unreliable: 'few', complementWide: true, dhs: 'asterisk' }],
    [5, 100, 100, { unreliable: 'relatively_wide', complementWide: false }],
    [50, 100, 40, { unreliable: 'wide', complementWide: false, dhs: null }],
    [95, 100, 40, { unreliable: null, complementWide: true, dhs: null }],
    [1990, 2000, 2000, { unreliable: null, complementWide: false }],
    [100, 100, 100, { unreliable: null, complementWide: false, review: true }],
    [0, 0, 0, { unreliable: 'few', complementWide: false, review: false, dhs: 'asterisk' }],
    [0, 40, 40, { review: true, dhs: 'parentheses' }],
    [15, 30, 30, { unreliable: 'wide' }],
    [15, 29, 29, { unreliable: 'few' }],
    [12, 25, 25, { dhs: 'parentheses' }],
    [12, 24, 24, { dhs: 'asterisk' }],
    [25, 50, 50, { dhs: null }],
  ])('%i of %i that weigh as much as %i', (x, n, effective, expected) => {
    expect(presentationOf(x, n, effective)).toMatchObject(expected)
  })
})

describe('outcome rates', () => {
  test("are AAPOR's", () => {
    const rates = outcomeRates({
      complete: 300,
      partial: 50,
      refusal: 100,
      nonContact: 200,
      other: 50,
      unknown: 300,
      notEligible: 300,
      hasFrame: true,
    })
    expect(rates?.e).toBeCloseTo(0.7, 12)
    expect(rates?.RR1).toBeCloseTo(300 / 1000, 12)
    expect(rates?.RR2).toBeCloseTo(350 / 1000, 12)
    expect(rates?.RR3).toBeCloseTo(300 / 910, 12)
    expect(rates?.RR4).toBeCloseTo(350 / 910, 12)
    expect(rates?.RR5).toBeCloseTo(300 / 700, 12)
    expect(rates?.RR6).toBeCloseTo(350 / 700, 12)
    expect(rates?.COOP1).toBeCloseTo(300 / 500, 12)
    expect(rates?.REF1).toBeCloseTo(100 / 1000, 12)
    expect(rates?.CON1).toBeCloseTo(500 / 1000, 12)
    expect(rates?.COOP3).toBeCloseTo(300 / 450, 12)
    expect(rates?.COOP4).toBeCloseTo(350 / 450, 12)
    expect(rates?.REF2).toBeCloseTo(100 / 910, 12)
    expect(rates?.REF3).toBeCloseTo(100 / 700, 12)
    expect(rates?.CON2).toBeCloseTo(500 / 910, 12)
  })

  test('are none of people who came by themselves; what is new counts as other', () => {
    const outcomes = outcomesOf([
      { disposition: 'completed', count: 8 },
      { disposition: 'break_off', count: 1 },
      { disposition: 'refused', count: 3 },
      { disposition: 'ineligible', count: 2 },
      { disposition: 'abducted', count: 1 },
    ])
    expect(outcomes).toEqual({
      complete: 8,
      partial: 0,
      refusal: 4,
      nonContact: 0,
      other: 1,
      unknown: 0,
      notEligible: 2,
      hasFrame: false,
    })
    expect(outcomeRates(outcomes)).toBeNull()
    expect(completion(outcomes)).toMatchObject({ complete: 8, began: 13, share: 8 / 13 })
  })

  test('of nobody there is no share who completed', () => expect(completion(outcomesOf([])).share).toBeNull())
})

describe('figures', () => {
  const missing = { refused: 82, dont_know: 0, not_applicable: 0, invalid: 3, not_reached: 5 }

  test('have their denominator, interval, and bounds for those who preferred not to say', () => {
    const rows = [
      { value: 'yes', ...unweighted(103) },
      { value: 'no', ...unweighted(1875) },
    ]
    const tally = { name: 'exposed', base: unweighted(1978), rows, missing, brokeOff: 2 }
    const { figures, reached } = figuresOf(tally, { multiple: false, weighted: null })
    expect(figures[0]).toMatchObject({ x: 103, n: 1978, share: 103 / 1978 })
    // 103 to 185 of 2,060.
    expect(figures[0]?.bounds?.low).toBeCloseTo(0.05, 9)
    expect(figures[0]?.bounds?.high).toBeCloseTo(185 / 2060, 9)
    // Whoever left at it was asked, too.
    expect(reached).toBe(2065)
  })

  test('of nobody have no share, and never one of 0', () => {
    const none = { refused: 0, dont_know: 0, not_applicable: 4, invalid: 0, not_reached: 0 }
    const rows = [{ value: 'yes', ...unweighted(0) }]
    const tally = { name: 'x', base: unweighted(0), rows, missing: none, brokeOff: 0 }
    const { figures } = figuresOf(tally, { multiple: false, weighted: kishSize })
    expect(figures[0]).toMatchObject({ share: null, interval: null, bounds: null })
    expect(figures[0]?.weighted).toMatchObject({ share: null, interval: null })
  })

  test('with weights rest on the effective number: 50 women who weigh 1.6 and 50 men who weigh 0.4', () => {
    const women = { people: 50, sum: 80, squares: 128 }
    const men = { people: 50, sum: 20, squares: 8 }
    const rows = [
      { value: 'yes', ...women },
      { value: 'no', ...men },
    ]
    const tally = { name: 'x', base: { people: 100, sum: 100, squares: 136 }, rows, missing, brokeOff: 0 }
    const { figures, weighted } = figuresOf(tally, { multiple: false, weighted: kishSize })
    expect(weighted).toEqual({ deff: 1.36, effectiveN: expect.closeTo(100 / 1.36, 9) })
    expect(figures[0]).toMatchObject({ x: 50, n: 100, share: 0.5 })
    const n = 100 / 1.36
    expect(figures[0]?.weighted).toMatchObject({ share: 0.8, interval: wilson(0.8 * n, n) })
  })

  test('with weights that are all the same are those without', () =>
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const { share, interval, presentation } = weightedShare(unweighted(x), unweighted(n), kishSize)
        expect(share).toBe(x / n)
        expect(interval?.low).toBeCloseTo(wilson(x, n)?.low ?? Number.NaN, 9)
        expect(interval?.high).toBeCloseTo(wilson(x, n)?.high ?? Number.NaN, 9)
        expect(presentation.review).toBe(presentationOf(x, n).review)
      }),
    ))
})
