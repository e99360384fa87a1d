import { type Knowledge, nothingKnown } from '../knowledge.ts'
import type { PublishedTable } from '../published-table.ts'
import { type Bounds, narrowed, type Progress } from '../solver/linear-programme.ts'
import { type HiddenNumber, read } from './equations.ts'
import { readRespondents } from './respondents.ts'

/** A hidden number that can be narrowed down too far, how far, and from which shown numbers. */
interface Leak extends Bounds, HiddenNumber {
  readonly clues: readonly string[]
}

/** What an auditor says of what is published. */
export interface Verdict {
  readonly leaks: readonly Leak[]
  /** Numbers that are hidden, and that were attacked. */
  readonly hidden: number
  /** Everything that people can be was looked at together. */
  readonly isComplete: boolean
}

/** Whether everybody whom there can be is looked at: always, or only where that is soon done. */
export type Effort = 'all' | 'some'

interface AuditOptions {
  readonly knowledge?: Knowledge
  readonly progress?: Progress
  readonly effort?: Effort
}

/** Differences below this are those of floating-point numbers. */
const tolerance = 1e-6
/** As many equations as are soon looked at. */
const mostSoonDone = 1_200

interface Attack {
  readonly width: number
  readonly knowledge: Knowledge
  readonly progress: Progress
}

/**
 * What nobody may find out who knows the questionnaire by heart: what a hidden number is; of one that may be small, half as closely as otherwise; and
 * that it is certainly few, and not nobody. Numbers that are certainly large are hidden to protect others.
 */
function isTooMuch({ low, high }: Bounds, width: number): boolean {
  const [least, most] = [Math.ceil(low - tolerance), Math.floor(high + tolerance)]
  if (least >= width) return most <= least
  return most - least < width / 2 || (least > 0 && most < width)
}

/**
 * Attacks tables about the same people, all together, with what everybody knows: for each hidden number linear programmes over everything that is
 * shown give the least and the most that it can be. It leaks where these are less than `width` apart. It knows nothing of how numbers were hidden.
 *
 * First comes what follows from the margins that tables share, which is soon found. Then everybody is looked at whom there can be: each way through the
 * questionnaire.
 */
export async function audit(
  tables: readonly PublishedTable[],
  width: number,
  { knowledge = nothingKnown, progress = () => {}, effort = 'all' }: AuditOptions = {},
): Promise<Verdict> {
  const verdict = await attack(tables, { width, knowledge, progress })
  if (verdict.leaks.length > 0) return { ...verdict, isComplete: false }
  const { leaks, isComplete } = await attackRespondents(tables, { width, knowledge, progress, effort })
  return { ...verdict, leaks, isComplete }
}

/** The same with everybody whom there can be. */
async function attackRespondents(
  tables: readonly PublishedTable[],
  options: Attack & { effort: Effort },
): Promise<Omit<Verdict, 'hidden'>> {
  const { width, knowledge, progress, effort } = options
  const { equations, hidden, least, isComplete } = readRespondents(tables, knowledge)
  if (effort === 'some' && equations.length > mostSoonDone) return { leaks: [], isComplete: false }
  const found = await narrowed(equations, [...hidden.keys()], width, { least, progress })
  if (found === null) {
    if (knowledge.ways === undefined) throw new Error('the published tables contradict each other')
    // Answers that were given to an earlier version of the questionnaire need not follow this one.
    const { ways: _ways, ...without } = knowledge
    return { ...(await attackRespondents(tables, { ...options, knowledge: without })), isComplete: false }
  }
  const isTold = (bounds: Bounds) => knowledge.ways === undefined || isTooMuch(bounds, width)
  const leaks = found.filter(isTold).flatMap(({ unknown, low, high, clues }) => {
    const number = hidden.get(unknown)
    // What follows from no shown number was known before there were tables.
    return number && clues.length > 0 ? [{ ...number, low, high, clues }] : []
  })
  return { leaks, isComplete }
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
