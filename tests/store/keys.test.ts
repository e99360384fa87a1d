import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { StoredContact } from '../../src/store/contacts.ts'
import { locks } from '../../src/store/locks.ts'
import { openTestStore, type TestStore } from './test-store.ts'

let now = Date.parse('2026-03-01T12:00:00Z')
const clock = () => new Date(now)
let store: TestStore
beforeEach(async () => {
  store = await openTestStore({ clock })
})
afterEach(() => store.end())

const round = { flow: 'safety', round: '1' }
const scope = 'safety/1'
const nothing = { idleAt: null, screen: null, finished: [], participated: [], outbound: [], withdraws: false }

/** A contact whose session says `session`. */
async function somebody(session: unknown, where: typeof round | null = null, on = store): Promise<string> {
  const contact = on.keyring.hash('contact', randomId())
  await on.contacts.advance(contact, on.keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: { session, round: where, optedOut: false, ...nothing },
  }))
  return contact
}

async function sessionOf(contact: string, on = store): Promise<unknown> {
  let seen: StoredContact | undefined
  await on.contacts.advance(contact, on.keyring.hash('message', randomId()), (stored) => {
    seen = stored
    return { kind: 'question', question: null }
  })
  return seen?.session
}

const finish = (record: object, on = store, version = 'v') =>
  on.contacts.advance(on.keyring.hash('contact', randomId()), on.keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      session: null,
      round: null,
      optedOut: false,
      ...nothing,
      finished: [{ ...round, version, record }],
    },
  }))
const interview = {
  ...{ interview: true, disposition: 'completed', language: 'bn', medium: 'ussd', day: '2026-03-01', answers: {} },
}

async function keysInUse(table: string): Promise<number[]> {
  const { rows } = await store.database.pool.query<{ sealed: Buffer }>(
    `SELECT sealed FROM ${table} WHERE sealed IS NOT NULL`,
  )
  return [...new Set(rows.map((row) => store.keyring.keyIdOf(row.sealed)))].sort()
}

describe('the keys of a database', () => {
  it('are the same for every process with the master secret', async () => {
    const second = await openTestStore({ url: store.url, clock })
    expect(second.keyring.hash('contact', 'x')).toBe(store.keyring.hash('contact', 'x'))
    expect(await sessionOf(await somebody('hello'), second)).toBe('hello')
    await second.end()
  })

  it('do not open with another master secret, and the program says which variable is wrong', async () => {
    const other = { current: 'another master secret, long enough to be one', previous: [] }
    await expect(openTestStore({ url: store.url, clock, secrets: other })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('HEARD_SECRET'),
    })
  })

  it.each([
    [0, /is not the secret that protects the keys.*\n.*restore the secret that was used before/],
    [1, /opens other keys of this database, but not key 1.*\n.*restore that row from a backup/],
  ])('do not open where row %d is damaged, and the program says which', async (id, message) => {
    const damage = 'UPDATE sealing_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE id = $1'
    await store.database.pool.query(damage, [id])
    await expect(openTestStore({ url: store.url, clock })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(message),
    })
    await store.database.pool.query(damage, [id])
    await (await openTestStore({ url: store.url, clock })).end()
  })

  it('stand in the database wrapped only', async () => {
    const { rows } = await store.database.pool.query<{ wrapped: Buffer }>('SELECT wrapped FROM sealing_key')
    expect(rows.map(({ wrapped }) => wrapped.length)).toEqual([60, 60])
  })
})

describe('rotation', () => {
  it('seals everything anew while another process goes on, and hashes stay', async () => {
    const running = await openTestStore({ url: store.url, clock })
    const before = store.keyring.hash('contact', 'x')
    const contacts = await Promise.all([somebody('one'), somebody('two'), somebody('three')])
    await finish(interview)
    const shown: [number, number][] = []
    expect(await store.keys.rotate((done, all) => shown.push([done, all]))).toEqual({ made: 1, resealed: 4 })
    expect(shown.at(-1)?.[0]).toBe(4)
    expect(await keysInUse('contact')).toEqual([2])
    expect(await keysInUse('waiting_interview')).toEqual([2])
    expect(store.keyring.hash('contact', 'x')).toBe(before)

    // It has not read the keys since; it meets records under the new one, and makes some under the old one.
    expect(await sessionOf(contacts[0] as string, running)).toBe('one')
    expect(await sessionOf(await somebody('four', null, running))).toBe('four')
    expect(await running.interviews.release(round, 1)).toBe(1)
    await running.end()
  })

  it('changes the master secret: both work until it is done, and then the new one alone', async () => {
    const contact = await somebody('kept')
    const secret = 'the new master secret, long enough to be one'
    const former = 'a master secret that is used in tests only'
    const changing = await openTestStore({ url: store.url, clock, secrets: { current: secret, previous: [former] } })
    expect((await changing.keys.status()).map(({ current }) => current)).toEqual([false, false])
    await changing.keys.rotate(() => {})
    expect((await changing.keys.status()).every(({ current }) => current)).toBe(true)
    await changing.end()
    const after = await openTestStore({ url: store.url, clock, secrets: { current: secret, previous: [] } })
    expect(await sessionOf(contact, after)).toBe('kept')
    await after.end()
    await expect(openTestStore({ url: store.url, clock })).rejects.toMatchObject({ code: 'configuration' })
  })

  it('erases old keys once nothing that is kept was sealed under them', async () => {
    await store.keys.rotate(() => {})
    now += 7 * 86_400_000
    await store.retention.purge()
    expect((await store.keys.status()).map(({ erasedOn }) => erasedOn)).toEqual([null, null, null])
    now += 2 * 86_400_000
    await store.retention.purge()
    expect((await store.keys.status()).map(({ id, erasedOn }) => [id, erasedOn])).toEqual([
      [0, null],
      [1, '2026-03-10'],
      [2, null],
    ])
  })
})

