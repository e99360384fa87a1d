import { createConversation } from '../../src/conversation/conversation.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestLibrary } from '../support/person.ts'

interface World {
  readonly contacts?: Contacts
  readonly clock?: () => Date
}

/** A conversation with the shipped flows, and what is behind it; over a store in memory, if no other is given. */
export function converseWith({ contacts: given, clock = () => new Date('2026-11-23T10:00:00Z') }: World) {
  const memory = memoryContacts()
  const contacts = given ?? memory
  const keyring = testKeyring()
  const library = openTestLibrary()
  const allow = createThrottle(Number.POSITIVE_INFINITY)
  const converse = createConversation({ library, contacts, keyring, allow, idleMinutes: 60, clock })
  return { converse, contacts, keyring, library, clock, finished: memory.finished, outbound: memory.outbound }
}
