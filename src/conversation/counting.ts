import { offerState } from '../core/conversation-state.ts'
import type { Engine } from '../core/engine.ts'
import type { Flow } from '../core/flow.ts'
import type { Ended, Turn } from './circumstances.ts'
import type { Session } from './session.ts'

/**
 * Whether an ended conversation is counted. A number completes a round only so often; whoever leads two conversations at the same time, by SMS and by
 * USSD, has begun both before either was completed, and the one that is completed later is left out. `completedBefore`: by this number,
 * when the conversation came to the offer of results; what ends without an offer is left out by the store, as it is written.
 */
export const isCounted = ({ engine: { flow }, outcome }: Ended, completedBefore: number): boolean =>
  outcome.disposition !== 'completed' || flow.answersPerRound === 0 || completedBefore < flow.answersPerRound

/** That a number has completed a flow, for the number-th time in its round. */
export interface Completion {
  readonly flow: Flow
  readonly number: number
}

/** What of a turn is counted. */
interface Counted {
  /** With the completion that must not be there yet, where there is one. */
  readonly ended: readonly { readonly ended: Ended; readonly completion: Completion | null }[]
  /** What is noted of them. */
  readonly completions: readonly Completion[]
  readonly session: Session
}

/**
 * Counts what was completed in a turn. Whoever comes to the offer of results has answered everything and may never answer the offer: it is noted
 * there, and not again at the end. `asked`: the flow in which the person is now. `completedIn` may throw `FactNeeded`.
 */
export function countTurn(
  { session, ended }: Turn,
  before: Session,
  asked: Engine | undefined,
  completedIn: (flow: Flow) => number,
): Counted {
  const isOffered = ({ position }: Session) => position?.state === offerState
  // Only the first can be the conversation of before; the others began in this turn.
  const wasNoted = (each: Ended) => each === ended[0] && isOffered(before)
  const completionOf = (each: Ended): Completion | null => {
    const { flow } = each.engine
    const isDone = each.outcome.disposition === 'completed' && flow.answersPerRound > 0
    return isDone && !wasNoted(each) ? { flow, number: session.completedBefore + 1 } : null
  }
  const counted = ended
    .filter((each) => !wasNoted(each) || isCounted(each, before.completedBefore))
    .map((each) => ({ ended: each, completion: completionOf(each) }))
  const completions = counted.flatMap(({ completion }) => completion ?? [])
  const offered =
    asked && isOffered(session) && !isOffered(before) && asked.flow.answersPerRound > 0 ? asked.flow : null
  if (!offered) return { ended: counted, completions, session }

  const completedBefore = completedIn(offered)
  const isFirst = completedBefore < offered.answersPerRound
  return {
    ended: counted,
    completions: [...completions, ...(isFirst ? [{ flow: offered, number: completedBefore + 1 }] : [])],
    session: { ...session, completedBefore },
  }
}
