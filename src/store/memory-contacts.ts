import type { Screen } from '../core/reply.ts'
import { decideBatch } from './contact-batch.ts'
import type { Advanced, Contacts, Erasure, FinishedInterview, Key, Outbound, StoredContact } from './contacts.ts'

/** Contacts that are forgotten when the process ends, for the phone in the terminal and for tests. */
export interface MemoryContacts extends Contacts {
  /** Interviews that ended, and replies that would have been sent, in order. */
  readonly finished: FinishedInterview[]
  readonly outbound: Outbound[]
  /** What would have been erased from chats, in order. */
  readonly erasures: Erasure[]
}

export function memoryContacts(): MemoryContacts {
  /** Sessions as JSON text, as a database would have them. */
  const contacts = new Map<Key, { session: string; optedOut: boolean }>()
  const answers = new Map<string, Screen | null>()
  const participated = new Set<Key>()
  const finished: FinishedInterview[] = []
  const outbound: Outbound[] = []
  const erasures: Erasure[] = []

  function stored(contact: Key): StoredContact {
    const known = contacts.get(contact)
    return known ? { session: JSON.parse(known.session), optedOut: known.optedOut } : { session: null, optedOut: false }
  }

  return {
    finished,
    outbound,
    erasures,
    async advance(contact, message, next, comesAgain) {
      const { outcomes, changes } = decideBatch([{ contact, message, next, comesAgain }], {
        contact: stored,
        answer: (id) => answers.get(id),
        isEnded: () => false,
      })
      for (const { effects } of changes) {
        contacts.set(contact, { session: JSON.stringify(effects.session ?? null), optedOut: effects.optedOut })
        answers.set(message, effects.screen)
        finished.push(...effects.finished.filter(({ unless }) => unless === undefined || !participated.has(unless)))
        for (const { key } of effects.participated) participated.add(key)
        for (const each of effects.outbound) {
          if ('erases' in each) erasures.push(each)
          else outbound.push(each)
        }
      }
      const [outcome] = outcomes
      if (outcome?.kind === 'done') return outcome.advanced as Advanced<never>
      throw outcome?.kind === 'failed' ? outcome.error : new Error('a message was not decided')
    },
    participations: async (keys) => new Set(keys.filter((key) => participated.has(key))),
  }
}
