import { createMedia } from '../../src/channels/media/index.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { keysOf } from '../../src/conversation/keys.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { Keyring } from '../../src/privacy/keyring.ts'
import type { Contacts, StoredContact } from '../../src/store/contacts.ts'
import { openTestLibrary } from '../support/person.ts'

/** One contact as it is stored, and the interviews that it has left behind, as JSON text. */
export interface ModelState {
  readonly stored: string
  readonly finished: readonly string[]
  readonly participated: readonly string[]
}

export const nothingStored: ModelState = {
  stored: JSON.stringify({ session: null, optedOut: false }),
  finished: [],
  participated: [],
}

function mediumOf(mediumName: string): Medium {
  const medium = createMedia(160).find(({ name }) => name === mediumName)
  if (!medium) throw new Error(`There is no medium "${mediumName}".`)
  return medium
}

/** What one message does to one contact, by the program's own code, with nothing around it that could be in disorder. */
export function createModel(
  keyring: Keyring,
  mediumName: string,
  address: { scheme: 'tel' | 'telegram'; value: string },
  sends = false,
) {
  const medium = mediumOf(mediumName)
  let before = nothingStored
  let after = nothingStored
  const contacts: Contacts = {
    async advance(_contact, _message, next) {
      const decision = next(JSON.parse(before.stored) as StoredContact, false, () => false)
      if (decision.kind === 'question') return decision
      const { session, optedOut, screen, finished, participated } = decision.effects
      after = {
        stored: JSON.stringify({ session: session ?? null, optedOut }),
        finished: [...before.finished, ...finished.map(({ record }) => JSON.stringify(record))],
        participated: [...before.participated, ...participated.map(({ key }) => key)],
      }
      return { kind: 'committed', screen, duplicate: false }
    },
    participations: async (keys) => new Set(keys.filter((key) => before.participated.includes(key))),
  }
  const converse = createConversation({
    library: openTestLibrary(),
    contacts,
    keyring,
    allow: createThrottle(Number.POSITIVE_INFINITY),
    idleMinutes: 1440,
    clock: () => new Date(),
  })
  return {
    /** The key under which the contact is stored, and those of its messages. */
    ...keysOf(keyring, address, medium),
    async takes(state: ModelState, text: string): Promise<{ state: ModelState; screen: string }> {
      before = state
      const inbound = { medium, address, messageId: 'any', input: { kind: 'message', text } } as const
      const { screen } = await converse(inbound, { channel: 'model', reply: 'response', sends })
      return { state: after, screen: screen?.text ?? '' }
    },
  }
}

/** What a session remembers of when, and by which message, something happened. */
const moments = new Set(['lastMessageAt', 'since', 'began'])

/** What is stored about a contact, but for moments, in one form whatever the order of its fields. */
export function withoutTime({ session, optedOut }: StoredContact): string {
  return JSON.stringify({ session, optedOut }, (name, value: unknown) => {
    if (moments.has(name)) return 0
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
