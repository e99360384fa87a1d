import type pg from 'pg'
import { headBytes } from '../privacy/keyring.ts'

/** A table with sealed records, and its primary key. */
export interface SealedTable {
  readonly name: string
  readonly key: string
  readonly type: 'bytea' | 'uuid'
}

export const sealedTables = {
  contact: { name: 'contact', key: 'contact_key', type: 'bytea' },
  message: { name: 'inbound_message', key: 'message_key', type: 'bytea' },
  interview: { name: 'waiting_interview', key: 'id', type: 'uuid' },
  wish: { name: 'result_wish', key: 'wish_key', type: 'bytea' },
} as const satisfies Record<string, SealedTable>

/** Of one sealed record: the row's key, and enough of the record to say, with the secret, which key sealed it. */
export interface SealedHead<Key = unknown> {
  readonly key: Key
  readonly head: Buffer
}

const portion = 20_000

/**
 * The beginning of every sealed record of a table, in portions. The database cannot look for what was sealed under one key, because it
 * does not know: whoever wants to know reads them all.
 */
export async function* sealedHeads<Key>(
  client: pg.ClientBase | pg.Pool,
  { name, key, type }: SealedTable,
): AsyncGenerator<readonly SealedHead<Key>[]> {
  for (let after: Key | null = null; ; ) {
    const { rows }: pg.QueryResult<SealedHead<Key>> = await client.query<SealedHead<Key>>(
      `SELECT ${key} AS key, substring(sealed FROM 1 FOR ${headBytes}) AS head FROM ${name}
       WHERE sealed IS NOT NULL AND ($1::${type} IS NULL OR ${key} > $1) ORDER BY ${key} LIMIT ${portion}`,
      [after],
    )
    yield rows
    after = rows.at(-1)?.key ?? null
    if (rows.length < portion) return
  }
}
