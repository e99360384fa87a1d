import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Keyring } from '../../src/privacy/keyring.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type ProviderRequest, requests } from '../support/phones.ts'
import { numberOf, providers, send } from './delivery.ts'
import { patience, times } from './length.ts'
import { createModel } from './model.ts'
import { endServers, spawnServer } from './server-process.ts'
import { keyringOf, query } from './stored.ts'

let database: TestDatabase
let keyring: Keyring
let url: string
const start = () => spawnServer({ DATABASE_URL: database.url }).ready
beforeAll(async () => {
  database = await createTestDatabase()
  url = await start()
  keyring = await keyringOf(database.url)
}, 120_000)
afterAll(async () => {
  await endServers()
  await database.drop()
})

const provider = providers['Twilio SMS']
let people = 90_000_000

/** Somebody in the middle of a questionnaire, with a hand in what is stored about them. */
async function somebody() {
  const who = numberOf(++people)
  const { contact: key, message } = createModel(keyring, 'sms', { scheme: 'tel', value: who })
  const row = Buffer.from(key, 'base64url')
  const tries = (request: ProviderRequest) => send(url, request)
  const says = async (text: string) => {
    const { status, body } = await tries(provider.request(who, text))
    expect(status).toBe(200)
    return provider.screen(body)
  }
  await says('ACTIVITY')
  await says('1')
  return {
    who,
    key,
    message,
    row,
    tries,
    says,
    async sealed(): Promise<Buffer | null> {
      const rows = await query<{ sealed: Buffer | null }>(
        database.url,
        'SELECT sealed FROM contact WHERE contact_key = $1',
        [row],
      )
      return rows[0]?.sealed ?? null
    },
    store: (sealed: Buffer) =>
      query(database.url, 'UPDATE contact SET sealed = $2 WHERE contact_key = $1', [row, sealed]),
  }
}
type Somebody = Awaited<ReturnType<typeof somebody>>

const session = async ({ key, sealed }: Somebody) =>
  keyring.open('session', key, (await sealed()) ?? Buffer.alloc(0)) as { position: { context: object } }

const damages: readonly { name: string; damage(person: Somebody): Promise<Buffer> }[] = [
  {
    name: 'with one bit flipped, anywhere',
    async damage({ sealed }) {
      const bytes = Buffer.from((await sealed()) ?? [])
      const place = Math.floor(Math.random() * bytes.length)
      bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(Math.random() * 8))
      return bytes
    },
  },
  { name: 'cut short', damage: async ({ sealed }) => ((await sealed()) ?? Buffer.alloc(0)).subarray(0, 100) },
  { name: 'empty', damage: async () => Buffer.alloc(0) },
  {
    name: 'of somebody else',
    damage: async () => (await (await somebody()).sealed()) ?? Buffer.alloc(0),
  },
  {
    name: 'of another program',
    damage: async ({ key }) => keyring.seal('session', key, { step: 7, answers: ['yes'] }),
  },
  {
    name: 'in a flow version that nobody knows',
    async damage(person) {
      const stored = await session(person)
      return keyring.seal('session', person.key, {
        ...stored,
        position: { ...stored.position, version: 'f'.repeat(64) },
      })
    },
  },
]

describe('a conversation whose stored state is damaged', () => {
  test.each(damages)('$name: ends safely, and the next one is whole', patience(30, 120), async ({ damage }) => {
    for (let round = 0; round < times(2, 100); round++) {
      const [person, other] = [await somebody(), await somebody()]
      await person.store(await damage(person))
      // Not a word of what was asked before: the menu, to somebody of whom nothing is known.
      expect(await person.says('2')).toMatch(/^1 .*\n2 /m)
      expect(await person.says('ACTIVITY')).toContain('Take part?')
      expect(await person.says('1')).toMatch(/^You are/)
      expect(await other.says('2')).toMatch(/seeing/)
    }
  })
})

