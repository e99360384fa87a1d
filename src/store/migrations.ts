import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { contentHash } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import { transaction } from './database.ts'
import { locks } from './locks.ts'

/** Where the migrations are: one folder each, named by time, as Prisma writes and reads them. */
export const migrationsFolder = join(import.meta.dirname, '../../prisma/migrations')

/** Prisma's table, letter for letter. */
const table = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                      VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"                VARCHAR(64) NOT NULL,
    "finished_at"             TIMESTAMPTZ,
    "migration_name"          VARCHAR(255) NOT NULL,
    "logs"                    TEXT,
    "rolled_back_at"          TIMESTAMPTZ,
    "started_at"              TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"     INTEGER NOT NULL DEFAULT 0
)`

interface Migration {
  readonly name: string
  readonly script: string
  readonly checksum: string
}

interface Recorded {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(folder, name, 'migration.sql'), 'utf8')
      return { name, script, checksum: contentHash(script) }
    }),
  )
}

const whoMigrates =
  'it is not at the newest schema, and DATABASE_URL names a user who may not change it; run `npx heard migrate` as its owner'

async function readHistory(connection: pg.Pool | pg.ClientBase): Promise<Recorded[]> {
  const { rows } = await connection.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  )
  return rows
}

/** Throws `database` where what the database went through is not the beginning of what we have. */
function requireSameHistory(migrations: readonly Migration[], history: readonly Recorded[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, finished } of history) {
    const migration = known.get(name)
    if (!migration) {
      throw new Problem(
        'database',
        `a newer version of Heard has used it (migration ${name}); start that version or a newer one`,
      )
    }
    if (!finished) {
      throw new Problem('database', `its migration ${name} was begun and not finished; see \`prisma migrate resolve\``)
    }
    if (migration.checksum !== checksum) {
      throw new Problem('database', `its migration ${name} is not the one in prisma/migrations; restore that file`)
    }
  }
}

/**
 * Makes sure that the database is at the newest schema, for a user who may not change it. Throws `database` where it is not.
 */
export async function requireNewestSchema(pool: pg.Pool, folder: string = migrationsFolder): Promise<void> {
  const migrations = await readMigrations(folder)
  const history = await readHistory(pool).catch((cause: unknown) => {
    throw new Problem('database', whoMigrates, { cause })
  })
  requireSameHistory(migrations, history)
  if (history.length < migrations.length) throw new Problem('database', whoMigrates)
}

/** The newest migration that the database has seen; null: none. */
export async function newestMigration(connection: pg.Pool | pg.ClientBase): Promise<string | null> {
  const found = await connection.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  )
  if (!found.rows[0]?.exists) return null
  const names = (await readHistory(connection)).filter(({ finished }) => finished).map(({ name }) => name)
  return names.sort().at(-1) ?? null
}

/**
 * Brings the database to the newest schema, in one transaction, while any other process (or `prisma migrate`) waits; returns
 * the names of what was applied. Throws `database` where the database has another history. `last`: the last migration to be
 * applied.
 */
export function migrate(pool: pg.Pool, folder: string = migrationsFolder, last?: string): Promise<string[]> {
  return transaction(pool, async (client) => {
    const migrations = await readMigrations(folder)
    await client.query('SELECT pg_advisory_xact_lock($1)', [locks.migrations])
    await client.query(table)
    const history = await readHistory(client)
    requireSameHistory(migrations, history)
    const applied = new Set(history.map((row) => row.name))
    const isWanted = ({ name }: Migration) => !applied.has(name) && (last === undefined || name <= last)
    const pending = migrations.filter(isWanted)
    for (const { name, script, checksum } of pending) {
      await client.query(script)
      await client.query(
        `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
         VALUES (gen_random_uuid()::text, $1, clock_timestamp(), $2, 1)`,
        [checksum, name],
      )
    }
    return pending.map((migration) => migration.name)
  })
}
