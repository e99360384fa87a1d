import type { InterviewRecord } from './interview-record.ts'

/** So many interviews of a version are released together, at least. */
export type MinimumOf = (version: string) => number

/** A waiting interview, opened. */
export type Opened = InterviewRecord & { readonly id: string; readonly version: string }

/**
 * What is released when a round is closed: everything if that is enough, or else the most that nobody was promised more company for.
 */
export function lastRelease(
  records: readonly Opened[],
  minimum: number,
  minimumOf: MinimumOf,
): { readonly records: readonly Opened[]; readonly enough: number } {
  const smaller = [...new Set(records.map(({ version }) => minimumOf(version)))].sort((a, b) => b - a)
  for (const enough of [Math.max(minimum, 1), ...smaller]) {
    const released = records.filter(({ version }) => enough >= minimum || minimumOf(version) <= enough)
    if (released.filter((record) => record.interview).length >= Math.max(enough, 1))
      return { records: released, enough: Math.max(enough, 1) }
  }
  return { records: [], enough: 1 }
}
