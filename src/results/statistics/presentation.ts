import { clopperPearson } from './intervals.ts'

/** What the presentation rules of two statistical systems say of a share. */
export interface Presentation {
  /** NCHS would not show it; why. */
  readonly unreliable: 'few' | 'wide' | 'relatively_wide' | null
  /** NCHS would add a note: the complement is imprecise. */
  readonly complementWide: boolean
  /** NCHS would have a statistician look at it: nobody, or everybody. */
  readonly review: boolean
  /** DHS would print an asterisk instead (fewer than 25 cases), or put it in parentheses (fewer than 50). */
  readonly dhs: 'asterisk' | 'parentheses' | null
}

const few = 30
const narrow = 0.05
const wide = 0.3
const relativelyWide = 1.3
const dhsLimits = { asterisk: 25, parentheses: 50 }

/**
 * Flags of a share of x of n unweighted cases. NCHS Data Presentation Standards for Proportions (Vital and Health Statistics 2-175, 2017),
 * in their order, on the exact interval of the effective sample: fewer than 30; width at most 0.05: show; at least 0.30: not; wider than
 * 1.30 times the share: not. DHS: Guide to DHS Statistics. Nothing is hidden by it: these are flags for whoever reads the figure.
 */
export function presentationOf(x: number, n: number, effectiveN: number = n): Presentation {
  const scale = n > 0 ? effectiveN / n : 0
  const interval = clopperPearson(x * scale, effectiveN)
  const p = n > 0 ? x / n : 0
  const width = interval ? interval.high - interval.low : 1
  return {
    unreliable: unreliableBecause(effectiveN, width, p),
    complementWide: p < 1 && width > narrow && width / (1 - p) > relativelyWide,
    review: n > 0 && (x === 0 || x === n),
    dhs: dhsMark(n),
  }
}

function unreliableBecause(effectiveN: number, width: number, p: number): Presentation['unreliable'] {
  if (effectiveN < few) return 'few'
  if (width <= narrow) return null
  if (width >= wide) return 'wide'
  return p > 0 && width / p > relativelyWide ? 'relatively_wide' : null
}

function dhsMark(n: number): Presentation['dhs'] {
  if (n < dhsLimits.asterisk) return 'asterisk'
  return n < dhsLimits.parentheses ? 'parentheses' : null
}
