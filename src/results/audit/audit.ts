import { type Knowledge, nothingKnown } from '../knowledge.ts'
import type { PublishedTable } from '../published-table.ts'
import { type Bounds, narrowed, type Progress } from '../solver/linear-programme.ts'
import { type HiddenNumber, read } from './equations.ts'
import { trianglesOf } from './triangles.ts'

/** A hidden number that can be narrowed down too far, how far, and from which shown numbers. */
interface Leak extends Bounds, HiddenNumber {
  readonly clues: readonly string[]
}

/** What an auditor says of what is published. */
export interface Verdict {
  readonly leaks: readonly Leak[]
  /** Numbers that are hidden, and that were attacked. */
  readonly hidden: number
}

interface Attack {
  readonly width: number
  readonly knowledge: Knowledge
  readonly progress: Progress
}

/**
 * Attacks tables about the same people, all together, with what everybody knows: for each hidden number linear programmes over everything that is
 * shown give the least and the most that it can be. It leaks where these are less than `width` apart. It knows nothing of how numbers were hidden.
 *
 * Where that finds nothing, tables that go round in a circle of three variables are attacked once more by themselves, person by person: three tables of
 * two variables each can tell more than the numbers that any two of them share.
 */
export async function audit(
  tables: readonly PublishedTable[],
  width: number,
  { knowledge = nothingKnown, progress = () => {} }: { knowledge?: Knowledge; progress?: Progress } = {},
): Promise<Verdict> {
  const verdict = await attack(tables, { width, knowledge, progress })
  if (verdict.leaks.length > 0) return verdict
  const triangles = trianglesOf(tables)
  for (const [index, triangle] of triangles.entries()) {
    progress(index, triangles.length)
    const { leaks } = await attack(triangle, { width, knowledge, progress: () => {} })
    verdict.leaks.push(...leaks.filter(({ key }) => !verdict.leaks.some((leak) => leak.key === key)))
  }
  return verdict
}

async function attack(tables: readonly PublishedTable[], options: Attack): Promise<{ leaks: Leak[]; hidden: number }> {
  const { width, knowledge, progress } = options
  const { equations, hidden, revealed, least } = read(tables, knowledge)
  const found = await narrowed(equations, [...hidden.keys()], width, { least, progress })
  if (found === null) {
    // Answers that were given to an earlier version of the questionnaire need not follow this one.
    if (knowledge.impossible.length > 0)
      return attack(tables, { ...options, knowledge: { ...knowledge, impossible: [] } })
    throw new Error('the published tables contradict each other')
  }
  const plain = revealed.map(({ value, ...number }) => ({ ...number, low: value, high: value, clues: [number.key] }))
  const narrow = found.flatMap(({ unknown, low, high, clues }) => {
    const number = hidden.get(unknown)
    // What follows from no shown number was known before there were tables.
    return number && clues.length > 0 ? [{ ...number, low, high, clues }] : []
  })
  return { leaks: [...plain, ...narrow], hidden: hidden.size + revealed.length }
}
