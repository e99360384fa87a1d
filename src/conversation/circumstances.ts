import type { Medium } from '../channels/media/medium.ts'
import type { Engine, Outcome } from '../core/engine.ts'
import type { Flow } from '../core/flow.ts'
import type { Reply } from '../core/reply.ts'
import type { IsEnded } from '../store/contacts.ts'
import type { FlowLibrary } from './library.ts'
import type { Session } from './session.ts'

/** A conversation that ended, and the engine of the flow version that it was about. */
export interface Ended {
  readonly engine: Engine
  readonly outcome: Outcome
}

/** Where a contact stands before an utterance, and after it. */
export interface Turn {
  readonly session: Session
  readonly optedOut: boolean
  /** null: silence. */
  readonly reply: Reply | null
  readonly ended: readonly Ended[]
  /** The message from which on the chat is to be erased, as the provider counts them; null: nothing is. */
  readonly erases: string | null
  /** The reply is beside the conversation, which stays exactly as it was. */
  readonly isAside: boolean
  /** What the person wrote was an answer, and the round was over. */
  readonly isLate?: boolean
}

/** A fact that is not in memory; the turn is taken again once it is known. */
export type TurnQuestion =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'completed'; readonly flow: Pick<Flow, 'name' | 'round' | 'answersPerRound'> }

/** Thrown inside a turn to ask for a fact. Turns are pure, so the whole turn is simply taken again. */
export class FactNeeded extends Error {
  readonly question: TurnQuestion
  constructor(question: TurnQuestion) {
    super(question.kind)
    this.question = question
  }
}

export interface Circumstances {
  readonly library: FlowLibrary
  readonly now: Date
  /** ISO date, in the survey's time zone. */
  readonly today: string
  /** Versions that were looked for in vain. */
  readonly lost: ReadonlySet<string>
  /** How many answers this number has completed in the round of a flow, on whatever medium. Throws `FactNeeded`. */
  completedIn(flow: Flow): number
  /** Whether a round has ended, or is being closed. */
  readonly isEnded: IsEnded
  /** How many pages a reply has on the person's phone. */
  pagesOf(reply: Reply): number
  /** A screen is expected whatever happens (USSD); otherwise nothing need be said. */
  readonly mustAnswer: boolean
  readonly medium: Pick<Medium, 'name' | 'staysOnHandset' | 'canErase'>
  /** A message can be sent to the person long after the conversation. */
  readonly reachable: boolean
  /** The present message, as the provider counts them. */
  readonly reference: string | null
}

/** Whether a flow may be played here: as it was launched, and because what stays on the phone needs a reason to be safe. */
export const suits = (
  { media, blocks, smsIsSafeBecause }: Flow,
  { name, staysOnHandset, canErase }: Circumstances['medium'],
) =>
  (media === undefined || media.includes(name)) &&
  (Object.keys(blocks).length === 0 || smsIsSafeBecause !== undefined || !staysOnHandset || canErase)
