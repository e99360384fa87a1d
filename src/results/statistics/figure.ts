import type { MissingCode } from '../../core/flow.ts'
import type { QuestionTally } from '../tally.ts'
import { type Interval, wilson } from './intervals.ts'
import { type Presentation, presentationOf } from './presentation.ts'

/** A share with everything that must stand beside it. */
export interface Figure {
  readonly value: string
  readonly x: number
  readonly n: number
  /** null where nobody answered: never 0. */
  readonly share: number | null
  readonly interval: Interval | null
  /** The share if nobody of those who preferred not to say belongs here, and if all of them do. */
  readonly bounds: Interval | null
  readonly presentation: Presentation
}

/** One question: a figure for each value, and everybody without an answer, by the reason. */
export interface QuestionFigures {
  readonly name: string
  /** Whose answers say something. */
  readonly base: number
  /** Several values may be chosen: shares are of people, and do not add up to one. */
  readonly multiple: boolean
  readonly figures: readonly Figure[]
  readonly missing: Readonly<Record<MissingCode, number>>
  /** To how many it was put. */
  readonly reached: number
}

/** Why there is no answer although the question was put to somebody. */
const putAndUnanswered = ['refused', 'dont_know', 'invalid'] as const

/** The figures of one question from its counts. */
export function figuresOf({ name, base, rows, missing }: QuestionTally, multiple: boolean): QuestionFigures {
  const unsaid = missing.refused
  const all = base + unsaid
  return {
    ...{ name, base, multiple, missing },
    reached: base + putAndUnanswered.reduce((sum, code) => sum + missing[code], 0),
    figures: rows.map(({ value, n: x }) => ({
      ...{ value, x, n: base },
      share: base > 0 ? x / base : null,
      interval: wilson(x, base),
      bounds: all > 0 ? { low: x / all, high: (x + unsaid) / all } : null,
      presentation: presentationOf(x, base),
    })),
  }
}
