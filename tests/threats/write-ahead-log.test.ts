import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { forgetLog } from '../../src/store/embedded/forget-log.ts'
import { type Embedded, openEmbedded } from '../../src/store/embedded.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { smallFlow } from '../support/flows.ts'
import { peopleOf } from './people.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const folder = join(tmpdir(), `heard-log-${randomId()}`)
const content = smallFlow([
  { name: 'number', type: 'integer' },
  { name: 'again', type: 'integer' },
])
const people = 10

let postgres: Embedded
let store: TestStore
let superuser: pg.Client
const messageKeys: Buffer[] = []
let sent = 0

beforeAll(async () => {
  postgres = await openEmbedded(folder, silent, ['fsync=off'])
  store = await openTestStore({ url: postgres.url })
  superuser = new pg.Client({ connectionString: postgres.superuserUrl.replace(/postgres$/, 'heard') })
  await superuser.connect()
  await superuser.query('CREATE EXTENSION pg_walinspect')
  const before = await position()
  const contacts: typeof store.contacts = {
    ...store.contacts,
    advance: (contact, message, next) => {
      messageKeys.push(Buffer.from(message, 'base64url'))
      return store.contacts.advance(contact, message, next)
    },
  }
  const person = peopleOf({ contacts, keyring: store.keyring, content, clock: () => new Date() })
  for (let index = 0; index < people; index++) {
    const phone = person(`+25471100000${index}`)
    // Half of them answer one question more, as those do who were exposed.
    for (const text of ['small', '1', '5', ...(index % 2 ? ['6'] : [])]) {
      await phone.says(text)
      sent++
    }
  }
  tied = await tiedSince(before)
}, 120_000)
afterAll(async () => {
  await superuser?.end()
  await store?.end()
  await postgres?.close()
  await rm(folder, { recursive: true, force: true })
})
/** How many messages the log tied to a row of contacts. */
let tied = 0

const position = async (): Promise<string> =>
  (await superuser.query<{ at: string }>('SELECT pg_current_wal_insert_lsn()::text AS at')).rows[0]?.at ?? ''

/** Transactions that write one contact and one message: without any secret, and without a key. */
async function tiedSince(start: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    `WITH files AS (SELECT oid, relname, relfilenode::text AS file FROM pg_class WHERE relname IN ('contact', 'inbound_message')),
       writes AS (SELECT xid::text AS xid, relname FROM pg_get_wal_records_info($1, pg_current_wal_insert_lsn()), files
         WHERE resource_manager IN ('Heap', 'Heap2') AND record_type ~ 'UPDATE|INSERT'
           AND block_ref ~ ('rel [0-9]+/[0-9]+/' || file || ' '))
     SELECT count(*)::int AS count FROM (
       SELECT xid FROM writes GROUP BY xid
       HAVING count(*) FILTER (WHERE relname = 'contact') > 0 AND count(*) FILTER (WHERE relname = 'inbound_message') = 1) AS found`,
    [start],
  )
  return rows[0]?.count ?? 0
}

/** Message keys that stand in any file of the log. */
async function keysInFiles(): Promise<number> {
  const log = join(folder, 'postgres', 'data', 'pg_wal')
  const names = (await readdir(log, { withFileTypes: true })).filter((entry) => entry.isFile())
  const files = await Promise.all(names.map(({ name }) => readFile(join(log, name))))
  const keys = [...new Map(messageKeys.map((key) => [key.toString('hex'), key])).values()]
  return keys.filter((key) => files.some((file) => file.includes(key))).length
}

describe('T13: somebody reads the write-ahead log, without any secret', () => {
  test('it ties every message to its contact: so long as it is there, nothing hides how many somebody wrote', async () => {
    expect(tied).toBe(sent)
    expect(await keysInFiles()).toBe(sent)
  })

  test('of the embedded server it is gone after some minutes, also where little is written', async () => {
    await forgetLog(postgres.superuserUrl)
    expect(await keysInFiles()).toBe(0)
  })
})
