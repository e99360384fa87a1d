import { type Interval, wilson } from './intervals.ts'

/** How many conversations ended how, in the letters of AAPOR's Standard Definitions (10th edition, 2023). */
export interface Outcomes {
  /** I: complete interviews. */
  readonly complete: number
  /** P: partial interviews. */
  readonly partial: number
  /** R: refusals and break-offs. */
  readonly refusal: number
  /** NC: eligible and never reached. */
  readonly nonContact: number
  /** O: other. */
  readonly other: number
  /** UH + UO: not known whether eligible. */
  readonly unknown: number
  /** NE: not eligible. */
  readonly notEligible: number
  /** Whether there is a list of whom it was tried to reach. People who come by themselves are on none. */
  readonly hasFrame: boolean
}

/** Shares, or null where the denominator is empty. */
export interface OutcomeRates {
  readonly RR1: number | null
  readonly RR2: number | null
  readonly RR3: number | null
  readonly RR4: number | null
  readonly RR5: number | null
  readonly RR6: number | null
  readonly COOP1: number | null
  readonly COOP2: number | null
  readonly COOP3: number | null
  readonly COOP4: number | null
  readonly REF1: number | null
  readonly REF2: number | null
  readonly REF3: number | null
  readonly CON1: number | null
  readonly CON2: number | null
  readonly CON3: number | null
  /** e: the estimated share of eligible among those of whom it is not known (proportional allocation, CASRO). */
  readonly e: number | null
}

const share = (numerator: number, denominator: number): number | null =>
  denominator > 0 ? numerator / denominator : null

/**
 * AAPOR's response, cooperation, refusal and contact rates (Standard Definitions, 10th edition, 2023, section on calculating outcome rates from final
 * dispositions). null without a frame: of people who come by themselves nobody knows who was not reached.
 */
export function outcomeRates(outcomes: Outcomes): OutcomeRates | null {
  if (!outcomes.hasFrame) return null
  const { complete: I, partial: P, refusal: R, nonContact: NC, other: O, unknown: U, notEligible: NE } = outcomes
  const eligible = I + P + R + NC + O
  const e = share(eligible, eligible + NE)
  const estimated = eligible + (e ?? 0) * U
  return {
    RR1: share(I, eligible + U),
    RR2: share(I + P, eligible + U),
    RR3: share(I, estimated),
    RR4: share(I + P, estimated),
    RR5: share(I, eligible),
    RR6: share(I + P, eligible),
    COOP1: share(I, I + P + R + O),
    COOP2: share(I + P, I + P + R + O),
    COOP3: share(I, I + P + R),
    COOP4: share(I + P, I + P + R),
    REF1: share(R, eligible + U),
    REF2: share(R, estimated),
    REF3: share(R, eligible),
    CON1: share(I + P + R + O, eligible + U),
    CON2: share(I + P + R + O, estimated),
    CON3: share(I + P + R + O, eligible),
    e,
  }
}

/** Of those who began. */
export interface Completion {
  readonly complete: number
  readonly began: number
  readonly share: number | null
  readonly interval: Interval | null
}

/** How many of those who began, and were eligible, came to the end: what can be said without a frame. */
export function completion({ complete, partial, refusal, other }: Outcomes): Completion {
  const began = complete + partial + refusal + other
  return { complete, began, share: share(complete, began), interval: wilson(complete, began) }
}

/** Which of AAPOR's letters a disposition of ours is. */
const letters: Readonly<Record<string, Exclude<keyof Outcomes, 'hasFrame'>>> = {
  completed: 'complete',
  partial: 'partial',
  break_off: 'refusal',
  refused: 'refusal',
  ineligible: 'notEligible',
}

/**
 * Our dispositions in AAPOR's letters; what is not known counts as other. People come to us by themselves: there is no list of whom we
 * tried to reach, so nobody is a non-contact and nobody's eligibility is unknown.
 */
export function outcomesOf(counts: readonly { readonly disposition: string; readonly count: number }[]): Outcomes {
  const outcomes = { complete: 0, partial: 0, refusal: 0, nonContact: 0, other: 0, unknown: 0, notEligible: 0 }
  for (const { disposition, count } of counts) outcomes[letters[disposition] ?? 'other'] += count
  return { ...outcomes, hasFrame: false }
}
