import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { Problem } from '../../src/problem.ts'
import type { Effects, ResultWish } from '../../src/store/contacts.ts'
import type { Send } from '../../src/store/queue.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const someone = () => keyring.hash('contact', randomId())
const round = { flow: 'health-services', round: '2026' }
const number = '+8801700000000'
const wish: ResultWish = {
  ...{ ...round, channel: 'carrier-pigeon', medium: 'sms', language: 'bn' },
  address: { scheme: 'tel', value: number },
}
const screen = { text: 'Thank you for answering.', buttons: [], end: true }
const compose = () => screen

let now: number
let database: TestDatabase
let store: TestStore
beforeAll(async () => {
  database = await createTestDatabase()
  const first = await openTestStore({ url: database.url })
  // Makes the tables of the queue too.
  await first.prepareRoles()
  await first.end()
})
afterAll(() => database.drop())
beforeEach(async () => {
  now = Date.parse('2026-11-23T10:00:00Z')
  store = await openTestStore({ url: database.url, clock: () => new Date(now) })
  await store.database.pool.query('TRUNCATE result_wish, result_message, pgboss.job')
})
afterEach(() => store.end())

const write = (contact: string, effects: Partial<Effects>) =>
  store.contacts.advance(contact, keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: null, round: null, optedOut: false, idleAt: null, screen: null, finished: [], participated: [] },
      ...{ outbound: [], withdraws: false, ...effects },
    },
  }))
