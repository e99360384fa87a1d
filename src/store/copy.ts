import type pg from 'pg'
import { Problem } from '../problem.ts'
import { transaction } from './database.ts'

/** A part of what is stored; together, in this order, they make the same database again. */
export type Piece =
  | { readonly kind: 'table'; readonly name: string }
  /** Rows of the table before, as PostgreSQL writes them: an array in JSON. Not to be parsed here: numbers would lose digits. */
  | { readonly kind: 'rows'; readonly json: string; readonly count: number }
  | { readonly kind: 'sequence'; readonly name: string; readonly last: string }

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

/** The tables of a database that is to be filled. Throws `database` where one has rows. */
async function emptyTables(client: pg.ClientBase): Promise<readonly Table[]> {
  const tables = await tablesOf(client)
  for (const { name } of tables)
    if ((await countOf(client, name)) > 0)
      throw new Problem('database', `the database is not empty: its table ${name} has rows; create a new one for this`)
  return tables
}

/** Names come from elsewhere, so they are looked up among those that there are. */
function insertionInto(tables: readonly Table[], wanted: string): string {
  const table = tables.find(({ name }) => name === wanted)
  if (!table) throw new Problem('database', `it has no table ${wanted}`)
  const { name, columns } = table
  return `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
    SELECT ${columns} FROM json_populate_recordset(NULL::${name}, $1::json)`
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

/** Numbers that are given next go on after those that are there. */
const sequencesOf = async (client: pg.ClientBase) =>
  (
    await client.query<{ name: string; last: string | null }>(
      `SELECT quote_ident(sequencename) AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public'`,
    )
  ).rows

async function* rowsOf(client: pg.ClientBase, { name, needs }: Table): AsyncGenerator<Piece> {
  await client.query(
    `DECLARE rows_to_copy NO SCROLL CURSOR FOR SELECT row_to_json(each)::text AS row FROM ${name} AS each`,
  )
  // Where rows refer to rows of the same table, all of them must come with one statement.
  const fetch = `FETCH ${needs.includes(name) ? 'ALL' : portion} FROM rows_to_copy`
  for (;;) {
    const { rows } = await client.query<{ row: string }>(fetch)
    if (rows.length === 0) break
    yield { kind: 'rows', json: `[${rows.map(({ row }) => row).join(',')}]`, count: rows.length }
  }
  await client.query('CLOSE rows_to_copy')
}

/** All that is stored but for the queue, piece by piece. */
export async function* piecesOf(client: pg.ClientBase): AsyncGenerator<Piece> {
  for (const table of inOrder(await tablesOf(client))) {
    yield { kind: 'table', name: table.name }
    yield* rowsOf(client, table)
  }
  for (const { name, last } of await sequencesOf(client)) if (last !== null) yield { kind: 'sequence', name, last }
}

/** Puts pieces into an empty database of the same schema, in one transaction. Returns how many rows of how many tables. */
export function putPieces(
  pool: pg.Pool,
  pieces: AsyncIterable<Piece>,
): Promise<{ readonly tables: number; readonly rows: number }> {
  return transaction(pool, async (client) => {
    const empty = await emptyTables(client)
    let [tables, rows] = [0, 0]
    let insertion = ''
    for await (const piece of pieces) {
      if (piece.kind === 'table') {
        insertion = insertionInto(empty, piece.name)
        tables++
      } else if (piece.kind === 'rows') {
        await client.query(insertion, [piece.json])
        rows += piece.count
      } else await client.query('SELECT setval($1::regclass, $2)', [piece.name, piece.last])
    }
    return { tables, rows }
  })
}

/** Reads a database as one moment saw it, and changes nothing. */
export function atOneMoment<T>(pool: pg.Pool, read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return transaction(pool, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    return read(client)
  })
}

/**
 * Copies every row into a database with the same schema and nothing in it, as one moment saw it; all or nothing. Returns how
 * many rows of how many tables. Keys stay wrapped: the same secret opens them there.
 */
export function copyDatabase(from: pg.Pool, to: pg.Pool): Promise<{ readonly tables: number; readonly rows: number }> {
  return atOneMoment(from, async (source) => {
    await requireNothingQueued(source)
    return putPieces(to, piecesOf(source))
  })
}
