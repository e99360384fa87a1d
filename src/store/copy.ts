import type pg from 'pg'
import { Problem } from '../problem.ts'
import { transaction } from './database.ts'

interface Table {
  readonly name: string
  readonly columns: string
  /** Tables whose rows must be there first. */
  readonly needs: readonly string[]
}

const portion = 500
const migrations = '_prisma_migrations'

async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT quote_ident(relname) AS name,
       (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
          WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
       ARRAY(SELECT quote_ident(needed.relname) FROM pg_constraint JOIN pg_class AS needed ON needed.oid = confrelid
          WHERE conrelid = pg_class.oid AND contype = 'f')::text[] AS needs
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> $1 ORDER BY relname`,
    [migrations],
  )
  return rows
}

/** Each table after those that its rows refer to. */
function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const isReady = ({ name, needs }: Table) =>
    needs.every((needed) => needed === name || ordered.some((table) => table.name === needed))
  while (ordered.length < tables.length) {
    const next = tables.find((table) => !ordered.includes(table) && isReady(table))
    if (!next) throw new Error('Tables refer to each other in a circle.')
    ordered.push(next)
  }
  return ordered
}

const countOf = async (client: pg.ClientBase, name: string) =>
  (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${name}`)).rows[0]?.count ?? 0

async function requireEmpty(client: pg.ClientBase, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables)
    if ((await countOf(client, name)) > 0)
      throw new Problem(
        'database',
        `the database of DATABASE_URL is not empty: its table ${name} has rows; create a new one for this`,
      )
}

/** Replies that wait would be sent from both, or from none. */
async function requireNothingQueued(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass('pgboss.job') IS NOT NULL AS exists")
  if (!rows[0]?.exists) return
  const waiting = await countOf(client, "pgboss.job WHERE state < 'completed'")
  if (waiting > 0)
    throw new Problem(
      'database',
      `${waiting} replies or erasures wait to be sent; start Heard on the data folder until heard_queue_depth is 0, or for an hour, then stop it and copy again`,
    )
}

async function copyTable(from: pg.ClientBase, to: pg.ClientBase, { name, columns, needs }: Table): Promise<number> {
  await from.query(
    `DECLARE rows_to_copy NO SCROLL CURSOR FOR SELECT row_to_json(each)::text AS row FROM ${name} AS each`,
  )
  // Where rows refer to rows of the same table, all of them must come with one statement.
  const fetch = `FETCH ${needs.includes(name) ? 'ALL' : portion} FROM rows_to_copy`
  let copied = 0
  for (;;) {
    const { rows } = await from.query<{ row: string }>(fetch)
    if (rows.length === 0) break
    await to.query(
      `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
       SELECT ${columns} FROM json_populate_recordset(NULL::${name}, $1::json)`,
      [`[${rows.map(({ row }) => row).join(',')}]`],
    )
    copied += rows.length
  }
  await from.query('CLOSE rows_to_copy')
  return copied
}

/** Numbers that are given next go on after those that were copied. */
async function moveSequences(from: pg.ClientBase, to: pg.ClientBase): Promise<void> {
  const { rows } = await from.query<{ name: string; last: string | null }>(
    `SELECT quote_ident(sequencename) AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public'`,
  )
  for (const { name, last } of rows) if (last !== null) await to.query('SELECT setval($1::regclass, $2)', [name, last])
}

/**
 * Copies every row into a database with the same schema and nothing in it, as one moment saw it; all or nothing. Returns how
 * many rows of how many tables. Keys stay wrapped: the same secret opens them there.
 */
export function copyDatabase(from: pg.Pool, to: pg.Pool): Promise<{ readonly tables: number; readonly rows: number }> {
  return transaction(from, async (source) => {
    await source.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return transaction(to, async (target) => {
      const tables = inOrder(await tablesOf(source))
      await requireNothingQueued(source)
      await requireEmpty(target, tables)
      let rows = 0
      for (const table of tables) rows += await copyTable(source, target, table)
      await moveSequences(source, target)
      return { tables: tables.length, rows }
    })
  })
}
