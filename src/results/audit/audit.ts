import { type Knowledge, nothingKnown } from '../knowledge.ts'
import { type Bounds, narrowed, type Progress } from '../linear-programme.ts'
import type { PublishedTable } from '../published-table.ts'
import { type HiddenNumber, read } from './equations.ts'

/** A hidden number that can be narrowed down too far, how far, and from which shown numbers. */
export interface Leak extends Bounds, HiddenNumber {
  readonly clues: readonly string[]
}

/** What an auditor says of what is published. */
export interface Verdict {
  readonly leaks: readonly Leak[]
  /** Numbers that are hidden, and that were attacked. */
  readonly hidden: number
}

/**
 * Attacks tables about the same people, all together, with what everybody knows: for each hidden number linear programmes over everything that is
 * shown give the least and the most that it can be. It leaks where these are less than `width` apart. It knows nothing of how numbers were hidden.
 */
export async function audit(
  tables: readonly PublishedTable[],
  width: number,
  { knowledge = nothingKnown, progress = () => {} }: { knowledge?: Knowledge; progress?: Progress } = {},
): Promise<Verdict> {
  const { equations, hidden, least } = read(tables, knowledge)
  const found = await narrowed(equations, [...hidden.keys()], width, { least, progress })
  if (found === null) {
    // Answers that were given to an earlier version of the questionnaire need not follow this one.
    if (knowledge.impossible.length > 0)
      return audit(tables, width, { knowledge: { ...knowledge, impossible: [] }, progress })
    throw new Error('the published tables contradict each other')
  }
  const leaks = found.flatMap(({ unknown, low, high, clues }) => {
    const number = hidden.get(unknown)
    return number ? [{ ...number, low, high, clues }] : []
  })
  return { leaks, hidden: hidden.size }
}
