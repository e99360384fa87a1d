import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { Problem } from '../../src/problem.ts'
import type { Effects } from '../../src/store/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
let database: TestDatabase
let store: TestStore
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  store = await openTestStore({ url: database.url })
})
afterEach(() => store.end())

const address = { scheme: 'telegram', value: '1111111111' } as const
const erasure = { channel: 'chat', address, erases: { from: '3', to: '9' } } as const
const reply = { channel: 'chat', address, screen: { text: 'one', buttons: [], end: false }, sensitive: false } as const

/** A message that causes these. */
const write = (contact: string, outbound: Effects['outbound'], withdraws = false) =>
  store.contacts.advance(contact, keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: null, round: null, optedOut: false, idleAt: null, screen: null, finished: [], participated: [] },
      ...{ outbound, withdraws },
    },
  }))
const jobs = async () =>
  (await store.database.pool.query<{ name: string }>("SELECT name FROM pgboss.job WHERE name LIKE '%-chat'")).rows

it('an erasure is done after the message that causes it, and nothing of it is kept', async () => {
  const contact = keyring.hash('contact', randomId())
  await write(contact, [reply, erasure])
  const erase = vi.fn(async () => {})
  await store.queue.workErasures(['chat'], erase)
  await vi.waitFor(() => expect(erase).toHaveBeenCalledOnce())
  expect(erase).toHaveBeenCalledWith(expect.objectContaining({ ...erasure, contact }), expect.any(AbortSignal))
  // The reply stays where it is: it has a queue of its own.
  await vi.waitFor(async () => expect(await jobs()).toEqual([{ name: 'outbound-chat' }]))
})

it('whoever leaves or stops later does not call it back, as replies are', async () => {
  const contact = keyring.hash('contact', randomId())
  await write(contact, [reply, erasure])
  await write(contact, [], true)
  expect(await jobs()).toContainEqual({ name: 'erasure-chat' })
  // Nor in the same flush.
  const other = keyring.hash('contact', randomId())
  await Promise.all([write(other, [erasure]), write(other, [], true)])
  const erase = vi.fn(async () => {})
  await store.queue.workErasures(['chat'], erase)
  await vi.waitFor(() => expect(erase).toHaveBeenCalledTimes(2), { timeout: 10_000 })
})

it('is tried again as long as nobody knows whether it was done', async () => {
  await write(keyring.hash('contact', randomId()), [erasure])
  let tries = 0
  await store.queue.workErasures(['chat'], async () => {
    if (++tries < 4) throw new Problem('provider_uncertain', [], { retryAfterSeconds: 0 })
  })
  await vi.waitFor(() => expect(tries).toBe(4), { timeout: 15_000 })
}, 20_000)
