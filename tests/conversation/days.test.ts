import { expect, test } from 'vitest'
import { sms } from '../../src/channels/media/sms.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import { daysIn } from '../../src/core/days.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { questionnaires, smallFlow } from '../support/flows.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestLibrary } from '../support/person.ts'

const content = smallFlow([
  { name: 'asked', type: 'calculate', calculation: 'today()' },
  { name: 'many', type: 'integer' },
])

test('what is answered after midnight is of the new day where people are, in the record and in the form', async () => {
  const contacts = memoryContacts()
  const library = openTestLibrary({
    questionnaires: { ...questionnaires, versions: [{ flow: 'small', version: 'v', content }] },
  })
  const converse = createConversation({
    ...{ library, contacts, keyring: testKeyring(), allow: createThrottle(1000), idleMinutes: 60 },
    ...{ clock: () => new Date('2026-12-31T20:30:00Z'), dayOf: daysIn('Asia/Dhaka') },
  })
  for (const [index, text] of ['SMALL', '1', '3'].entries())
    await converse(
      {
        ...{ medium: sms, address: { scheme: 'tel', value: '+15550100' }, messageId: String(index) },
        input: { kind: 'message', text },
      },
      { channel: 'test', reply: 'response' },
    )
  expect(contacts.finished).toMatchObject([
    { record: { day: '2027-01-01', answers: { asked: { value: '2027-01-01' }, many: { value: 3 } } } },
  ])
})
