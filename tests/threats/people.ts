import { createMedia } from '../../src/channels/media/index.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { FlowContent } from '../../src/core/flow.ts'
import type { Keyring } from '../../src/privacy/keyring.ts'
import { freeze, openLibrary } from '../../src/questionnaires.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { questionnaires } from '../support/flows.ts'

interface World {
  readonly contacts: Contacts
  readonly keyring: Keyring
  readonly content: FlowContent
  readonly medium?: string
  clock(): Date
}

export interface TestPerson {
  /** What the store knows this person as; undefined before the first message. */
  readonly contactKey: string | undefined
  /** `queue`: the reply leaves through the queue. */
  says(text: string, way?: 'response' | 'queue'): Promise<void>
}

const mediumOf = (name: string): Medium => {
  const medium = createMedia(160).find((each) => each.name === name)
  if (!medium) throw new Error(`There is no medium "${name}".`)
  return medium
}

/**
 * People who answer one flow on a real store, without HTTP: the conversation, the store and the redaction of the program. Each
 * is watched from inside, so that a test knows which contact is whom.
 */
export function peopleOf({ contacts, keyring, content, medium: name = 'sms', clock }: World) {
  const medium = mediumOf(name)
  let messages = 0
  const library = openLibrary(
    { ...questionnaires, versions: [freeze(content)] },
    { defaultLanguage: 'en', organisation: 'CSO', loadContent: async () => null },
  )
  return (number: string): TestPerson => {
    let contactKey: string | undefined
    const converse = createConversation({
      library,
      contacts: {
        ...contacts,
        advance: (contact, message, next, comesAgain) => {
          contactKey = contact
          return contacts.advance(contact, message, next, comesAgain)
        },
      },
      keyring,
      allow: createThrottle(Number.POSITIVE_INFINITY),
      idleMinutes: 60,
      clock,
    })
    return {
      get contactKey() {
        return contactKey
      },
      async says(text, way = 'response') {
        const address = { scheme: 'tel', value: number } as const
        const input = { kind: 'message', text } as const
        await converse(
          { medium, address, messageId: `test-${++messages}`, input },
          { channel: 'africastalking-sms', reply: way, sends: true },
        )
      },
    }
  }
}
