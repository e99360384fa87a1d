import type pg from 'pg'
import { type Keyring, SealBroken, type SealPurpose } from '../privacy/keyring.ts'
import { fromBytes } from './contact-rows.ts'
import { transaction } from './database.ts'
import type { KeyStore } from './keys.ts'
import { type SealedTable, sealedHeads, sealedTables } from './sealed-heads.ts'

/** A table whose sealed records outlive the rotation of a key. */
interface LastingTable extends SealedTable {
  readonly purpose: SealPurpose
  boundTo(key: unknown): string
}

const tables: readonly LastingTable[] = [
  { ...sealedTables.contact, purpose: 'session', boundTo: (key) => fromBytes(key as Buffer) },
  { ...sealedTables.wish, purpose: 'wish', boundTo: (key) => fromBytes(key as Buffer) },
  { ...sealedTables.interview, purpose: 'interview', boundTo: String },
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
  const current = new Set(newest.values())
  for (const table of tables) {
    for await (const heads of sealedHeads(pool, table)) {
      const outdated = heads.filter(({ head }) => !current.has(keys.keyring.keyIdOf(head)))
      for (let from = 0; from < outdated.length; from += batchSize) {
        const rows = outdated.slice(from, from + batchSize).map((each) => each.key)
        done += await resealBatch(pool, table, keys.keyring, { scopes, current, rows })
        progress(done, all)
      }
    }
    progress(done, all)
  }
  return done
}

async function resealBatch(
  pool: pg.Pool,
  { name, key, type, purpose, boundTo }: LastingTable,
  keyring: Keyring,
  {
    scopes,
    current,
    rows: wanted,
  }: {
    readonly scopes: ReadonlyMap<number, string>
    readonly current: ReadonlySet<number>
    readonly rows: readonly unknown[]
  },
): Promise<number> {
  return transaction(pool, async (client) => {
    const { rows: held } = await client.query<{ key: unknown; sealed: Buffer }>(
      `SELECT ${key} AS key, sealed FROM ${name} WHERE ${key} = ANY($1::${type}[]) AND sealed IS NOT NULL
       ORDER BY ${key} FOR UPDATE SKIP LOCKED`,
      [wanted],
    )
    const rows = held.filter(({ sealed }) => !current.has(keyring.keyIdOf(sealed)))
    const fresh = rows.flatMap(({ key: row, sealed }) => {
      try {
        const content = keyring.open(purpose, boundTo(row), sealed)
        return [{ row, sealed: keyring.seal(purpose, boundTo(row), content, scopes.get(keyring.keyIdOf(sealed))) }]
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
    return fresh.length
  })
}
