import type pg from 'pg'

/** A value as the server would write it into a dump, and as bytes where it is binary. */
export type Value = string | number | boolean | null | Date | Buffer | object

export interface StoredRow {
  /** `schema.table`. */
  readonly table: string
  /** Where the row lies in its file; counts up with insertion unless space is used again. */
  readonly place: number
  /** The transaction that wrote the row. */
  readonly transaction: number
  readonly columns: Readonly<Record<string, Value>>
}

const place = (ctid: string): number => {
  const [block = 0, item = 0] = ctid.slice(1, -1).split(',').map(Number)
  return block * 1000 + item
}

/** Every row of every table of every schema, system catalogues left out: what a dump holds, and what it leaves out. */
export async function wholeDatabase(pool: pg.Pool): Promise<StoredRow[]> {
  const tables = await pool.query<{ schema: string; name: string }>(
    `SELECT nspname AS schema, relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)'`,
  )
  const rows: StoredRow[] = []
  for (const { schema, name } of tables.rows) {
    const found = await pool.query<Record<string, Value>>(`SELECT ctid, xmin, * FROM "${schema}"."${name}"`)
    for (const { ctid, xmin, ...columns } of found.rows) {
      rows.push({ table: `${schema}.${name}`, place: place(String(ctid)), transaction: Number(xmin), columns })
    }
  }
  return rows
}
