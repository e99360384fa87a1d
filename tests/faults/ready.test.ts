import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { expectWithin } from '../support/time-bound.ts'
import { patience } from './length.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { query } from './stored.ts'

// A database that answers `SELECT 1` and stores nothing. A full disk: disk-full.test.ts.
let postgres: PostgresProcess
let store: TestStore
beforeAll(async () => {
  postgres = await startPostgres()
  store = await openTestStore({ url: postgres.url })
}, 120_000)
afterAll(async () => {
  await store.end()
  await postgres[Symbol.asyncDispose]()
})

async function configure(setting: string): Promise<void> {
  await query(postgres.superuserUrl, `ALTER SYSTEM SET ${setting}`)
  await query(postgres.superuserUrl, 'SELECT pg_reload_conf()')
}

test.each([
  {
    name: 'is read-only',
    begin: () => configure('default_transaction_read_only = on'),
    async end() {
      await query(
        postgres.superuserUrl.concat('?options=-c%20default_transaction_read_only%3Doff'),
        'ALTER SYSTEM RESET default_transaction_read_only',
      )
      await query(postgres.superuserUrl, 'SELECT pg_reload_conf()')
    },
  },
  {
    name: 'waits for a standby that is away',
    begin: () => configure("synchronous_standby_names = 'away'"),
    end: () => configure("synchronous_standby_names = ''"),
  },
  {
    name: 'has become a standby itself',
    async begin() {
      await writeFile(join(postgres.dataFolder, 'standby.signal'), '')
      await postgres.kill()
      await postgres.restart()
    },
    end: () => query(postgres.superuserUrl, 'SELECT pg_promote()'),
  },
])('not ready while the database $name', patience(60, 60), async ({ begin, end }) => {
  const is = (ready: boolean) => vi.waitUntil(async () => (await store.ready()) === ready, { timeout: 20_000 })
  await is(true)
  await begin()
  await is(false)
  expect((await query(postgres.superuserUrl, 'SELECT 1 AS answer'))[0]).toEqual({ answer: 1 })
  const asked = performance.now()
  expect(await store.ready()).toBe(false)
  expectWithin(performance.now() - asked, 1200)
  await end()
  await is(true)
  // Nothing of all these checks is left.
  expect(await query(postgres.superuserUrl, 'SELECT FROM inbound_message')).toEqual([])
})
