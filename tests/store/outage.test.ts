import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { openDatabase } from '../../src/store/database.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openProxy } from '../support/proxy.ts'
import { expectWithin } from '../support/time-bound.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()

let database: TestDatabase
let proxy: Awaited<ReturnType<typeof openProxy>>
let store: TestStore
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  proxy = await openProxy(new URL(database.url))
  store = await openTestStore({ url: proxy.url })
})
afterEach(async () => {
  await store.end()
  await proxy.down()
})

/** Adds one to the number in the session. */
function count(contact: string, message = keyring.hash('message', randomId())) {
  return store.contacts.advance(contact, message, ({ session }) => ({
    kind: 'effects',
    effects: {
      session: ((session as number | null) ?? 0) + 1,
      screen: { text: String(((session as number | null) ?? 0) + 1), buttons: [], end: false },
      ...{ round: null, optedOut: false, idleAt: null, finished: [], participated: [], outbound: [], withdraws: false },
    },
  }))
}
const someone = () => keyring.hash('contact', randomId())

describe('while the database does not answer', () => {
  it('every message is refused within five seconds, and the next one is taken as soon as it answers', async () => {
    const contact = someone()
    await count(contact)
    proxy.hold()
    const began = performance.now()
    const refused = await Promise.allSettled(Array.from({ length: 100 }, () => count(someone())))
    expectWithin(performance.now() - began, 5000)
    expect(refused.filter((result) => result.status === 'fulfilled')).toEqual([])
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } })

    proxy.release()
    await vi.waitFor(() => count(contact), { timeout: 10_000 })
  })

  it('a start waits for it, longer than a message could', async () => {
    proxy.hold()
    const began = performance.now()
    const opening = openDatabase({ url: proxy.url, log: { debug() {}, info() {}, warn() {}, error() {} } })
    // After two seconds a connection is given up.
    await Promise.race([opening, vi.waitUntil(() => performance.now() - began > 3000, { timeout: 30_000 })])
    proxy.release()
    await (await opening).close()
  })

  it('it is known within a second that nothing is ready', async () => {
    expect(await store.ready()).toBe(true)
    proxy.hold()
    const began = performance.now()
    expect(await store.ready()).toBe(false)
    expectWithin(performance.now() - began, 1000)
    proxy.release()
    await vi.waitFor(async () => expect(await store.ready()).toBe(true), { timeout: 10_000 })
  })
})

describe('while the database is gone', () => {
  it('messages are refused at once, and taken again when it is back', async () => {
    const contact = someone()
    await count(contact)
    await proxy.down()
    await expect(count(contact)).rejects.toMatchObject({ code: 'unavailable', retryable: true })
    await proxy.up()
    expect(await count(contact)).toMatchObject({ screen: { text: '2' } })
  })
})

describe('when connections break again and again', () => {
  it('what was acknowledged took effect once, and copies of the rest take effect at most once', async () => {
    const people = Array.from({ length: 20 }, someone)
    let taken = 0
    const turns = Array.from({ length: 10 }, async (_, turn) => {
      for (const person of people) {
        const message = keyring.hash('message', person, String(turn))
        await vi.waitFor(() => count(person, message), { timeout: 15_000, interval: 5 })
        // Wherever the nine others are at that moment.
        if (++taken % 5 === 0) proxy.hangUp()
      }
    })
    await Promise.all(turns)
    for (const person of people) {
      const last = await vi.waitFor(() => count(person, keyring.hash('message', person, 'last')), { timeout: 15_000 })
      expect(last).toMatchObject({ screen: { text: '11' } })
    }
  })
})
