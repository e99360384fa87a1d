import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOf, asProblem, type Database, openDatabase, transaction } from '../../src/store/database.ts'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await createTestDatabase()
  database = await openDatabase({ url: test.url, log })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

describe('opening', () => {
  it('says what to check where nothing answers, or the password is wrong', async () => {
    const nobody = openDatabase({ url: `postgresql://heard:x@127.0.0.1:${await freePort()}/heard`, log })
    await expect(nobody).rejects.toThrow(/no PostgreSQL listens on/)
    const stranger = openDatabase({ url: test.url.replace(/:[^:@]+@/, ':guess@'), log })
    await expect(stranger).rejects.toMatchObject({ code: 'database' })
  })

  it('names no password', async () => {
    const problem = await openDatabase({ url: test.url.replace(/:[^:@]+@/, ':guess@'), log }).catch(String)
    expect(problem).not.toContain('guess')
  })
})

describe('an error of the database', () => {
  const error = (statement: string) => database.pool.query(statement).catch((reason: unknown) => asProblem(reason).code)

  it.each([
    ['a cancelled statement', 'SET statement_timeout = 10; SELECT pg_sleep(1)', 'unavailable'],
    ['an ended connection', 'SELECT pg_terminate_backend(pg_backend_pid())', 'unavailable'],
    ['a full disk', "DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", 'unavailable'],
    ['a read-only database', 'BEGIN READ ONLY; CREATE TABLE never (id int)', 'unavailable'],
    ['a table that a restoration has not made yet', 'SELECT FROM never', 'unavailable'],
    ['a prepared statement that a pooler mislaid', 'EXECUTE never', 'unavailable'],
    ['a statement that is wrong', 'SELECT 1/0', 'internal'],
    ['a constraint', "INSERT INTO release (flow) VALUES ('x')", 'internal'],
  ])('is %s', async (_, statement, code) => {
    expect(await error(statement)).toBe(code)
  })
})

describe('statements that are sent at once', () => {
  it.each([
    ['a fault of ours', 'SELECT 1/0', 'internal'],
    ['a full disk', "DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", 'unavailable'],
  ])('fail as the first of them did, whatever reaches us first: %s', async (_, statement, code) => {
    const failed = transaction(database.hotPool, (client) => {
      // It takes some turns more than what fails after it.
      const slow = (async () => (async () => (async () => client.query(statement))())())()
      return allOf([allOf([slow]), client.query('SELECT 1')])
    })
    const problem = await failed.catch((error: unknown) => error)
    expect(problem).toMatchObject({ code, cause: { code: code === 'internal' ? '22012' : '53100' } })
  })
})

describe('a transaction', () => {
  it('is undone by an error, and the next one finds a sound connection', async () => {
    const insert = "INSERT INTO disposition_count VALUES ('f', '1', 'v', 'completed', 1)"
    const failed = transaction(database.pool, async (client) => {
      await client.query(insert)
      throw new RangeError('on the way')
    })
    await expect(failed).rejects.toMatchObject({ code: 'internal' })
    const count = await transaction(database.pool, (client) => client.query('SELECT FROM disposition_count'))
    expect(count.rowCount).toBe(0)
  })

  it('is not taken for committed when a statement in it failed', async () => {
    const failed = transaction(database.pool, async (client) => {
      await client.query('SELECT 1/0').catch(() => {})
    })
    await expect(failed).rejects.toMatchObject({ code: 'unavailable' })
  })
})
