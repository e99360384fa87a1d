import { expect, test } from 'vitest'
import { createMedia } from '../../src/channels/media/index.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createPhone } from '../../src/conversation/phone.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestLibrary } from '../support/person.ts'

const medium = createMedia(160).find(({ name }) => name === 'sms')

test('whoever writes the keyword many times at once answers once: what was known of them before the others took effect is looked up anew', async () => {
  if (!medium) throw new Error('There is no SMS.')
  const store = memoryContacts()
  /** What happens between the question whether somebody has taken part and its answer reaching the conversation. */
  let meanwhile: (() => Promise<unknown>) | null = null
  const contacts: Contacts = {
    ...store,
    async participations(keys) {
      const known = await store.participations(keys)
      const happens = meanwhile
      meanwhile = null
      await happens?.()
      return known
    },
  }
  const converse = createConversation({
    ...{ library: openTestLibrary(), contacts, keyring: testKeyring(), idleMinutes: 60 },
    ...{ allow: createThrottle(Number.POSITIVE_INFINITY), clock: () => new Date('2026-01-15T09:00:00Z') },
  })
  const phone = createPhone({ converse, medium, number: '+15550100' })
  const says = (text: string) => phone.does({ kind: 'says', text })
  meanwhile = async () => {
    await says('HOME')
    // Consent, and every question.
    for (let reply = 0; reply < 6; reply++) await says('1')
  }
  expect((await says('HOME'))?.text).toContain('There is nothing to answer here')
  expect(store.finished).toHaveLength(1)
})
