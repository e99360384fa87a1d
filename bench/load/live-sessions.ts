import type { Keyring } from '../../src/privacy/keyring.ts'
import { openKeys } from '../../src/store/keys.ts'
import type { Database } from '../bench.ts'
import type { Server } from '../server.ts'
import { masterSecret, phoneOf } from './account.ts'
import { openConnection } from './connection.ts'
import { byTwilio, differentConversations, messagesBehind } from './conversations.ts'

const secrets = { current: masterSecret, previous: [] }
const keyringOf = async ({ pool }: Database) => (await openKeys(pool, secrets, () => new Date())).keyring

/** The key under which the program keeps a person who writes by SMS. */
const contactKey = (keyring: Keyring, person: number) => keyring.hash('contact', 'sms', 'tel', phoneOf(person))

const toBytes = (key: string) => Buffer.from(key, 'base64url')

/** What a session looks like in the middle of each of the conversations, by the number of the person who leads it. */
export type Templates = ReadonlyMap<number, object>

/** Lets one person lead each conversation up to its middle, and looks at what the program remembers of them then. */
export async function makeTemplates(database: Database, { port }: Server, first: number): Promise<Templates> {
  const { pool } = database
  const keyring = await keyringOf(database)
  const connection = await openConnection(port)
  const templates = new Map<number, object>()
  for (let person = first; person < first + differentConversations; person++) {
    for (const message of [...byTwilio(person)].slice(0, messagesBehind)) await connection.send(message)
    const key = contactKey(keyring, person)
    const { rows } = await pool.query<{ sealed: Buffer }>('SELECT sealed FROM contact WHERE contact_key = $1', [
      toBytes(key),
    ])
    const [row] = rows
    if (!row) throw new Error('The program keeps people under another key than the benchmark believes.')
    templates.set(person % differentConversations, keyring.open('session', key, row.sealed) as object)
  }
  connection.close()
  return templates
}

const hour = 3_600_000
const portion = 2000

/**
 * Puts people in the middle of their conversations, sealed as the program seals it; for people who are there already it turns
 * back the time. They do not become idle, nor notice a gap, while the benchmark lasts.
 */
export async function putLiveSessions(
  database: Database,
  templates: Templates,
  who: readonly number[],
  progress: (done: number) => void = () => {},
): Promise<void> {
  const { pool } = database
  const keyring = await keyringOf(database)
  const now = Date.now()
  for (let from = 0; from < who.length; from += portion) {
    const some = who.slice(from, from + portion).map((person) => ({ person, key: contactKey(keyring, person) }))
    await pool.query(
      `INSERT INTO contact (contact_key, sealed, idle_at, last_seen)
       SELECT key, sealed, idle_at, current_date FROM unnest($1::bytea[], $2::bytea[], $3::timestamptz[])
         AS new (key, sealed, idle_at)
       ON CONFLICT (contact_key) DO UPDATE SET sealed = excluded.sealed, idle_at = excluded.idle_at`,
      [
        some.map(({ key }) => toBytes(key)),
        some.map(({ person, key }) => {
          const template = templates.get(person % differentConversations)
          return keyring.seal('session', key, { ...template, lastMessageAt: now + 2 * hour })
        }),
        some.map(() => new Date(now + (2 + Math.random()) * hour)),
      ],
    )
    progress((from + portion) / who.length)
  }
}
