import type pg from 'pg'
import { unwrapKey, wrapKey } from '../privacy/key-wrapping.ts'
import { createKeyring, type Keyring, randomKey, type SealingKey, systemScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { dayOf } from './coarse-time.ts'
import { asProblem, transaction } from './database.ts'
import { locks } from './locks.ts'
import { type SealedTable, sealedHeads, sealedTables } from './sealed-heads.ts'

/** The secret that wraps the keys, and those that wrapped them before and may still do. */
export interface MasterSecrets {
  readonly current: string
  readonly previous: readonly string[]
}

/** What is known of a key without the key. */
export interface KeyStatus {
  readonly id: number
  readonly scope: string
  /** `YYYY-MM-DD`. */
  readonly createdOn: string
  readonly erasedOn: string | null
  /** Records that were sealed under it and are still there. */
  readonly records: number
  /** False: still wrapped by a former master secret. */
  readonly current: boolean
}

/** The keys of one database. */
export interface KeyStore {
  readonly keyring: Keyring
  /** Reads the keys again where one of these records was sealed under a key that another process has made since. */
  ensure(sealed: Iterable<Uint8Array | null>): Promise<void>
  /** Reads the keys again: others may have made new ones, or erased some. */
  refresh(): Promise<void>
  /** Makes a key for every one of these scopes that has none. */
  open(scopes: readonly string[]): Promise<void>
  /** Makes a new key in every scope that has one, and wraps all keys by the current master secret. Returns how many are new. */
  renew(): Promise<number>
  /** Erases the keys of a scope, in the transaction of the client. */
  erase(client: pg.ClientBase, scope: string): Promise<void>
  /** Erases keys that a newer one replaced so long ago that nothing which is kept was sealed under them. */
  purge(client: pg.ClientBase): Promise<void>
  status(): Promise<KeyStatus[]>
}

interface KeyRow {
  readonly id: number
  readonly scope: string
  readonly wrapped: Buffer | null
  readonly created_on: string
  readonly erased_on: string | null
}

const rootId = 0
const rootScope = 'root'
/** One day more than anything is kept that is sealed and not sealed anew. */
const daysReplaced = 8
const millisecondsPerDay = 86_400_000

const nameOf = ({ id, scope }: Pick<KeyRow, 'id' | 'scope'>) => `${id} ${scope}`

/** Whether anything was hashed or sealed in this database before. */
async function holdsRecords(client: pg.ClientBase): Promise<boolean> {
  const tables = ['contact', 'participation', 'waiting_interview', 'result_wish', 'inbound_message', 'delivery']
  const found = tables.map((table) => `EXISTS (SELECT FROM ${table})`).join(' OR ')
  const { rows } = await client.query<{ found: boolean }>(`SELECT ${found} AS found`)
  return rows[0]?.found ?? false
}

/** Reads the keys of the database, and makes those that every database needs. Throws `configuration` for another secret, and where a key is missing that records need. */
export async function openKeys(pool: pg.Pool, secrets: MasterSecrets, clock: () => Date): Promise<KeyStore> {
  const today = () => dayOf(clock())

  let opensOthers = false
  function unwrap(row: KeyRow & { wrapped: Buffer }): { key: Uint8Array; current: boolean } {
    for (const secret of [secrets.current, ...secrets.previous]) {
      try {
        const key = unwrapKey(secret, nameOf(row), row.wrapped)
        opensOthers = true
        return { key, current: secret === secrets.current }
      } catch {
        // Perhaps the next one.
      }
    }
    if (opensOthers)
      throw new Problem('configuration', [
        `HEARD_SECRET: opens other keys of this database, but not key ${row.id}: its row in sealing_key was damaged, or made under another secret`,
        'restore that row from a backup, or set the other secret as HEARD_SECRET_PREVIOUS',
      ])
    throw new Problem('configuration', [
      'HEARD_SECRET: is not the secret that protects the keys in this database',
      'restore the secret that was used before; to change it, set the former one as HEARD_SECRET_PREVIOUS',
    ])
  }

  const read = async (client: pg.ClientBase | pg.Pool): Promise<KeyRow[]> => {
    const { rows } = await client.query<KeyRow>(
      'SELECT id, scope, wrapped, created_on::text, erased_on::text FROM sealing_key ORDER BY id',
    )
    return rows
  }
  const isHere = (row: KeyRow): row is KeyRow & { wrapped: Buffer } => row.wrapped !== null

  async function add(client: pg.ClientBase, id: number, scope: string): Promise<void> {
    const wrapped = wrapKey(secrets.current, nameOf({ id, scope }), randomKey())
    await client.query('INSERT INTO sealing_key (id, scope, wrapped, created_on) VALUES ($1, $2, $3, $4)', [
      ...[id, scope, wrapped, today()],
    ])
  }

  /** Changes the keys, one process at a time. `change` gets the rows, and a function that makes a key. */
  const changeKeys = <T>(
    change: (rows: readonly KeyRow[], make: (scope: string) => Promise<void>, client: pg.ClientBase) => Promise<T>,
  ): Promise<T> =>
    transaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.keys])
      const rows = await read(client)
      let last = rows.at(-1)?.id ?? rootId
      return change(rows, (scope) => add(client, scope === rootScope ? rootId : ++last, scope), client)
    })

  async function sealingKeys(): Promise<SealingKey[]> {
    const rows = (await read(pool)).filter(isHere).filter(({ id }) => id !== rootId)
    return rows.map((row) => ({ id: row.id, scope: row.scope, key: unwrap(row).key }))
  }
  /** Scopes that are known to have, or to have had, a key. */
  const opened = new Set<string>()
  const refresh = async () => keyring.replaceSealing(await sealingKeys().catch(rethrow))

  const root = await changeKeys(async (rows, make, client) => {
    const missing = [rootScope, systemScope].filter((scope) => !rows.some((row) => row.scope === scope && isHere(row)))
    // A new one would take its place without a word, and every opt-out and who took part would be forgotten.
    if (missing.length > 0 && (rows.length > 0 || (await holdsRecords(client))))
      throw new Problem('configuration', [
        `the database has records, but not the key that they need (sealing_key, scope ${missing.join(' and ')})`,
        'restore the table sealing_key from a backup, with Heard stopped; nothing was changed',
        'to begin anew without what is stored, use an empty database',
      ])
    for (const scope of missing) await make(scope)
    const [first] = (await read(client)).filter(isHere)
    return unwrap(first as KeyRow & { wrapped: Buffer }).key
  })
  const keyring = createKeyring({ root, sealing: await sealingKeys().catch(rethrow) })

  /** How many records of these tables were sealed under each key. */
  async function recordsUnder(client: pg.ClientBase | pg.Pool, tables: readonly SealedTable[]) {
    const counts = new Map<number, number>()
    for (const table of tables)
      for await (const heads of sealedHeads(client, table))
        for (const { head } of heads) counts.set(keyring.keyIdOf(head), (counts.get(keyring.keyIdOf(head)) ?? 0) + 1)
    return counts
  }

  return {
    keyring,
    refresh,

    async ensure(sealed) {
      for (const record of sealed) if (record && !keyring.knows(record)) return refresh()
    },

    async open(scopes) {
      const unopened = scopes.filter((scope) => !opened.has(scope))
      if (unopened.length === 0) return
      await changeKeys(async (rows, make) => {
        const known = new Set(rows.map(({ scope }) => scope))
        for (const scope of new Set(unopened)) if (!known.has(scope)) await make(scope)
      })
      await refresh()
      for (const scope of unopened) opened.add(scope)
    },

    async renew() {
      const made = await changeKeys(async (rows, make, client) => {
        const here = rows.filter(isHere)
        for (const row of here) {
          const wrapped = wrapKey(secrets.current, nameOf(row), unwrap(row).key)
          await client.query('UPDATE sealing_key SET wrapped = $2 WHERE id = $1 AND wrapped IS NOT NULL', [
            row.id,
            wrapped,
          ])
        }
        const scopes = new Set(here.map(({ scope }) => scope).filter((scope) => scope !== rootScope))
        for (const scope of scopes) await make(scope)
        return scopes.size
      })
      await refresh()
      return made
    },

    async erase(client, scope) {
      // Not while all keys are being wrapped anew: what was read before would be written again.
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.keys])
      await client.query(
        'UPDATE sealing_key SET wrapped = NULL, erased_on = $2 WHERE scope = $1 AND wrapped IS NOT NULL',
        [...[scope, today()]],
      )
    },

    async purge(client) {
      const replaced = dayOf(new Date(clock().getTime() - daysReplaced * millisecondsPerDay))
      const { rows } = await client.query<{ id: number }>(
        `SELECT id FROM sealing_key AS old WHERE wrapped IS NOT NULL AND EXISTS (SELECT FROM sealing_key AS newer
           WHERE newer.scope = old.scope AND newer.id > old.id AND newer.created_on < $1)`,
        [replaced],
      )
      if (rows.length === 0) return
      const inUse = await recordsUnder(client, [sealedTables.interview, sealedTables.wish, sealedTables.contact])
      const unused = rows.map(({ id }) => id).filter((id) => !inUse.has(id))
      await client.query('UPDATE sealing_key SET wrapped = NULL, erased_on = $1 WHERE id = ANY($2)', [
        ...[today(), unused],
      ])
    },

    async status() {
      const rows = await read(pool).catch(rethrow)
      const records = await recordsUnder(pool, Object.values(sealedTables)).catch(rethrow)
      return rows.map((row) => ({
        id: row.id,
        scope: row.scope,
        createdOn: row.created_on,
        erasedOn: row.erased_on,
        records: records.get(row.id) ?? 0,
        current: !isHere(row) || unwrap(row).current,
      }))
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
