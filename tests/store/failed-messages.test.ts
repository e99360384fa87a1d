import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { Effects, Failure, StoredContact } from '../../src/store/contacts.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const screen = { text: 'Sorry.', buttons: [], end: true }
const failure: Failure = { record: { input: 'my private answer' }, screen }
const nothing: Effects = {
  ...{
    session: null,
    optedOut: false,
    round: null,
    idleAt: null,
    screen: null,
    finished: [],
    participated: [],
    outbound: [],
  },
  withdraws: false,
}

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())

const someone = () => keyring.hash('contact', randomId())
const something = () => keyring.hash('message', randomId())
const fail = (contact: string, message: string) => store.failedMessages.failed(contact, message, failure)
const advance = (contact: string, message: string, next: (stored: StoredContact) => Partial<Effects>) =>
  store.contacts.advance(contact, message, (stored) => ({ kind: 'effects', effects: { ...nothing, ...next(stored) } }))
async function sessionOf(contact: string): Promise<unknown> {
  let session: unknown
  await advance(contact, something(), (stored) => {
    session = stored.session
    return { session }
  })
  return session
}

describe('a message that fails', () => {
  it('is tried three times, over all processes, and then put aside', async () => {
    await using other = await openOther()
    const [contact, message] = [someone(), something()]
    expect(await fail(contact, message)).toBe(false)
    expect(await other.failedMessages.failed(contact, message, failure)).toBe(false)
    expect(await advance(contact, something(), () => ({ screen }))).toMatchObject({ duplicate: false })
    expect(await fail(contact, message)).toBe(true)
  })

  it('is answered alike ever after, and the next one is new', async () => {
    const [contact, message] = [someone(), something()]
    for (let tries = 0; tries < 3; tries++) await fail(contact, message)
    const never = () => expect.unreachable()
    expect(await advance(contact, message, never)).toEqual({ kind: 'committed', screen, duplicate: true })
    expect(await advance(contact, something(), () => ({}))).toMatchObject({ duplicate: false })
    expect(await fail(contact, message)).toBe(true)
  })

  it('is counted however many copies of it fail at once', async () => {
    const [contact, message] = [someone(), something()]
    const results = await Promise.all(Array.from({ length: 20 }, () => fail(contact, message)))
    expect(results.filter((quarantined) => !quarantined)).toHaveLength(2)
  })

  it('is kept sealed and bound to its row', async () => {
    const [contact, message] = [someone(), something()]
    const before = (await store.backlog()).messagesQuarantined
    for (let tries = 0; tries < 3; tries++) await fail(contact, message)
    expect((await store.backlog()).messagesQuarantined).toBe(before + 1)
    const { rows } = await store.database.pool.query<{ sealed: Buffer; row: string }>(
      'SELECT sealed, failed_message::text AS row FROM failed_message WHERE contact_key = $1',
      [Buffer.from(contact, 'base64url')],
    )
    expect(rows[0]?.row).not.toContain(Buffer.from('private').toString('hex'))
    const sealed = rows[0]?.sealed as Buffer
    expect(store.keyring.open('failure', message, sealed)).toEqual(failure.record)
    expect(() => store.keyring.open('failure', something(), sealed)).toThrow()
  })
})

describe('what is remembered about the contact', () => {
  it('outlives one message that fails', async () => {
    const contact = someone()
    await advance(contact, something(), () => ({ session: ['here'], idleAt: new Date() }))
    const message = something()
    for (let tries = 0; tries < 5; tries++) await fail(contact, message)
    expect(await sessionOf(contact)).toEqual(['here'])
  })

  it('is forgotten where one message after the other fails, and that somebody opted out is not', async () => {
    const contact = someone()
    await advance(contact, something(), () => ({ session: ['broken'], optedOut: true, idleAt: new Date() }))
    for (let turn = 0; turn < 3; turn++) {
      expect(await sessionOf(contact)).toEqual(['broken'])
      await advance(contact, something(), () => ({ session: ['broken'], optedOut: true }))
      expect(await fail(contact, something())).toBe(false)
    }
    let seen: StoredContact | undefined
    await advance(contact, something(), (stored) => {
      seen = stored
      return stored
    })
    expect(seen).toEqual({ session: null, optedOut: true })
    expect(store.warnings).toContain('several messages of a contact fail; its session is forgotten')
  })
})

async function openOther() {
  const other = await openTestStore({ url: store.url })
  return { ...other, [Symbol.asyncDispose]: () => other.end() }
}
