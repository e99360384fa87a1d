import { offerState } from '../core/conversation-state.ts'
import type { Engine } from '../core/engine.ts'
import type { Flow } from '../core/flow.ts'
import type { Session } from './session.ts'
import type { Ended, Turn } from './turn.ts'

/**
 * Whether an ended conversation is counted. A number completes a round only so often; whoever leads two conversations at the same time, by SMS and by
 * USSD, has begun both before either was completed, and the one that is completed later is left out. `completedBefore`: by this number,
 * when the conversation came to its end.
 */
export const isCounted = ({ engine: { flow }, outcome }: Ended, completedBefore: number): boolean =>
  outcome.disposition !== 'completed' || flow.answersPerRound === 0 || completedBefore < flow.answersPerRound

/** What of a turn is counted. */
interface Counted {
  readonly ended: readonly Ended[]
  /** The flows that are completed with this turn, each the number-th time; those that may be answered any number of times are not among them. */
  readonly completed: readonly { readonly flow: Flow; readonly number: number }[]
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
  const countOf = (flow: Flow) => (flow.answersPerRound > 0 ? completedIn(flow) : 0)
  const isOffered = ({ position }: Session) => position?.state === offerState
  // Only the first can be the conversation of before; the others began in this turn.
  const wasNoted = (each: Ended) => each === ended[0] && isOffered(before)
  const isDone = ({ outcome }: Ended) => outcome.disposition === 'completed'
  const counted = ended.filter(
    (each) => !isDone(each) || isCounted(each, wasNoted(each) ? before.completedBefore : countOf(each.engine.flow)),
  )
  const done = counted.filter((each) => isDone(each) && !wasNoted(each)).map(({ engine }) => engine)
  const offered = asked && isOffered(session) && !isOffered(before) ? asked : undefined
  return {
    ended: counted,
    completed: [...done, ...(offered ? [offered] : [])]
      .filter(({ flow }) => countOf(flow) < flow.answersPerRound)
      .map(({ flow }) => ({ flow, number: countOf(flow) + 1 })),
    session: offered ? { ...session, completedBefore: countOf(offered.flow) } : session,
  }
}
