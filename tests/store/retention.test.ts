import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { Effects, StoredContact } from '../../src/store/contacts.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const minutes = (count: number) => count * 60_000
const days = (count: number) => count * 86_400_000
const start = Date.parse('2026-03-01T12:00:00Z')

let now = start
let store: TestStore
beforeAll(async () => {
  store = await openTestStore({ clock: () => new Date(now) })
})
afterAll(() => store.end())
beforeEach(async () => {
  now = start
  await store.database.pool.query('TRUNCATE contact, inbound_message, waiting_interview')
})

const nothing: Effects = {
  ...{
    session: null,
    round: null,
    optedOut: false,
    idleAt: null,
    screen: null,
    finished: [],
    participated: [],
    outbound: [],
  },
}
const someone = () => keyring.hash('contact', randomId())
const write = (contact: string, effects: Partial<Effects>) =>
  store.contacts.advance(contact, keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: { ...nothing, ...effects },
  }))
async function count(table: string): Promise<number> {
  const { rows } = await store.database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
  return rows[0]?.count as number
}

describe('idle sessions', () => {
  it('end once their time has come, and not before', async () => {
    await write(someone(), { session: ['early'], idleAt: new Date(now + minutes(10)) })
    await write(someone(), { session: ['late'], idleAt: new Date(now + minutes(30)) })
    await write(someone(), { session: ['never'] })
    now += minutes(20)
    const seen: StoredContact[] = []
    const end = (stored: StoredContact): Effects => {
      seen.push(stored)
      return { ...nothing, finished: [{ flow: 'safety', round: '1', version: 'v', record: {} }] }
    }
    expect(await store.retention.endIdle(end)).toBe(1)
    expect(seen).toEqual([{ session: ['early'], optedOut: false }])
    expect(await count('waiting_interview')).toBe(1)
    expect(await store.retention.endIdle(end)).toBe(0)
  })

  it('end in great number, one that cannot be ended included', async () => {
    await Promise.all(
      Array.from({ length: 250 }, (_, index) => write(someone(), { session: [index], idleAt: new Date(now) })),
    )
    const end = ({ session }: StoredContact): Effects => {
      if ((session as number[])[0] === 7) throw new Error('cannot be ended')
      return nothing
    }
    expect(await store.retention.endIdle(end)).toBe(250)
    expect(await store.retention.endIdle(end)).toBe(0)
    expect(store.warnings).toContain('an idle session could not be ended; it is forgotten')
  })

  it('end once when two processes look at the same time', async () => {
    await Promise.all(Array.from({ length: 60 }, () => write(someone(), { session: [1], idleAt: new Date(now) })))
    const ended = await Promise.all([1, 2, 3].map(() => store.retention.endIdle(() => nothing)))
    expect(ended.reduce((sum, each) => sum + each)).toBe(60)
  })
})

describe('purge', () => {
  it('forgets messages, sessions and contacts after seven days, but not that somebody opted out', async () => {
    const stopped = someone()
    await write(someone(), { session: ['old'] })
    await write(stopped, { session: ['old'], optedOut: true })
    now += days(7)
    await write(someone(), { session: ['new'] })
    await store.retention.purge()
    expect([await count('contact'), await count('inbound_message')]).toEqual([3, 3])

    now += days(1)
    await store.retention.purge()
    expect([await count('contact'), await count('inbound_message')]).toEqual([2, 1])
    let seen: StoredContact | undefined
    await store.contacts.advance(stopped, keyring.hash('message', 'again'), (stored) => {
      seen = stored
      return { kind: 'effects', effects: nothing }
    })
    expect(seen).toEqual({ session: null, optedOut: true })
  })
})
