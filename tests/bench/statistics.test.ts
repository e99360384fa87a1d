import { expect, test } from 'vitest'
import { formatSpread, quantile, spreadOf } from '../../bench/statistics.ts'

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

test.each([
  [0, 1],
  [0.5, 50],
  [0.99, 99],
  [0.991, 100],
  [1, 100],
])('the quantile %d of 1 to 100, in any order, is %d', (share, value) => {
  expect(quantile(hundred, share)).toBe(value)
})

test('the quantile of nothing is no number', () => {
  expect(quantile([], 0.5)).toBeNaN()
})

test('a spread is written as median, least and most', () => {
  expect(formatSpread(spreadOf([3, 1, 2]))).toBe('2.00 (1.00-3.00)')
})
