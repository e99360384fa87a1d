import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mostIdleMinutes } from '../../src/core/names.ts'
import { randomId } from '../../src/privacy/chance.ts'
import type { Effects, StoredContact } from '../../src/store/contacts.ts'
import type { Database } from '../../src/store/database.ts'
import { deliveries } from '../../src/store/deliveries.ts'
import type { ContactTools } from '../../src/store/effects.ts'
import { retention } from '../../src/store/retention.ts'
import { roundEnds } from '../../src/store/round-ends.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const minutes = (count: number) => count * 60_000
const days = (count: number) => count * 86_400_000
/** Begins one of the periods of four days by which is forgotten. */
const start = Date.parse('2026-02-28T12:00:00Z')

let now = start
let store: TestStore
beforeAll(async () => {
  store = await openTestStore({ clock: () => new Date(now) })
})
afterAll(() => store.end())
beforeEach(async () => {
  now = start
  await store.database.pool.query('TRUNCATE contact, inbound_message, waiting_interview, failed_message, delivery')
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
    withdraws: false,
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

  it('show when they end, but not when somebody wrote: a day ahead to six hours, and never too early', async () => {
    for (const [after, wait] of [
      [0, 1440],
      [1, 1440],
      [299, 1440],
      [300, 60],
      [301, 60],
      [302, 5],
    ] as const) {
      now = start + minutes(after) + 4321
      await write(someone(), { session: [after], idleAt: new Date(now + minutes(wait)) })
    }
    const { rows } = await store.database.pool.query<{ idle_at: Date }>('SELECT idle_at FROM contact ORDER BY idle_at')
    expect(rows.map(({ idle_at }) => idle_at.toISOString().slice(5, -1))).toEqual([
      ...['02-28T17:08:00.000', '02-28T18:15:00.000', '02-28T18:15:00.000'],
      ...['03-01T18:00:00.000', '03-01T18:00:00.000', '03-01T18:00:00.000'],
    ])
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

  it('end although one of them cannot be written, which is put off and not lost', async () => {
    await Promise.all(
      Array.from({ length: 120 }, (_, index) => write(someone(), { session: [index], idleAt: new Date(now) })),
    )
    const end = ({ session }: StoredContact): Effects => {
      const flow = (session as number[])[0] === 7 ? 'cannot be stored: \u0000' : 'safety'
      return { ...nothing, finished: [{ flow, round: '1', version: 'v', record: {} }] }
    }
    await store.retention.endIdle(end)
    expect(await count('waiting_interview')).toBe(119)
    expect(store.warnings).toContain('an idle session could not be ended; it is tried again later')
    expect(await store.retention.endIdle(end)).toBe(0)
    now += minutes(61)
    const seen: unknown[] = []
    await store.retention.endIdle(({ session }) => {
      seen.push(session)
      return nothing
    })
    expect(seen).toEqual([[7]])
  })

  it('say what really failed of statements that are sent at once, also where the aftermath is heard of first', async () => {
    const failed = (code: string) => Object.assign(new pg.DatabaseError('no', 1, 'error'), { code })
    const query = async (statement: string | { readonly name: string }) => {
      const name = typeof statement === 'string' ? statement : statement.name
      if (name === 'lock-idle-contacts') throw failed('25P02')
      if (name !== 'ended-rounds') return { rows: [], command: name }
      await new Promise(setImmediate)
      throw failed('22012')
    }
    const connect = async () => ({ query, release() {} })
    const { endIdle } = retention(
      { hotPool: { connect } } as unknown as Database,
      { clock: () => new Date(now), rounds: roundEnds() } as unknown as ContactTools,
    )
    await expect(endIdle(() => nothing)).rejects.toMatchObject({ code: 'internal', cause: { code: '22012' } })
  })

  it('are not taken for the fault of what failed before any was found', async () => {
    await write(someone(), { session: ['waits'], idleAt: new Date(now) })
    await store.database.pool.query(
      `ALTER TABLE closed_round RENAME TO kept_round;
       CREATE VIEW closed_round AS SELECT flow, round FROM kept_round UNION ALL
         SELECT 'a', 'b' FROM generate_series(1, 1) AS n WHERE 1 / (n - n) = 1`,
    )
    try {
      await expect(store.retention.endIdle(() => nothing)).rejects.toMatchObject({
        code: 'internal',
        cause: { code: '22012' },
      })
    } finally {
      await store.database.pool.query('DROP VIEW closed_round; ALTER TABLE kept_round RENAME TO closed_round')
    }
    expect(await store.retention.endIdle(() => nothing)).toBe(1)
  })

  it('end once when two processes look at the same time', async () => {
    await Promise.all(Array.from({ length: 60 }, () => write(someone(), { session: [1], idleAt: new Date(now) })))
    const ended = await Promise.all([1, 2, 3].map(() => store.retention.endIdle(() => nothing)))
    expect(ended.reduce((sum, each) => sum + each)).toBe(60)
  })
})

describe('purge', () => {
  it('comes after the end of every conversation, in whatever hour of the four days somebody wrote last', async () => {
    for (let hour = 0; hour < 96; hour++) {
      now = start + hour * 3_600_000
      await write(someone(), { session: [hour], idleAt: new Date(now + minutes(mostIdleMinutes)) })
    }
    const { rows } = await store.database.pool.query<{ early: number }>(
      `SELECT count(*)::int AS early FROM contact WHERE idle_at > (last_seen + 8)::timestamp AT TIME ZONE 'UTC'`,
    )
    expect(rows).toEqual([{ early: 0 }])
  })

  it('forgets nobody who was in the middle of something while the service was away, before that is counted', async () => {
    for (let person = 0; person < 150; person++)
      await write(someone(), { session: [person], idleAt: new Date(now + days(1)) })
    now += days(9)
    await store.retention.purge()
    const end = () => ({ ...nothing, finished: [{ flow: 'safety', round: '1', version: 'v', record: {} }] })
    await store.retention.endIdle(end)
    await store.retention.purge()
    expect(await count('waiting_interview')).toBe(150)
    now += days(9)
    await store.retention.purge()
    expect(await count('contact')).toBe(0)
  })

  it('forgets in the end what could not be ended, and says so', async () => {
    await write(someone(), { session: ['odd'], idleAt: new Date(now + days(1)) })
    now += days(9)
    const end = () => ({ ...nothing, finished: [{ flow: '\u0000', round: '1', version: 'v', record: {} }] })
    await store.retention.endIdle(end)
    await store.retention.purge()
    expect(await count('contact')).toBe(0)
    expect(store.warnings).toContain('conversations that could not be ended are forgotten, and not counted')
  })

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

  it('forgets after five to eight days, the same day for everybody of four days: when somebody wrote does not show', async () => {
    const dates = async () => {
      const { rows } = await store.database.pool.query(
        `SELECT last_seen::text AS day FROM contact UNION SELECT received_on::text FROM inbound_message
         UNION SELECT failed_on::text FROM failed_message`,
      )
      return rows.map(({ day }) => day)
    }
    for (let day = 0; day < 4; day++, now += days(1)) {
      await write(someone(), { session: [day] })
      await store.failedMessages.failed(someone(), keyring.hash('message', randomId()), { record: {}, screen: null })
      expect(await dates()).toEqual(['2026-02-28'])
    }
    now = start + days(7)
    await store.retention.purge()
    expect(await count('contact')).toBe(4)
    now += days(1)
    await store.retention.purge()
    expect([await count('contact'), await count('failed_message')]).toEqual([0, 0])
  })

  it('forgets messages that were put aside, and what became of those that we sent', async () => {
    const records = deliveries(store.database.hotPool, { keyring: store.keyring, clock: () => new Date(now) })
    await store.failedMessages.failed(someone(), keyring.hash('message', 'x'), { record: {}, screen: null })
    await records.sent('carrier-pigeon', 'one')
    now += days(7)
    await store.retention.purge()
    expect([await count('failed_message'), await count('delivery')]).toEqual([1, 1])
    now += days(1)
    await store.retention.purge()
    expect([await count('failed_message'), await count('delivery')]).toEqual([0, 0])
  })

  it('forgets everything else where one part fails, says which failed, and forgets the rest the next time', async () => {
    await write(someone(), { session: ['old'] })
    await store.database.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER refuse BEFORE DELETE ON inbound_message FOR EACH ROW EXECUTE FUNCTION refuse()`,
    )
    now += days(8)
    await expect(store.retention.purge()).rejects.toMatchObject({ code: 'unavailable', cause: { code: '53100' } })
    expect([await count('inbound_message'), await count('contact')]).toEqual([1, 0])
    await store.database.pool.query('DROP TRIGGER refuse ON inbound_message; DROP FUNCTION refuse()')
    await store.retention.purge()
    expect(await count('inbound_message')).toBe(0)
  })

  it('forgets more than one statement deletes', { timeout: 30_000 }, async () => {
    await store.database.pool.query(
      `INSERT INTO inbound_message (message_key, received_on)
       SELECT sha256(number::text::bytea), '2026-01-01' FROM generate_series(1, 25000) AS number`,
    )
    await store.retention.purge()
    expect(await count('inbound_message')).toBe(0)
  })
})
