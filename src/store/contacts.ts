import type { Screen } from '../core/reply.ts'

/** A keyed hash (HMAC-SHA-256) as base64url: the only form in which addresses and provider message ids are ever stored. */
export type Key = string

/** What is stored about one contact, opened. */
export interface StoredContact {
  /** JSON as it was written; null where nothing is known. Parsed with zod by whoever reads it. */
  readonly session: unknown
  readonly optedOut: boolean
}

/** One round of one flow. */
export interface Round {
  readonly flow: string
  readonly round: string
}

/** Whether a round has ended, or is being closed: nothing can be begun or completed in it. */
export type IsEnded = (round: Round) => boolean

/** An interview that ended, on its way to the sealed holding table. It carries nothing that names a contact. */
export interface FinishedInterview extends Round {
  /** Content hash of the flow version. */
  readonly version: string
  /** JSON, sealed as a whole and padded, so that neither content nor length shows. */
  readonly record: unknown
  /** One of `participated`. Not written where that was there already: the number has completed the round in another conversation meanwhile. */
  readonly unless?: Key
}

/** "This number completed this round", under a key of its own purpose. Erased when the round is closed. */
interface Mark extends Round {
  readonly key: Key
}

interface ToContact {
  readonly channel: string
  readonly address: { readonly scheme: 'tel' | 'telegram' | 'whatsapp'; readonly value: string }
}

/**
 * What is to be taken back from a person's phone: everything between two messages, as the channel names them. It is written to
 * the queue in the same transaction.
 */
export interface Erasure extends ToContact {
  readonly erases: { readonly from: string; readonly to: string }
}

/** A reply that cannot be the answer to a webhook request; it is written to the queue in the same transaction. */
export interface Outbound extends ToContact {
  readonly screen: Screen
  /** Rather never sent than sent twice: whoever reads the phone must not find it again. */
  readonly sensitive: boolean
}

/** The wish to get the results of a round once there are any, with all that is needed to send them. */
export interface ResultWish extends Round, ToContact {
  /** The kind of phone screen that they will stand on. */
  readonly medium: string
  readonly language: string
}

/** Everything that one message changes. Nothing of it happens, or all of it. */
export interface Effects {
  /** null: forget the session. */
  readonly session: unknown
  /** The round in which the contact stands now: its key seals session and screen. null: in none. */
  readonly round: Round | null
  readonly optedOut: boolean
  /** The time from which the session counts as idle; null where there is nothing to end. */
  readonly idleAt: Date | null
  /** What the person sees; kept with the message key, so that a copy of the message gets the same. null: silence. */
  readonly screen: Screen | null
  readonly finished: readonly FinishedInterview[]
  /** None is made in a round that is closed. */
  readonly participated: readonly Mark[]
  readonly outbound: readonly (Outbound | Erasure)[]
  /** Kept once for each contact and round; whoever opts out takes all of theirs back. None given: none. */
  readonly wishes?: readonly ResultWish[]
  /** Replies to this contact that were queued before and are not under way yet are never sent; erasures are. */
  readonly withdraws: boolean
}

/**
 * What `next` decides: effects; or a question that it cannot answer from memory. Then nothing is changed, the caller finds
 * the facts and calls `advance` again.
 */
export type Decision<Question> =
  | { readonly kind: 'effects'; readonly effects: Effects }
  | { readonly kind: 'question'; readonly question: Question }

export type Advanced<Question> =
  | { readonly kind: 'committed'; readonly screen: Screen | null; readonly duplicate: boolean }
  | { readonly kind: 'question'; readonly question: Question }

/** The hot path: one message, one transaction, one lock on the contact. */
export interface Contacts {
  /**
   * Runs `next` (synchronous, pure) on what is stored and commits its effects together with the message key. A message key
   * that was seen before changes nothing and yields the screen of the first time, unless `comesAgain` (pure, too) finds that
   * it is another message under the same key: then `next` is run with `isAgain`, and its screen takes the place of the old one.
   * No round ends between what `isEnded` says and the commit.
   * Messages of one contact take effect one after the other; different contacts never wait for each other. Resolves only
   * after the commit. Throws `unavailable` when the database does not answer in time.
   */
  advance<Question>(
    contact: Key,
    message: Key,
    next: (stored: StoredContact, isAgain: boolean, isEnded: IsEnded) => Decision<Question>,
    comesAgain?: (stored: StoredContact) => boolean,
  ): Promise<Advanced<Question>>
  /** Which of these participation keys are known. */
  participations(keys: readonly Key[]): Promise<ReadonlySet<Key>>
}

/**
 * Runs `next` (synchronous, pure) on every contact whose session is idle by now, and commits its effects; nobody waits for the screen. Returns
 * how many. Several processes may do so at the same time. Where `next` cannot decide yet (null) the contact stays as it is; after `learn` it is
 * asked again.
 */
export type EndIdle = (
  next: (stored: StoredContact, isEnded: IsEnded) => Effects | null,
  learn?: () => Promise<void>,
) => Promise<number>

/** What is kept of a message that could not be handled, and what its copies are answered with. */
export interface Failure {
  /** JSON, sealed: what was written and what failed. */
  readonly record: unknown
  readonly screen: Screen | null
}

/** Messages whose handling throws, so that neither they nor what is remembered about their contact are tried for ever. */
export interface FailedMessages {
  /**
   * Counts one more failed try; true from the third on: the message is sealed and kept for seven days, and its copies get the
   * screen of the failure. Where other messages of the contact failed as well, what is remembered about the contact is taken
   * for the cause and forgotten. Throws `unavailable`.
   */
  failed(contact: Key, message: Key, failure: Failure): Promise<boolean>
}

/** What became of messages that we sent, as providers report it. */
export interface Deliveries {
  /**
   * Takes one report about a message that left through the queue; false where it changes nothing, because as much is known
   * already. States never go backwards. Throws `unavailable`.
   */
  report(channel: string, messageId: string, state: 'sent' | 'delivered' | 'failed'): Promise<boolean>
}

/** A flow version, frozen: everything that a running conversation needs to go on, whatever is launched meanwhile. */
export interface FlowVersion {
  readonly flow: string
  /** Content hash over definition and texts. */
  readonly version: string
  /** JSON: the resolved flow and its texts. */
  readonly content: unknown
}

export interface FlowVersions {
  /** Freezes versions that are not known yet; known ones are left as they are. */
  launch(versions: readonly FlowVersion[]): Promise<void>
  load(version: string): Promise<FlowVersion | null>
}