describe('a key that is missing', () => {
  const refused = { code: 'configuration', message: expect.stringContaining('restore the table sealing_key') }

  it.each(['root', 'system'])('(%s) ends the start, and is not made anew', async (wanted) => {
    const stopped = await somebody('stopped')
    await store.database.pool.query('DELETE FROM sealing_key WHERE scope = $1', [wanted])
    await expect(openTestStore({ url: store.url, clock })).rejects.toMatchObject(refused)
    const { rows } = await store.database.pool.query('SELECT FROM sealing_key WHERE scope = $1', [wanted])
    expect(rows).toEqual([])
    expect(await sessionOf(stopped)).toBe('stopped')
  })

  it('ends it also where the whole table is empty and people are known', async () => {
    await somebody('stopped')
    await store.database.pool.query('DELETE FROM sealing_key')
    await expect(openTestStore({ url: store.url, clock })).rejects.toMatchObject(refused)
  })
})

describe('the close of a round', () => {
  beforeEach(() => store.keys.open([scope]))

  it('makes its sessions unreadable, also in a copy of the database, and leaves the others', async () => {
    const [inside, outside] = [await somebody('inside', round), await somebody('outside')]
    const { rows: copy } = await store.database.pool.query<{ contact_key: Buffer; sealed: Buffer }>(
      'SELECT * FROM contact',
    )
    await store.interviews.close(round, 10)
    await store.keys.refresh()
    expect([await sessionOf(inside), await sessionOf(outside)]).toEqual([null, 'outside'])
    const readable = copy.filter(({ sealed }) => store.keyring.knows(sealed))
    expect(readable.map(({ contact_key }) => contact_key.toString('base64url'))).toEqual([outside])
    expect((await store.keys.status()).find((key) => key.scope === scope)).toMatchObject({
      erasedOn: expect.any(String),
    })
  })

  it('releases what waits if that is enough', async () => {
    for (let count = 0; count < 3; count++) await finish(interview)
    expect(await store.interviews.close(round, 3)).toEqual({ released: 3, discarded: false })
    expect(await Array.fromAsync(store.interviews.released('safety'))).toHaveLength(3)
    expect(await store.interviews.closed()).toEqual([round])
  })

  it('throws away what is too few, and says so', async () => {
    for (let count = 0; count < 2; count++) await finish(interview)
    expect(await store.interviews.close(round, 3)).toEqual({ released: 0, discarded: true })
    expect(await Array.fromAsync(store.interviews.released('safety'))).toEqual([])
    expect(await store.interviews.waiting()).toEqual([])
  })

  it('throws away nothing of which as many wait as people were promised, and tells before what would be lost', async () => {
    const versions = ['ten', 'ten', 'ten', 'fifty', 'fifty']
    for (const version of versions) await finish(interview, store, version)
    const minimumOf = (version: string) => (version === 'ten' ? 3 : 50)
    expect(await store.interviews.release(round, 50)).toBe(0)
    expect(await store.interviews.forecast(round, 50, minimumOf)).toEqual({ released: 3, lost: 2 })
    expect(await store.interviews.forecast(round, 50)).toEqual({ released: 0, lost: 5 })
    expect(await store.interviews.forecast(round, 5, minimumOf)).toEqual({ released: 5, lost: 0 })
    expect(await store.interviews.close(round, 50, minimumOf)).toEqual({ released: 3, discarded: true })
    const released = await Array.fromAsync(store.interviews.released('safety'))
    expect(released.map(({ version }) => version)).toEqual(['ten', 'ten', 'ten'])
  })

  it('ends the conversations that stand in it, and no others', async () => {
    await somebody('inside', round)
    await somebody('outside')
    await store.retention.endRound(round)
    const seen: unknown[] = []
    await store.retention.endIdle(({ session, optedOut }) => {
      seen.push(session)
      return { session: null, round: null, optedOut, ...nothing }
    })
    expect(seen).toEqual(['inside'])
  })

  it('waits while keys are being changed, so that no erased key is written again', async () => {
    const client = await store.database.pool.connect()
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${locks.keys})`)
    let isClosed = false
    const closing = store.interviews.close(round, 3).then(() => {
      isClosed = true
    })
    const isWaiting = async () =>
      (await client.query(`SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND objid = ${locks.keys}`))
        .rowCount !== 0
    while (!isClosed && !(await isWaiting()));
    expect(isClosed).toBe(false)
    await client.query('COMMIT')
    client.release()
    await closing
  })

  it('stays closed: no key is made for it again', async () => {
    await store.interviews.close(round, 3)
    await store.keys.open([scope])
    expect((await store.keys.status()).filter((key) => key.scope === scope)).toHaveLength(1)
  })
})
