import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { migrate, migrationsFolder } from '../../src/store/migrations.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

let test: TestDatabase
let database: Database
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-migrations-'))
  await cp(migrationsFolder, folder, { recursive: true })
  const added = join(folder, '99999999999999_added')
  await mkdir(added)
  await writeFile(join(added, 'migration.sql'), 'CREATE TABLE added (id int);\nINSERT INTO added VALUES (1);\n')
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  test = await createTestDatabase()
  database = await openDatabase({ url: test.url, log })
})
afterEach(async () => {
  await database.close()
  await test.drop()
})

it('applies what is missing, once, whoever else does', async () => {
  expect(await migrate(database.pool)).toEqual([])
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.pool, folder)))
  expect(applied.flat()).toEqual(['99999999999999_added'])
  expect((await database.pool.query('SELECT * FROM added')).rows).toEqual([{ id: 1 }])
})

it('applies all or nothing', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'heard-migrations-'))
  await cp(folder, broken, { recursive: true })
  await writeFile(join(broken, '99999999999999_added/migration.sql'), 'CREATE TABLE half (id int); SELECT 1/0;')
  await expect(migrate(database.pool, broken)).rejects.toThrow()
  await rm(broken, { recursive: true })
  expect((await database.pool.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }])
})

it('refuses a database that a newer version has used', async () => {
  await migrate(database.pool, folder)
  await expect(migrate(database.pool)).rejects.toThrow(/newer version of Heard.*99999999999999_added/)
})

it('refuses a database whose migration is not ours', async () => {
  await database.pool.query("UPDATE _prisma_migrations SET checksum = 'another'")
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'database' })
})

it('refuses a database whose migration was not finished', async () => {
  await database.pool.query('UPDATE _prisma_migrations SET finished_at = NULL')
  await expect(migrate(database.pool)).rejects.toThrow(/begun and not finished/)
})