const wishes = async (contact: string, ...wanted: ResultWish[]) => write(contact, { wishes: wanted })
const stops = (contact: string) => write(contact, { optedOut: true, withdraws: true })
const rows = async (table: string) =>
  (await store.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} AS t`)).rows.map(
    ({ row }) => row,
  )
const queued = async () => (await rows('pgboss.job')).filter((row) => row.includes('outbound-carrier-pigeon'))

describe('a wish', () => {
  it('is kept once for each contact and round, sealed, with nothing of a contact but a key of its own', async () => {
    const contact = someone()
    await wishes(contact, wish)
    await wishes(contact, wish)
    await wishes(contact, { ...wish, round: '2027' })
    expect(await store.resultWishes.count(round)).toBe(1)
    const { rows: stored } = await store.database.pool.query('SELECT * FROM result_wish')
    expect(stored).toHaveLength(2)
    expect(new Set(stored.map((row) => Object.keys(row).sort().join(' ')))).toEqual(
      new Set(['flow forget_on round sealed wish_key']),
    )
    expect(JSON.stringify(await rows('result_wish'))).not.toContain(number)
    const keys = stored.map(({ wish_key }) => wish_key.toString('base64url'))
    expect(new Set([...keys, contact]).size).toBe(3)
    // The length tells nothing of address, channel or language.
    await wishes(someone(), { ...wish, channel: 'a-channel-with-a-long-name', language: 'en' })
    const lengths = await store.database.pool.query('SELECT DISTINCT length(sealed) FROM result_wish')
    expect(lengths.rows).toHaveLength(1)
  })

  it('is taken back with STOP in every round, and those of others stay', async () => {
    const [leaving, staying] = [someone(), someone()]
    for (const contact of [leaving, staying])
      await wishes(contact, wish, { ...wish, flow: 'a', round: '1' }, { ...wish, flow: 'b' })
    await stops(leaving)
    expect(await rows('result_wish')).toHaveLength(3)
    // Whoever begins again and says yes anew gets them.
    await wishes(leaving, wish)
    expect(await store.resultWishes.count(round)).toBe(2)
  })

  it('is taken back also where yes and STOP come together', async () => {
    const contact = someone()
    // What is written while another flush is under way shares the next one.
    const others = Array.from({ length: 3 }, () => write(someone(), {}))
    await Promise.all([...others, wishes(contact, wish), stops(contact)])
    expect(await store.resultWishes.count(round)).toBe(0)
  })

  it('outlives the key of its round and new keys, and can then still be sent', async () => {
    await store.keys.open(['health-services/2026'])
    await wishes(someone(), wish)
    await store.interviews.close(round, 1)
    await store.keys.rotate(() => {})
    now += 20 * 86_400_000
    await store.retention.purge()
    expect(await store.resultWishes.send(round, 10, compose)).toBe(1)
    expect(store.warnings).toEqual([])
  })

  it('is forgotten after half a year, together with all others of its month', async () => {
    await wishes(someone(), wish)
    now = Date.parse('2026-11-02T10:00:00Z')
    await wishes(someone(), wish)
    const { rows: days } = await store.database.pool.query(
      'SELECT DISTINCT forget_on::text FROM result_wish ORDER BY 1',
    )
    expect(days).toEqual([{ forget_on: '2027-05-01' }])
    now = Date.parse('2027-04-30T23:00:00Z')
    await store.retention.purge()
    expect(await store.resultWishes.count(round)).toBe(2)
    now = Date.parse('2027-05-01T00:00:00Z')
    await store.retention.purge()
    expect(await store.resultWishes.count(round)).toBe(0)
  })
})

describe('sending', () => {
  it('turns each wish into one message, whoever else does the same', async () => {
    await Promise.all(Array.from({ length: 60 }, () => wishes(someone(), wish)))
    await wishes(someone(), { ...wish, flow: 'another' })
    const sent = await Promise.all(Array.from({ length: 4 }, () => store.resultWishes.send(round, 40, compose)))
    const rest = await store.resultWishes.send(round, 40, compose)
    expect(sent.reduce((sum, count) => sum + count, rest)).toBe(60)
    expect(await store.resultWishes.send(round, 40, compose)).toBe(0)
    expect(await queued()).toHaveLength(60)
    expect(await store.resultWishes.count({ ...round, flow: 'another' })).toBe(1)
    expect((await queued()).join()).not.toContain(screen.text)
  })

  it('that is interrupted has neither sent nor forgotten anything', async () => {
    for (let people = 0; people < 3; people++) await wishes(someone(), wish)
    let composed = 0
    const dies = () => {
      if (++composed === 2) throw new Error('the power fails')
      return screen
    }
    await expect(store.resultWishes.send(round, 10, dies)).rejects.toThrow()
    expect([await store.resultWishes.count(round), await queued()]).toEqual([3, []])
    expect(await store.resultWishes.send(round, 10, compose)).toBe(3)
  })

  it('never sends again what may have arrived', async () => {
    await wishes(someone(), wish)
    await store.resultWishes.send(round, 10, compose)
    const send = vi.fn<Send>(async () => {
      throw new Problem('provider_uncertain')
    })
    await store.queue.work(['carrier-pigeon'], send)
    await vi.waitFor(async () => expect(await queued()).toEqual([]), { timeout: 10_000 })
    expect(send).toHaveBeenCalledOnce()
  })

  it('is called back by STOP while a message still waits', async () => {
    const contact = someone()
    await wishes(contact, wish)
    await store.resultWishes.send(round, 10, compose)
    await stops(contact)
    expect(await queued()).toEqual([])
  })
})

describe('a text', () => {
  const texts = { en: 'Most people were treated.' }
  const written = async () => (await store.resultMessages.find(round))?.writtenAt as Date

  it('is agreed to by somebody else, as it was read, and then never changed', async () => {
    expect(await store.resultMessages.write(round, { en: 'First.' }, 'author')).toBe(true)
    const first = await written()
    now += 1000
    await store.resultMessages.write(round, texts, 'author')
    expect(await store.resultMessages.decide(round, first, 'approved', 'approver')).toBe(false)
    expect(await store.resultMessages.decide(round, await written(), 'approved', 'author')).toBe(false)
    expect(await store.resultMessages.decide(round, await written(), 'approved', 'approver')).toBe(true)
    expect(await store.resultMessages.write(round, { en: 'Another.' }, 'author')).toBe(false)
    expect(await store.resultMessages.find(round)).toMatchObject({ texts, state: 'approved', queued: 0 })
  })

  it('is due once it is approved and somebody waits for it', async () => {
    await store.resultMessages.write(round, texts, 'author')
    await wishes(someone(), wish)
    expect(await store.resultMessages.due()).toEqual([])
    await store.resultMessages.decide(round, await written(), 'refused', 'approver')
    expect(await store.resultMessages.due()).toEqual([])
    await store.resultMessages.write(round, texts, 'author')
    await store.resultMessages.decide(round, await written(), 'approved', 'approver')
    expect(await store.resultMessages.due()).toMatchObject([{ ...round, texts }])
    await store.resultWishes.send(round, 10, compose)
    expect(await store.resultMessages.due()).toEqual([])
    expect(await store.resultMessages.find(round)).toMatchObject({ queued: 1 })
  })
})
