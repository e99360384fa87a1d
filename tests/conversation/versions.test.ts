import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sms } from '../../src/channels/media/sms.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createIdleEnding } from '../../src/conversation/idle.ts'
import { createLibrary } from '../../src/conversation/library.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { FlowContent } from '../../src/core/flow.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { questionnaires, smallFlow } from '../support/flows.ts'
import { testKeyring, testSecrets } from '../support/keyring.ts'

const first = smallFlow(
  [
    { name: 'old_question', list: 'answer' },
    { name: 'both', list: 'answer' },
  ],
  {
    answer: { yes: 'Yes', no: 'No' },
  },
)
const second = smallFlow(
  [
    { name: 'new_question', list: 'answer' },
    { name: 'both', list: 'answer' },
  ],
  {
    answer: { yes: 'Yes', no: 'No' },
  },
)

const silent = { debug() {}, info() {}, warn() {}, error() {} }
let messages = 0

/** A server that has launched one version, and can look up the others. */
function server(store: Contacts, launched: [string, FlowContent], others: Record<string, unknown> = {}) {
  const library = createLibrary({
    launched: [{ version: launched[0], content: launched[1] }],
    system: questionnaires.system,
    referrals: [],
    defaultLanguage: 'en',
    organisation: 'CSO',
    redact: (text) => text,
    loadContent: async (version) => others[version] ?? null,
  })
  const converse = createConversation({
    library,
    contacts: store,
    keyring: testKeyring(),
    allow: createThrottle(1000),
    idleMinutes: 60,
    clock: () => new Date('2026-11-23T10:00:00Z'),
  })
  const says = async (text: string) => {
    const inbound = {
      medium: sms,
      address: { scheme: 'tel', value: '+254711000222' },
      messageId: String(++messages),
      input: { kind: 'message', text },
    } as const
    return (await converse(inbound, { channel: 'test', reply: 'response' })).screen?.text
  }
  return { says, library }
}

test('a conversation stays on the version that it began with, whatever is launched meanwhile', async () => {
  const store = memoryContacts()
  const before = server(store, ['v1', first])
  await before.says('SMALL')
  expect(await before.says('1')).toContain('old_question')

  const after = server(store, ['v2', second], { v1: first })
  expect(await after.says('2')).toContain('both')
  await after.says('1')
  expect(store.finished).toMatchObject([{ version: 'v1', record: { answers: { old_question: { value: 'no' } } } }])
})

test('a version that cannot be had any more ends the conversation safely, with the menu', async () => {
  const store = memoryContacts()
  await server(store, ['v1', first]).says('SMALL')
  const after = server(store, ['v2', second], { v1: { flow: 'unreadable' } })
  expect(await after.says('1')).toMatch(/^Send the number of a topic/)
  expect(await after.says('1')).toContain('asks a few questions')
})

test('a version that a newer release froze is left to that release: the conversation is refused and not ended', async () => {
  const store = memoryContacts()
  await server(store, ['v1', first]).says('SMALL')
  const older = server(store, ['v2', second], { v1: { ...first, format: 2, mood: 'new' } })
  await expect(older.says('1')).rejects.toMatchObject({ code: 'unavailable' })
  const newer = server(store, ['v2', second], { v1: first })
  expect(await newer.says('1')).toContain('old_question')
})

describe('an idle conversation', () => {
  let database: TestDatabase
  let store: Store
  let now = new Date('2026-11-23T10:00:00Z')

  beforeAll(async () => {
    database = await createTestDatabase()
    store = await openStore({
      databaseUrl: database.url,
      dataDir: '',
      secrets: testSecrets,
      log: silent,
      clock: () => now,
    })
  })
  afterAll(async () => {
    await store.close()
    await database.drop()
  })

  test('ends as a break-off on its own version, and its answers count', async () => {
    const before = server(store.contacts, ['v1', first])
    await before.says('SMALL')
    await before.says('1')
    await before.says('1')
    const { library } = server(store.contacts, ['v2', second], { v1: first })
    const endIdle = createIdleEnding({ library, endIdle: store.retention.endIdle, clock: () => now })

    now = new Date('2026-11-23T10:59:00Z')
    expect(await endIdle()).toBe(0)
    now = new Date('2026-11-23T11:01:00Z')
    await endIdle()
    expect(await store.interviews.release({ flow: 'small', round: '1' }, 1)).toBe(1)
    const [interview] = await Array.fromAsync(store.interviews.released('small'))
    expect(interview).toMatchObject({
      version: 'v1',
      disposition: 'break_off',
      medium: 'sms',
      answers: { old_question: { value: 'yes' }, both: { missing: 'not_reached' } },
    })
    // Whoever writes again later gets the menu, and no word about before.
    const after = server(store.contacts, ['v2', second], { v1: first })
    expect(await after.says('1')).toMatch(/^Send the number of a topic/)
  })
})
