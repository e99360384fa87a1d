/**
 * Migrations without Prisma's schema engine binary.
 *
 *   node prisma/migrate.ts --check          fails where migrations/ do not lead to schema.prisma
 *   node prisma/migrate.ts --create <name>  writes the migration from the last one's schema to schema.prisma
 *
 * Each migration keeps the schema that it leads to beside its SQL: the starting point of the next one.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { openDatabase } from '../src/store/database.ts'
import { type Embedded, openEmbedded } from '../src/store/embedded.ts'
import { migrate, migrationsFolder } from '../src/store/migrations.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const schema = await readFile(join(import.meta.dirname, 'schema.prisma'), 'utf8')

/** Runs `work` with a throw-away server: for comparing databases, and because the engine insists on a connection. */
async function withServer<T>(work: (embedded: Embedded) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-migrate-'))
  const embedded = await openEmbedded(folder, silent, ['fsync=off'])
  try {
    return await work(embedded)
  } finally {
    await embedded.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The SQL that leads from one schema (null: an empty database) to another. */
async function difference(embedded: Embedded, from: string | null, to: string): Promise<string> {
  const target = (content: string) => ({
    tag: 'schemaDatamodel' as const,
    files: [{ path: 'schema.prisma', content }],
  })
  const pool = new pg.Pool({ connectionString: embedded.url })
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', to]] }, () => {}, adapter)
    const { stdout } = await engine.diff({
      from: from === null ? { tag: 'empty' } : target(from),
      to: target(to),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    return stdout === null || stdout.includes('This is an empty migration') ? '' : stdout
  } finally {
    await pool.end()
  }
}

/** What a database consists of, one line each. */
async function describe(pool: pg.Pool): Promise<Set<string>> {
  const { rows } = await pool.query<{ line: string }>(`
    SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' NOT NULL' END, ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`)
  return new Set(rows.map((row) => row.line).filter((line) => !line.includes('_prisma_migrations')))
}

/** What is only in the migrations (-), and only in the schema (+). */
async function drift(embedded: Embedded): Promise<string[]> {
  const describeDatabase = async (name: string, fill: (pool: pg.Pool) => Promise<unknown>) => {
    const server = await openDatabase({ url: embedded.superuserUrl, log: silent })
    await server.pool.query(`CREATE DATABASE ${name}`)
    await server.close()
    const database = await openDatabase({ url: embedded.superuserUrl.replace(/postgres$/, name), log: silent })
    try {
      await fill(database.pool)
      return await describe(database.pool)
    } finally {
      await database.close()
    }
  }
  const script = await difference(embedded, null, schema)
  const migrated = await describeDatabase('migrated', (pool) => migrate(pool))
  const wanted = await describeDatabase('wanted', (pool) => pool.query(script))
  return [
    ...[...migrated].filter((line) => !wanted.has(line)).map((line) => `- ${line}`),
    ...[...wanted].filter((line) => !migrated.has(line)).map((line) => `+ ${line}`),
  ]
}

async function create(embedded: Embedded, name: string): Promise<void> {
  const last = (await readdir(migrationsFolder)).sort().at(-1)
  const from = last === undefined ? null : await readFile(join(migrationsFolder, last, 'schema.prisma'), 'utf8')
  const script = await difference(embedded, from, schema)
  if (!script) return console.log('prisma/schema.prisma has not changed since the last migration')
  const folder = join(migrationsFolder, `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, 'migration.sql'), script)
  await writeFile(join(folder, 'schema.prisma'), schema)
  console.log(`written to ${folder}; read it before you commit it`)
}

const { values } = parseArgs({ options: { check: { type: 'boolean' }, create: { type: 'string' } } })
const name = values.create
if (name !== undefined) await withServer((embedded) => create(embedded, name))
if (values.check) {
  const lines = await withServer(drift)
  if (lines.length > 0) {
    console.error('prisma/migrations do not lead to prisma/schema.prisma; run: node prisma/migrate.ts --create <name>')
    console.error(lines.join('\n'))
    process.exitCode = 1
  }
}
