import type { Screen } from '../core/reply.ts'
import type { Advanced, Decision, Effects, IsEnded, Key, StoredContact } from './contacts.ts'

/** One call of `Contacts.advance`. */
export interface Message {
  readonly contact: Key
  readonly message: Key
  readonly next: (stored: StoredContact, isAgain: boolean, isEnded: IsEnded) => Decision<unknown>
  readonly comesAgain?: ((stored: StoredContact) => boolean) | undefined
}

/** Effects on one contact. */
export interface Caused {
  readonly contact: Key
  readonly effects: Effects
}

/** The effects of a message. */
export interface Change extends Caused {
  readonly message: Key
}

/** What the store knows before the batch. */
export interface Before {
  contact(contact: Key): StoredContact
  /** The screen that this message was answered with; undefined where the message is new. */
  answer(message: Key): Screen | null | undefined
  readonly isEnded: IsEnded
}

/** What becomes of one message of a batch. `later`: its contact is busy elsewhere; it must be tried again. */
export type Outcome =
  | { readonly kind: 'done'; readonly advanced: Advanced<unknown> }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'later' }

/**
 * Applies messages one after the other, in the order given: each sees what the one before left behind, a copy of an earlier
 * one gets its screen if it does not come again as another message, a question changes nothing, and one whose `next` throws fails alone. Pure: nothing is written here.
 */
export function decideBatch(messages: readonly Message[], before: Before): { outcomes: Outcome[]; changes: Change[] } {
  const latest = new Map<Key, Effects>()
  const answered = new Map<Key, Screen | null>()
  const changes: Change[] = []

  function stored(contact: Key): StoredContact {
    const effects = latest.get(contact)
    if (!effects) return before.contact(contact)
    // As if it had been written and read: no object is shared between two messages.
    return { session: JSON.parse(JSON.stringify(effects.session ?? null)), optedOut: effects.optedOut }
  }

  function decide({ contact, message, next, comesAgain }: Message): Advanced<unknown> {
    const earlier = answered.has(message) ? answered.get(message) : before.answer(message)
    const isAgain = earlier !== undefined
    if (isAgain && !comesAgain?.(stored(contact))) return { kind: 'committed', screen: earlier, duplicate: true }
    const decision = next(stored(contact), isAgain, before.isEnded)
    if (decision.kind === 'question') return decision
    const { effects } = decision
    latest.set(contact, effects)
    answered.set(message, effects.screen)
    changes.push({ contact, message, effects })
    return { kind: 'committed', screen: effects.screen, duplicate: false }
  }

  const outcomes = messages.map((message): Outcome => {
    try {
      return { kind: 'done', advanced: decide(message) }
    } catch (error) {
      return { kind: 'failed', error }
    }
  })
  return { outcomes, changes }
}
