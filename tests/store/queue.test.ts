import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { Problem } from '../../src/problem.ts'
import type { Outbound } from '../../src/store/contacts.ts'
import type { Send } from '../../src/store/queue.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const someone = () => keyring.hash('contact', randomId())

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

const reply = (text: string): Outbound => ({
  channel: 'carrier-pigeon',
  address: { scheme: 'tel', value: '+8801700000000' },
  screen: { text, buttons: [], end: false },
})

/** A message whose replies leave through the queue; `fails` makes its transaction fail. */
const write = (contact: string, outbound: Outbound[], fails = false) =>
  store.contacts.advance(contact, keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: null, round: null, optedOut: false, idleAt: null, screen: null, participated: [], outbound },
      finished: fails ? [{ flow: '\u0000', round: '1', version: 'v', record: {} }] : [],
    },
  }))

async function jobs(): Promise<string[]> {
  const { rows } = await store.database.pool.query<{ row: string }>(
    "SELECT job::text AS row FROM pgboss.job WHERE name = 'outbound-carrier-pigeon'",
  )
  return rows.map((row) => row.row)
}

describe('the queue', () => {
  it('sends what a committed message caused, and keeps nothing of it', async () => {
    await write(someone(), [reply('one')])
    const [job] = await jobs()
    expect(job).toBeDefined()
    expect(job).not.toMatch(/one|8801700000000/)
    expect((await store.gauges()).queueDepth).toBe(1)

    const send = vi.fn<Send>(async () => {})
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send).toHaveBeenCalledExactlyOnceWith(
      'carrier-pigeon',
      reply('one').address,
      reply('one').screen,
      expect.any(AbortSignal),
    )
  })

  it('sends nothing for a message that was not committed', async () => {
    await expect(write(someone(), [reply('lost')], true)).rejects.toMatchObject({ code: 'internal' })
    expect(await jobs()).toEqual([])
  })

  it('tries again when that can help, and then goes on in order', async () => {
    const contact = someone()
    await write(contact, [reply('first')])
    await write(contact, [reply('second')])
    const sent: string[] = []
    let refusals = 1
    await store.queue.work(['carrier-pigeon'], async (_channel, _address, screen) => {
      if (refusals-- > 0) throw new Problem('provider_unavailable', [], { retryAfterSeconds: 1 })
      sent.push(screen.text)
    })
    await vi.waitFor(() => expect(sent).toEqual(['first', 'second']), { timeout: 15_000 })
  })

  it('obeys the provider that says when to try again', async () => {
    await write(someone(), [reply('later')])
    const refuse = vi.fn<Send>().mockRejectedValue(new Problem('throttled', [], { retryAfterSeconds: 3000 }))
    await store.queue.work(['carrier-pigeon'], refuse)
    const waiting =
      "SELECT extract(epoch FROM start_after - now())::int AS seconds FROM pgboss.job WHERE state = 'retry'"
    await vi.waitFor(
      async () => {
        const { rows } = await store.database.pool.query<{ seconds: number }>(waiting)
        expect(rows[0]?.seconds).toBeGreaterThan(2900)
      },
      { timeout: 10_000 },
    )
    expect(refuse).toHaveBeenCalledOnce()
    await store.database.pool.query('DELETE FROM pgboss.job')
  })

  it('gives up at once where trying again cannot help', async () => {
    const contact = someone()
    await write(contact, [reply('refused')])
    await write(contact, [reply('accepted')])
    const send = vi.fn<Send>().mockRejectedValueOnce(new Problem('provider_rejected')).mockResolvedValueOnce()
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send.mock.calls.map(([, , screen]) => screen.text)).toEqual(['refused', 'accepted'])
  })
})
