import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Indicator, type IndicatorCounts, shareOf } from '../../../src/results/statistics/indicator.ts'
import { wilson } from '../../../src/results/statistics/intervals.ts'
import { unweighted } from '../../../src/results/statistics/weight-sums.ts'

const indicator = (more: Partial<Indicator>): Indicator => ({
  ...{ name: 'satisfied', namespace: 'small', questions: ['time'], comparable: false },
  counts: ['strongly_agree', 'agree'],
  ...more,
})

/** Counts of the four-point scale of each question; null: hidden. */
const scale = ['strongly_agree', 'agree', 'disagree', 'strongly_disagree']
const countsOf = (table: Readonly<Record<string, readonly (number | null)[]>>): IndicatorCounts => ({
  count(question, value) {
    const n = table[question]?.[scale.indexOf(value)] ?? null
    return n === null ? null : unweighted(n)
  },
  base(question) {
    const numbers = table[question] ?? [null]
    return numbers.includes(null) ? null : unweighted(numbers.reduce<number>((sum, n) => sum + (n ?? 0), 0))
  },
})

describe('an indicator', () => {
  test('of one question is a share with its interval: strongly agree and agree, of those who said something', () => {
    const found = shareOf(indicator({}), countsOf({ time: [10, 20, 15, 5] }))
    expect(found).toMatchObject({ attributes: [{ question: 'time', x: 30, n: 50, share: 0.6 }], share: 0.6 })
    expect(found.interval).toEqual(wilson(30, 50))
  })

  test('may be a share of some answers only', () => {
    const among = ['agree', 'disagree']
    expect(shareOf(indicator({ counts: ['agree'], among }), countsOf({ time: [10, 30, 10, 5] }))).toMatchObject({
      attributes: [{ x: 30, n: 40 }],
      share: 0.75,
    })
  })

  test('of several questions is the mean of their shares, not the share of all answers together (16.6.2)', () => {
    const counts = countsOf({ time: [10, 20, 15, 5], equal: [8, 0, 2, 0] })
    const found = shareOf(indicator({ questions: ['time', 'equal'] }), counts)
    expect(found.share).toBeCloseTo((30 / 50 + 8 / 10) / 2, 12)
    // As if only as many had answered as answered the question that fewest did.
    expect(found.interval).toEqual(wilson(7, 10))
  })

  test.each([
    ['a number that it needs is hidden', { time: [10, null, 15, 5] }],
    ['nobody answered', { time: [0, 0, 0, 0] }],
    ['one of its questions is not known', { equal: [1, 1, 1, 1] }],
  ])('has no value where %s', (_why, table) => {
    expect(shareOf(indicator({}), countsOf(table))).toMatchObject({ attributes: [null], share: null, interval: null })
  })

  test('has an interval that is never narrower than that of answers which all hang together', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(counts, counts, (time, equal) => {
        const { attributes, share, interval } = shareOf(
          indicator({ questions: ['time', 'equal'] }),
          countsOf({ time, equal }),
        )
        const errors = attributes.map((each) =>
          Math.sqrt(((each?.share ?? 0) * (1 - (each?.share ?? 0))) / (each?.n ?? 0)),
        )
        const error = errors.reduce((sum, each) => sum + each, 0) / errors.length
        const n = Math.min(...attributes.map((each) => each?.n ?? 0))
        expect(((share ?? 0) * (1 - (share ?? 0))) / n).toBeGreaterThanOrEqual(error ** 2 - 1e-12)
        expect(interval?.low).toBeLessThan(share ?? 0)
      }),
    )
  })
})
