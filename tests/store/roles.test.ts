import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { applicationRole, statisticsRole } from '../../src/store/roles.ts'
import type { Store } from '../../src/store/store.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

// Roles belong to the whole server: made once, whichever test comes first, and left there.
const password = 'of-a-role-in-tests'
let database: TestDatabase
let owner: TestStore
let application: TestStore
let statistics: pg.Client

const urlAs = (role: string) => {
  const url = new URL(database.url)
  url.username = role
  url.password = password
  return url.href
}

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

const makeRole = (name: string) => `
  DO $$ BEGIN CREATE ROLE ${name} LOGIN PASSWORD '${password}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`

beforeAll(async () => {
  database = await createTestDatabase()
  for (const role of [applicationRole, statisticsRole]) await asSuperuser(makeRole(role))
  owner = await openTestStore({ url: database.url })
  expect(await owner.prepareRoles()).toEqual(expect.arrayContaining([applicationRole, statisticsRole]))
  application = await openTestStore({ url: urlAs(applicationRole) })
  statistics = new pg.Client({ connectionString: urlAs(statisticsRole) })
  await statistics.connect()
})
afterAll(async () => {
  await statistics.end()
  await application.end()
  await owner.end()
  await database.drop()
})

const key = (name: string) => testKeyring().hash('contact', name)
const round = { flow: 'quiet', round: '1' }
const record = {
  interview: true,
  disposition: 'completed',
  language: 'en',
  medium: 'sms',
  day: '2026-06-01',
  answers: {},
}

/** Somebody answers; a reply is queued. */
const answer = (store: Store, name: string) =>
  store.contacts.advance(key(name), key(`message of ${name}`), () => ({
    kind: 'effects',
    effects: {
      ...{ session: { at: name }, round, optedOut: false, idleAt: new Date(0), withdraws: false },
      screen: { text: 'Thank you', buttons: [], end: true },
      finished: [{ ...round, version: 'v1', record, unless: key(`participation of ${name}`) }],
      participated: [{ ...round, key: key(`participation of ${name}`) }],
      outbound: [
        {
          ...{ channel: 'test', sensitive: false, screen: { text: 'Thank you', buttons: [], end: true } },
          address: { scheme: 'tel', value: '+254711000111' },
        },
      ],
    },
  }))

describe('the role of the application', () => {
  test('is enough for everything that the service does', async () => {
    await application.keys.open(['quiet/1'])
    for (const name of ['a', 'b', 'c']) expect((await answer(application, name)).kind).toBe('committed')
    expect(await application.interviews.release(round, 3)).toBe(3)
    const sent: string[] = []
    await application.queue.work(['test'], async ({ screen }) => {
      sent.push(screen.text)
      return `id ${sent.length}`
    })
    await vi.waitFor(() => expect(sent).toHaveLength(3), { timeout: 20_000 })
    await application.deliveries.report('test', 'id 1', 'delivered')
    await application.failedMessages.failed(key('a'), key('bad'), { record: {}, screen: null })
    await application.flowVersions.launch([{ flow: 'quiet', version: 'v1', content: {} }])
    const draft = { flow: 'quiet', revision: 0, files: {}, note: '', savedBy: 'x' }
    expect(await application.workspace.save(draft)).toBe(1)
    await application.keys.rotate(() => {})
    await application.retention.endRound(round)
    await application.retention.purge()
    expect(await application.interviews.close(round, 3)).toEqual({ released: 0, discarded: false })
    expect(await application.backlog()).toMatchObject({ outcomesWaiting: 0 })
  })

  test.each([
    'CREATE TABLE mine (a int)',
    'ALTER TABLE interview ADD COLUMN contact bytea',
    'DROP TABLE interview',
    'TRUNCATE interview',
    'CREATE SCHEMA mine',
    'UPDATE interview SET period = NULL',
    'DELETE FROM interview',
    'UPDATE flow_version SET content = content',
    'DELETE FROM release',
    'DELETE FROM _prisma_migrations',
  ])('may not: %s', async (statement) => {
    await expect(application.database.pool.query(statement)).rejects.toMatchObject({
      code: '42501',
    })
  })
})

describe('the role of statisticians', () => {
  test('reads what is published', async () => {
    const { rows } = await statistics.query('SELECT flow, interviews FROM published.release')
    expect(rows).toEqual([{ flow: 'quiet', interviews: 3 }])
    expect((await statistics.query('SELECT * FROM published.disposition_count')).rows).toMatchObject([{ count: 3 }])
  })

  test('reads nothing else, whatever tables there are', async () => {
    const { rows } = await owner.database.pool.query<{ name: string; schema: string }>(
      `SELECT format('%I.%I', nspname, relname) AS name, nspname AS schema FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_toast'`,
    )
    expect(rows.length).toBeGreaterThan(15)
    for (const { name, schema } of rows) {
      const read = statistics.query(`SELECT * FROM ${name} LIMIT 1`)
      if (schema === 'published') await read
      else await expect(read, name).rejects.toMatchObject({ code: '42501' })
    }
    await expect(statistics.query('DELETE FROM published.release')).rejects.toMatchObject({ code: '42501' })
  })
})

test('who may not change the schema is told who must', async () => {
  const old = await createTestDatabase()
  const client = new pg.Client({ connectionString: old.url })
  await client.connect()
  await client.query(`DELETE FROM _prisma_migrations WHERE migration_name ~ 'published'`)
  await client.query(`GRANT SELECT ON _prisma_migrations TO ${applicationRole}`)
  await client.end()
  const url = old.url.replace(new URL(old.url).pathname, '')
  const opened = openTestStore({
    url: `${urlAs(applicationRole).replace(new URL(database.url).pathname, '')}${old.url.slice(url.length)}`,
  })
  await expect(opened).rejects.toMatchObject({ code: 'database', message: expect.stringContaining('heard migrate') })
  await old.drop()
})
