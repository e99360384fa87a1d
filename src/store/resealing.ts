import type pg from 'pg'
import { type Keyring, keyIdOf, SealBroken, type SealPurpose } from '../privacy/keyring.ts'
import { fromBytes } from './contact-rows.ts'
import { transaction } from './database.ts'
import type { KeyStore } from './keys.ts'

/** A table whose sealed records outlive the rotation of a key. */
interface SealedTable {
  readonly name: string
  readonly key: string
  readonly type: 'bytea' | 'uuid'
  readonly purpose: SealPurpose
  boundTo(key: unknown): string
}

const tables: readonly SealedTable[] = [
  {
    ...{ name: 'contact', key: 'contact_key', type: 'bytea', purpose: 'session' },
    boundTo: (key) => fromBytes(key as Buffer),
  },
  {
    ...{ name: 'result_wish', key: 'wish_key', type: 'bytea', purpose: 'wish' },
    boundTo: (key) => fromBytes(key as Buffer),
  },
  { name: 'waiting_interview', key: 'id', type: 'uuid', purpose: 'interview', boundTo: String },
]

const batchSize = 500

/**
 * Seals again, under the newest key of its scope, what was sealed under an older one. Servers go on meanwhile: a row that one
 * of them holds is left alone, because it is sealed anew by that server. Returns how many records were sealed anew.
 */
export async function reseal(
  pool: pg.Pool,
  keys: KeyStore,
  progress: (done: number, all: number) => void,
): Promise<number> {
  const status = (await keys.status()).filter(({ erasedOn }) => erasedOn === null)
  const newest = new Map(status.map(({ scope, id }) => [scope, id]))
  const scopes = new Map(status.map(({ scope, id }) => [id, scope]))
  const old = status.filter(({ scope, id }) => newest.get(scope) !== id)
  const all = old.reduce((sum, { records }) => sum + records, 0)
  let done = 0
  for (const table of tables) {
    for (let after: unknown = null; ; ) {
      const batch = await resealBatch(pool, table, keys.keyring, scopes, [...newest.values()], after)
      done += batch.resealed
      progress(done, all)
      if (batch.last === null) break
      after = batch.last
    }
  }
  return done
}

async function resealBatch(
  pool: pg.Pool,
  { name, key, type, purpose, boundTo }: SealedTable,
  keyring: Keyring,
  scopes: ReadonlyMap<number, string>,
  newest: readonly number[],
  after: unknown,
): Promise<{ resealed: number; last: unknown }> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ key: unknown; sealed: Buffer }>(
      `SELECT ${key} AS key, sealed FROM ${name}
       WHERE substring(sealed FROM 1 FOR 4) NOT IN (SELECT int4send(id) FROM unnest($1::int[]) AS id)
         AND ($2::${type} IS NULL OR ${key} > $2)
       ORDER BY ${key} LIMIT ${batchSize} FOR UPDATE SKIP LOCKED`,
      [newest, after],
    )
    const fresh = rows.flatMap(({ key: row, sealed }) => {
      try {
        const content = keyring.open(purpose, boundTo(row), sealed)
        return [{ row, sealed: keyring.seal(purpose, boundTo(row), content, scopes.get(keyIdOf(sealed))) }]
      } catch (error) {
        // Broken, or its key erased: it stays what it is, unreadable.
        if (error instanceof SealBroken) return []
        throw error
      }
    })
    await client.query(
      `UPDATE ${name} SET sealed = new.sealed FROM unnest($1::${type}[], $2::bytea[]) AS new (key, sealed)
       WHERE ${name}.${key} = new.key`,
      [fresh.map(({ row }) => row), fresh.map(({ sealed }) => sealed)],
    )
    return { resealed: fresh.length, last: rows.length < batchSize ? null : (rows.at(-1)?.key ?? null) }
  })
}
