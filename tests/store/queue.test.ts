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

const reply = (text: string, sensitive = false): Outbound => ({
  channel: 'carrier-pigeon',
  address: { scheme: 'tel', value: '+8801700000000' },
  screen: { text, buttons: [], end: false },
  sensitive,
})

/** A message whose replies leave through the queue; `fails` makes its transaction fail. */
const write = (contact: string, outbound: Outbound[], { fails = false, withdraws = false } = {}) =>
  store.contacts.advance(contact, keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{
        session: null,
        optedOut: false,
        round: null,
        idleAt: null,
        screen: null,
        participated: [],
        outbound,
        withdraws,
      },
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
    const contact = someone()
    await write(contact, [reply('one')])
    const [job] = await jobs()
    expect(job).toBeDefined()
    expect(job).not.toMatch(/one|8801700000000/)
    expect(await store.backlog()).toMatchObject({ queueDepth: 1, queueOldestSeconds: expect.closeTo(0, -2) })

    const send = vi.fn<Send>(async () => null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send).toHaveBeenCalledExactlyOnceWith(
      { ...reply('one'), contact, id: expect.any(String) },
      expect.any(AbortSignal),
    )
  })

  it('sends nothing for a message that was not committed', async () => {
    await expect(write(someone(), [reply('lost')], { fails: true })).rejects.toMatchObject({ code: 'internal' })
    expect(await jobs()).toEqual([])
  })

  it('tries again when that can help, and then goes on in order', async () => {
    const contact = someone()
    await write(contact, [reply('first')])
    await write(contact, [reply('second')])
    const sent: string[] = []
    let refusals = 1
    await store.queue.work(['carrier-pigeon'], async ({ screen }) => {
      if (refusals-- > 0) throw new Problem('provider_unavailable', [], { retryAfterSeconds: 1 })
      sent.push(screen.text)
      return null
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

  it('does not keep for later what would be stale by then: what comes after it need not wait', async () => {
    const contact = someone()
    await write(contact, [reply('in five hours')])
    await write(contact, [reply('next')])
    const send = vi
      .fn<Send>()
      .mockRejectedValueOnce(new Problem('provider_unavailable', [], { retryAfterSeconds: 18_000 }))
    send.mockResolvedValue(null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['in five hours', 'next'])
  })

  it('does not send what was written more than an hour ago, however long it was kept from it', async () => {
    const contact = someone()
    await write(contact, [reply('of two hours ago')])
    await store.database.pool.query("UPDATE pgboss.job SET created_on = now() - interval '2 hours'")
    await write(contact, [reply('of now')])
    const send = vi.fn<Send>().mockResolvedValue(null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['of now'])
    expect(store.warnings).toContain('a reply is not sent, because it is older than an hour')
  })

  it('gives up at once where trying again cannot help', async () => {
    const contact = someone()
    await write(contact, [reply('refused')])
    await write(contact, [reply('accepted')])
    const send = vi.fn<Send>().mockRejectedValueOnce(new Problem('provider_rejected')).mockResolvedValueOnce(null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['refused', 'accepted'])
  })

  const ours = "name = 'outbound-carrier-pigeon'"
  const latest = (which: 'min' | 'max') =>
    `${ours} AND created_on = (SELECT ${which}(created_on) FROM pgboss.job WHERE ${ours})`
  const unknown = () => new Problem('provider_uncertain')
  const refusal = () => new Problem('provider_unavailable', [], { retryAfterSeconds: 0 })
  /** What the provider does at first, before it takes everything; `dies` is a worker that is never heard of again. */
  const attempts = {
    'an ordinary reply is sent again after a refusal': [false, [refusal()], 2],
    'a sensitive reply is sent again after refusals': [true, [refusal(), refusal()], 3],
    'an ordinary reply is sent once more where it may have arrived': [false, [unknown()], 2],
    'an ordinary reply is not sent again where two may have arrived': [false, [unknown(), unknown()], 2],
    'a sensitive reply is not sent again where it may have arrived': [true, [unknown()], 1],
    'a sensitive reply is not sent again, refusals before it or not': [true, [refusal(), unknown()], 2],
    'an ordinary reply is sent again whose worker died': [false, 'dies', 1],
    'a sensitive reply is not sent again whose worker died': [true, 'dies', 0],
  } as const

  it('sends again as often as it may, and no more', { timeout: 40_000 }, async () => {
    for (const [name, [sensitive, answers]] of Object.entries(attempts)) {
      await write(someone(), [reply(name, sensitive)])
      if (answers !== 'dies') continue
      await store.database.pool.query(`UPDATE pgboss.job SET state = 'active', started_on = now() - interval '1 hour'
        WHERE ${latest('max')}`)
    }
    const sent = new Map<string, number>()
    await store.queue.work(['carrier-pigeon'], async ({ screen: { text } }) => {
      const before = sent.get(text) ?? 0
      sent.set(text, before + 1)
      const answer = attempts[text as keyof typeof attempts][1][before]
      if (answer instanceof Problem) throw answer
      return null
    })
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 35_000 })
    const expected = Object.fromEntries(Object.entries(attempts).map(([name, [, , tries]]) => [name, tries]))
    expect(Object.fromEntries(Object.keys(attempts).map((name) => [name, sent.get(name) ?? 0]))).toEqual(expected)
  })

  it('gives up, keeps nothing of it and goes on with the next reply when all tries are used', async () => {
    const contact = someone()
    await write(contact, [reply('never')])
    await write(contact, [reply('after it')])
    await store.database.pool.query(`UPDATE pgboss.job SET started_on = now(), retry_count = retry_limit - 1,
      data = jsonb_set(data, '{refused}', to_jsonb(retry_limit)) WHERE ${latest('min')}`)
    const sent: string[] = []
    await store.queue.work(['carrier-pigeon'], async ({ screen }) => {
      sent.push(screen.text)
      if (screen.text === 'never') throw refusal()
      return null
    })
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 15_000 })
    expect(sent).toEqual(['never', 'after it'])
  })

  it('does not send what was withdrawn in the same transaction, and what comes with it', async () => {
    const [contact, other] = [someone(), someone()]
    await write(contact, [reply('withdrawn')])
    await write(other, [reply('of somebody else')])
    await expect(write(contact, [], { withdraws: true, fails: true })).rejects.toMatchObject({ code: 'internal' })
    expect(await jobs()).toHaveLength(2)
    await write(contact, [reply('goodbye')], { withdraws: true })
    const send = vi.fn<Send>().mockResolvedValue(null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text).sort()).toEqual(['goodbye', 'of somebody else'])
  })

  it('is not held up by a thousand jobs that nobody can read', { timeout: 60_000 }, async () => {
    const person = someone()
    await write(person, [reply('before them')])
    await store.database.pool.query(
      `INSERT INTO pgboss.job (name, data, singleton_key, policy, retry_limit, expire_seconds, keep_until, deletion_seconds)
       SELECT name, CASE number % 3 WHEN 0 THEN '{}' WHEN 1 THEN '{"sealed": "AAAA"}' ELSE '"nonsense"' END::jsonb,
         'poison ' || number, policy, retry_limit, expire_seconds, keep_until, deletion_seconds
       FROM pgboss.job, generate_series(1, 1000) AS number WHERE name = 'outbound-carrier-pigeon'`,
    )
    await write(person, [reply('after them')])
    const send = vi.fn<Send>().mockResolvedValue(null)
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 50_000, interval: 200 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['before them', 'after them'])
    expect(store.warnings.filter((warning) => warning === 'a reply could not be sent')).toHaveLength(1000)
  })

  it('lets a fault of ours with one reply keep none of its batch from being sent, nor send any twice', async () => {
    const people = Array.from({ length: 5 }, someone)
    for (const [index, person] of people.entries()) await write(person, [reply(String(index))])
    const send = vi.fn<Send>(async ({ screen }) => {
      if (screen.text === '2') throw new TypeError('a fault of ours')
      return null
    })
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), { timeout: 10_000 })
    expect(send).toHaveBeenCalledTimes(5)
  })
})
