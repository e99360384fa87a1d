import { expect } from 'vitest'
import { long } from '../faults/length.ts'

/**
 * Asserts that something took less than `bound` milliseconds.
 * The bound itself counts in the long forms (`npm run test:faults`, `npm run test:attacks`), which have the machine to themselves.
 * `npm test` runs beside other work, so there only ten times as much fails: what hangs, not what is slow.
 */
export function expectWithin(milliseconds: number, bound: number, message?: string): void {
  expect(milliseconds, message).toBeLessThan(long ? bound : 10 * bound)
}