test('a copy of a message whose stored screen is damaged has no effect, and no answer', async () => {
  const person = await somebody()
  const request = provider.request(person.who, '2')
  const first = await person.tries(request)
  expect(provider.screen(first.body)).toMatch(/seeing/)
  const damaged =
    'UPDATE inbound_message SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE message_key = $1'
  const message = Buffer.from(person.message(...provider.key(request)), 'base64url')
  await query(database.url, damaged, [message])
  const copy = await person.tries(request)
  expect([copy.status, provider.screen(copy.body)]).toEqual([200, ''])
  expect(await person.says('1')).toMatch(/hearing/)
})

describe('a message whose handling always throws', () => {
  /** A position that passes every check and that the machine does not know. */
  async function poisoned() {
    const person = await somebody()
    const stored = await session(person)
    const position = { ...stored.position, state: 'ask:nothing_that_exists' }
    await person.store(keyring.seal('session', person.key, { ...stored, position }))
    return person
  }
  const failed = (person: Somebody) =>
    query<{ attempts: number; sealed: Buffer | null; message_key: Buffer }>(
      database.url,
      'SELECT attempts, sealed, message_key FROM failed_message WHERE contact_key = $1',
      [person.row],
    )

  test('is tried a bounded number of times, put aside sealed, and seen in the metrics', patience(30, 60), async () => {
    const person = await poisoned()
    const request = provider.request(person.who, 'my telltale words')
    const statuses: number[] = []
    while (statuses.at(-1) !== 200 && statuses.length < 20) statuses.push((await person.tries(request)).status)
    expect(statuses.at(-1)).toBe(200)
    expect(statuses.length).toBeLessThanOrEqual(5)
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([503]))
    expect((await person.tries(request)).status).toBe(200)

    const [record] = await failed(person)
    const sealed = record?.sealed ?? Buffer.alloc(0)
    expect(sealed.includes('telltale')).toBe(false)
    const opened = keyring.open('failure', record?.message_key.toString('base64url') ?? '', sealed)
    expect(JSON.stringify(opened)).toContain('telltale')
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/heard_messages_quarantined [1-9]/)
  })

  test('does not block what the person writes next, nor anybody else', patience(30, 60), async () => {
    const [person, other] = [await poisoned(), await somebody()]
    const request = provider.request(person.who, '2')
    while ((await person.tries(request)).status !== 200) expect(await other.says('HELP')).not.toBe('')
    let tries = 0
    const next = provider.request(person.who, 'ACTIVITY')
    let answer = await person.tries(next)
    while (answer.status !== 200 && ++tries < 5) answer = await person.tries(next)
    expect(provider.screen(answer.body)).toContain('Take part?')
    expect(await person.says('1')).toMatch(/^You are/)
    expect(await other.says('2')).toMatch(/seeing/)
  })

  test('by USSD too: the person sees an apology, dials again and is heard', patience(30, 60), async () => {
    const who = numberOf(++people)
    const dials = (id: string) => send(url, requests.ussd(who, '', id))
    await dials('ATUid_poison0')
    await send(url, requests.ussd(who, '3', 'ATUid_poison0'))
    const { contact } = createModel(keyring, 'ussd', { scheme: 'tel', value: who })
    const row = Buffer.from(contact, 'base64url')
    const [stored] = await query<{ sealed: Buffer }>(
      database.url,
      'SELECT sealed FROM contact WHERE contact_key = $1',
      [row],
    )
    const opened = keyring.open('session', contact, stored?.sealed ?? Buffer.alloc(0)) as { position: object }
    const position = { ...opened.position, state: 'ask:nothing_that_exists' }
    const sealed = keyring.seal('session', contact, { ...opened, position })
    await query(database.url, 'UPDATE contact SET sealed = $2 WHERE contact_key = $1', [row, sealed])
    const bodies: string[] = []
    for (let call = 1; call <= 5 && !bodies.at(-1)?.startsWith('CON '); call++) {
      const answer = await dials(`ATUid_poison${call}`)
      expect(answer.status).toBe(200)
      bodies.push(answer.body)
    }
    expect(bodies.at(-1)).toMatch(/^CON /)
    for (const body of bodies.slice(0, -1)) expect(body).toMatch(/^END ./)
  })
})
