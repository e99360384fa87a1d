import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { Effects } from '../../src/store/contacts.ts'
import { deliveries } from '../../src/store/deliveries.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { section } from '../support/documented.ts'
import { openTestStore, type TestStore } from './test-store.ts'

// What docs/operations.md says of growing beyond one database server, held against PostgreSQL's own plans: the tables that grow
// with people are divided by the hash of their keys, and every statement that the hot path really sends is explained.

/** The tables that grow with the people who write, and the keys by which they can be divided. */
const dividedBy = {
  contact: 'contact_key',
  failed_message: 'contact_key',
  inbound_message: 'message_key',
  participation: 'participation_key',
  waiting_interview: 'id',
  result_wish: 'wish_key',
  delivery: 'delivery_key',
}
const parts = 8
/** As the hot path asks for it: see database.ts. */
const options = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off'

interface Statement {
  readonly name: string
  readonly text: string
  readonly values: unknown[]
}

let database: TestDatabase
let store: TestStore
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url, options })
  await client.connect()
  for (const [table, key] of Object.entries(dividedBy)) {
    await client.query(`ALTER TABLE ${table} RENAME TO whole_${table}`)
    await client.query(`CREATE TABLE ${table} (LIKE whole_${table} INCLUDING ALL) PARTITION BY HASH (${key})`)
    for (let part = 0; part < parts; part++)
      await client.query(
        `CREATE TABLE ${table}_part_${part} PARTITION OF ${table} FOR VALUES WITH (MODULUS ${parts}, REMAINDER ${part})`,
      )
    await client.query(`DROP TABLE whole_${table}`)
  }
  store = await openTestStore({ url: database.url })
}, 60_000)
afterAll(async () => {
  await client.end()
  await store.end()
  await database.drop()
})

/** Everything that messages of one contact can do, one at a time, and every statement that they send. */
async function statementsOfAllEffects(): Promise<readonly Statement[]> {
  const { keyring, contacts, failedMessages } = store
  const message = (name: string) => keyring.hash('message', name)
  const contact = keyring.hash('contact', randomId())
  const key = keyring.hash('participation', randomId())
  const round = { flow: 'safety', round: '1' }
  const to = { channel: 'pigeon', address: { scheme: 'tel', value: '+8801700000000' } } as const
  const screen = { text: 'hello', buttons: [], end: false }
  const nothing: Effects = {
    ...{ session: ['here'], round: null, optedOut: false, idleAt: null, screen, finished: [] },
    ...{ participated: [], outbound: [], withdraws: false },
  }
  const causes = (effects: Partial<Effects>) => () =>
    ({ kind: 'effects', effects: { ...nothing, ...effects } }) as const
  const records = deliveries(store.database.hotPool, { keyring, clock: () => new Date() })

  const query = vi.spyOn(pg.Client.prototype, 'query')
  await contacts.advance(
    contact,
    message('first'),
    causes({
      participated: [{ ...round, key }],
      finished: [{ ...round, version: 'v', record: {}, unless: key }],
      outbound: [{ ...to, screen, sensitive: false }],
      wishes: [{ ...round, ...to, medium: 'sms', language: 'en' }],
    }),
  )
  await contacts.advance(contact, message('first'), causes({}), () => true)
  await contacts.advance(contact, message('STOP'), causes({ optedOut: true, withdraws: true }))
  // Many at once, one of which changes nothing: its row is taken back.
  const others = Array.from({ length: 9 }, (_, other) => keyring.hash('contact', `${other}`))
  await Promise.all(
    others.map((other, index) =>
      contacts.advance(
        other,
        message(other),
        index === 0 ? () => ({ kind: 'question', question: 'who' }) : causes({ session: [other] }),
      ),
    ),
  )
  await contacts.participations([key])
  for (let tried = 0; tried < 3; tried++) await failedMessages.failed(contact, message('bad'), { record: {}, screen })
  await records.sent('pigeon', 'one')
  await records.report('pigeon', 'one', 'delivered')
  const calls = query.mock.calls as unknown as [string | pg.QueryConfig, unknown[] | undefined][]
  query.mockRestore()
  return calls.map(([given, listed]): Statement => {
    const { name = '', text, values = [] } = typeof given === 'string' ? { text: given, values: listed } : given
    return { name, text, values }
  })
}

/** The name of a statement; of one that has none what it does first, and to which table. */
function nameOf({ name, text }: Statement): string {
  if (name) return name
  const [, verb, table] = text.match(/^\s*(UPDATE) (\w+)|^/) ?? []
  if (table) return `${verb} ${table}`.toLowerCase()
  return text.replace(/^\s*(\w+)\s.*?\b(?:INTO|FROM) (\w+).*$/s, '$1 $2').toLowerCase()
}

interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Loops'?: number
  readonly Plans?: readonly Plan[]
}

const nodes = (plan: Plan): readonly Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

/** What of a divided table a plan reads: one part, or more of them; and of these, how many it comes to when it is run. */
async function reach({ text, values }: Statement): Promise<string> {
  const partsIn = async (how: string) => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`EXPLAIN (${how}) ${text}`, values)
    const found = nodes((rows[0] as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'][0].Plan)
    const read = found
      .filter((node) => node['Actual Loops'] !== 0)
      .map((node) => node['Relation Name']?.split('_part_') ?? [])
    const ofTables = Map.groupBy(read, ([table]) => table).values()
    return Math.max(0, ...[...ofTables].map((parts) => new Set(parts.flatMap(([, part]) => part ?? [])).size))
  }
  if ((await partsIn('FORMAT JSON')) <= 1) return 'one part'
  await client.query('BEGIN')
  const run = await partsIn('ANALYZE, FORMAT JSON').finally(() => client.query('ROLLBACK'))
  return run <= 1 ? 'one part, found when it is run' : 'several parts'
}

test('each statement of a message reaches the parts of the tables that operations.md says', async () => {
  const statements = await statementsOfAllEffects()
  const touches = new RegExp(`\\b(?:${Object.keys(dividedBy).join('|')})\\b`)
  const found = new Map<string, string>()
  for (const statement of statements)
    if (touches.test(statement.text) && !found.has(nameOf(statement)))
      found.set(nameOf(statement), await reach(statement))

  const rows = [...(await section('operations.md', 'Growing')).matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)]
  const documented = new Map(rows.map(([, name, , reached]) => [name, reached?.trim()]))
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(found))

  // Messages of several contacts that arrive together: one transaction, and one statement for all of them.
  const together = statements.find(({ name, values }) => name === 'lock-contacts' && (values[0] as []).length > 8)
  expect(await reach(together as Statement)).toBe('several parts')
})

test('no statement names a row by its place, or a transaction by its number: neither means anything on several servers', async () => {
  const found: string[] = []
  const folder = join(import.meta.dirname, '../../src/store')
  for await (const path of glob('**/*.ts', { cwd: folder, exclude: ['generated/**'] }))
    if (/\b(?:ctid|xmin|xmax)\b/.test(await readFile(join(folder, path), 'utf8'))) found.push(path)
  expect(found).toEqual([])
})
