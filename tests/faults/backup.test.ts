import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { backup } from '../../src/commands/backup.ts'
import { restore } from '../../src/commands/restore.ts'
import { loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { randomId } from '../../src/privacy/chance.ts'
import { readBackup, writeBackup } from '../../src/store/backup.ts'
import { atOneMoment, piecesOf } from '../../src/store/copy.ts'
import { migrate } from '../../src/store/migrations.ts'
import type { Erase, Send } from '../../src/store/queue.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { documented } from '../support/documented.ts'
import { testKeyring } from '../support/keyring.ts'
import { patience, printFigures, times } from './length.ts'
import { query } from './stored.ts'

const keyring = testKeyring()
const made: TestDatabase[] = []
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-backup-'))
  vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterEach(() => Promise.all(made.splice(0).map((database) => database.drop())))
afterAll(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

/** A database in which Heard never was. */
async function newDatabase(): Promise<string> {
  const database = await createTestDatabase()
  made.push(database)
  await query(database.url, 'DROP SCHEMA public, published CASCADE')
  await query(database.url, 'CREATE SCHEMA public')
  return database.url
}

const into = (url: string) => loadConfig({ DATABASE_URL: url })
let minute = 0
/** Backs up into a folder of its own, a minute after the one before; the file. */
async function backedUp(url: string, ...choices: string[]): Promise<string> {
  const at = new Date(Date.UTC(2026, 6, 1, 12, ++minute))
  await backup([folder, ...choices], into(url), () => at)
  return join(
    folder,
    (await readdir(folder))
      .filter((name) => name.endsWith('.backup'))
      .sort()
      .at(-1) ?? '',
  )
}

const address = { scheme: 'tel', value: '+8801700000000' } as const
const write = (store: TestStore, text: string) =>
  store.contacts.advance(keyring.hash('contact', text), keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: { said: text }, optedOut: false, round: null, idleAt: null, screen: null, finished: [] },
      ...{ participated: [], withdraws: false },
      outbound: [
        { channel: 'pigeon', sensitive: false, screen: { text, buttons: [], end: false }, address },
        { channel: 'pigeon', address, erases: { from: text, to: text } },
      ],
    },
  }))

/** Every row of every table, as text. */
async function contents(url: string): Promise<Record<string, string[]>> {
  const tables = await query<{ name: string }>(
    url,
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'`,
  )
  const rows = tables.map(async ({ name }) => [
    name,
    (await query<{ row: string }>(url, `SELECT row_to_json(each)::text AS row FROM ${name} AS each ORDER BY 1`)).map(
      ({ row }) => row,
    ),
  ])
  return Object.fromEntries(await Promise.all(rows))
}

test(
  'backed up and restored: all is there, replies of before are not sent, erasures are made',
  patience(60, 60),
  async () => {
    const store = await openTestStore()
    await write(store, 'before')
    await store.console.accounts.create({
      ...{ name: 'Kanari', email: 'kanari@example.org', language: 'en', roles: ['author'], passwordHash: 'x' },
    })
    const file = await backedUp(store.url)
    const before = await contents(store.url)
    expect(before.contact).toHaveLength(1)

    const url = await newDatabase()
    await restore([file], into(url))
    expect(await contents(url)).toEqual(before)
    await expect(restore([file], into(url))).rejects.toThrow(/the database is not empty/)

    const restored = await openTestStore({ url })
    await write(restored, 'after')
    const send = vi.fn<Send>().mockResolvedValue(null)
    const erase = vi.fn<Erase>().mockResolvedValue()
    await restored.queue.work(['pigeon'], send)
    await restored.queue.workErasures(['pigeon'], erase)
    await vi.waitUntil(() => send.mock.calls.length > 0 && erase.mock.calls.length > 1, { timeout: 20_000 })
    await vi.waitUntil(async () => (await restored.backlog()).queueDepth === 0, { timeout: 20_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['after'])
    expect(erase.mock.calls.map(([{ erases }]) => erases.from).sort()).toEqual(['after', 'before'])
    expect(restored.warnings).toContain(
      'a reply is not sent, because the database was restored and it may have arrived',
    )
    await restored.end()
    await store.end()
  },
)

test('what is written while it is read is not in it', async () => {
  const store = await openTestStore()
  await write(store, 'before')
  const before = Object.values(await contents(store.url)).flat().length
  await atOneMoment(store.database.pool, async (client) => {
    const pieces = piecesOf(client)
    await pieces.next()
    await write(store, 'meanwhile')
    let rows = 0
    for await (const piece of pieces) if (piece.kind === 'rows') rows += piece.count
    expect(rows).toBe(before)
  })
  await store.end()
})

test('while people write it holds one moment, and nothing of a half', patience(60, 600), async () => {
  const store = await openTestStore()
  const people = times(90, 20_000)
  const begun = performance.now()
  const write30 = (batch: number) =>
    Promise.all(Array.from({ length: 30 }, (_, person) => write(store, `person ${person} of ${batch}`)))
  const writing = (async () => {
    for (let batch = 0; batch < people / 30; batch++) await write30(batch)
  })()
  await vi.waitUntil(async () => (await query(store.url, 'SELECT FROM contact LIMIT 1')).length > 0, {
    timeout: 20_000,
  })
  const file = await backedUp(store.url)
  await writing
  const url = await newDatabase()
  await restore([file], into(url))
  const count = async (table: string) => (await query(url, `SELECT FROM ${table}`)).length
  // Each message made a contact, its record and two jobs, in one transaction.
  const contacts = await count('contact')
  expect(contacts).toBeGreaterThan(0)
  expect([await count('inbound_message'), await count('pgboss.job')]).toEqual([contacts, 2 * contacts])
  printFigures('Backup while people write', {
    ...{ 'people who wrote': people, 'of them in the backup': contacts, 'in half': 0 },
    seconds: ((performance.now() - begun) / 1000).toFixed(0),
  })
  await store.end()
})

test('the file is its owner’s alone, is complete or not there, and is not written over', async () => {
  const { url } = await createTestDatabase().then((database) => {
    made.push(database)
    return database
  })
  const at = new Date('2026-08-01T12:00:00Z')
  const [own, config] = [join(folder, 'own'), into(url)]
  await backup([own], config, () => at)
  expect(await readdir(own)).toEqual(['heard-2026-08-01T12-00-00Z.backup'])
  expect((await stat(join(own, 'heard-2026-08-01T12-00-00Z.backup'))).mode & 0o777).toBe(0o600)
  await expect(backup([own], config, () => at)).rejects.toThrow(/is there already/)
  await writeFile(join(own, 'something else'), '')
  await backup([own, '--keep', '1'], config, () => new Date('2026-08-02T12:00:00Z'))
  expect(await readdir(own)).toEqual(['heard-2026-08-02T12-00-00Z.backup', 'something else'])

  // A failure in the middle leaves nothing behind that looks like a backup.
  await query(url, 'ALTER TABLE _prisma_migrations RENAME TO gone')
  await expect(backup([own], config)).rejects.toThrow(/nothing of Heard is stored/)
  expect(await readdir(own)).toHaveLength(2)
  for (const odd of [
    ['--keep', '0'],
    ['--keep', 'all'],
    ['a', 'b'],
  ])
    await expect(backup(odd, config)).rejects.toMatchObject({ code: 'usage' })
})

test('what is damaged is refused, and the database stays empty', async () => {
  const store = await openTestStore()
  await write(store, 'before')
  const file = await backedUp(store.url)
  await store.end()
  const whole = await readFile(file)
  const half = whole.subarray(0, whole.length / 2)
  const changed = Buffer.from(whole)
  changed.writeUInt8(changed.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1)
  const url = await newDatabase()
  for (const bytes of [half, changed, Buffer.from('no backup'), Buffer.alloc(0)]) {
    const damaged = join(folder, 'damaged')
    await writeFile(damaged, bytes)
    await expect(restore([damaged], into(url))).rejects.toThrow(/the backup cannot be read/)
  }
  await expect(restore([join(folder, 'nothing')], into(url))).rejects.toThrow(/does not exist/)
  await restore([file], into(url))
  expect(await query(url, 'SELECT FROM contact')).toHaveLength(1)
})

test('a backup of an older release is restored and brought to the newest schema; one of a newer release is refused', async () => {
  const [older, url, url2] = [await newDatabase(), await newDatabase(), await newDatabase()]
  const pools = [older, url, url2].map((connectionString) => new pg.Pool({ connectionString, max: 3 }))
  const [from, to, other] = pools as [pg.Pool, pg.Pool, pg.Pool]
  await migrate(from, undefined, '20261126182000_published')
  await from.query(
    `INSERT INTO release (flow, round, released_on, interviews) VALUES ('safety', '2026', '2026-07-01', 10)`,
  )
  const tools = { version: '0.0.1', progress: () => {} }
  const [old, newer] = [join(folder, 'old'), join(folder, 'newer')]
  await writeBackup(from, old, tools)
  const reading = { log: createLog('silent'), progress: () => {} }
  await readBackup(to, old, reading)
  expect((await to.query('SELECT flow FROM release')).rows).toEqual([{ flow: 'safety' }])
  expect((await to.query('SELECT FROM scorecard_record')).rows).toEqual([])

  await from.query(
    "UPDATE _prisma_migrations SET migration_name = '29990101000000_later' WHERE migration_name LIKE '%_published'",
  )
  await writeBackup(from, newer, tools)
  await expect(readBackup(other, newer, reading)).rejects.toThrow(/made by Heard 0\.0\.1, which is newer/)
  await Promise.all(pools.map((pool) => pool.end()))
})

test('the commands of the manual back up and restore', patience(60, 60), async () => {
  const [nightly = '', afterwards = ''] = await documented('operations.md', 'Backup and restore', 'text')
  const [, ...choices] = /npx heard backup (.+)/.exec(nightly)?.[1]?.split(' ') ?? []
  const source = await createTestDatabase()
  made.push(source)
  const file = await backedUp(source.url, ...choices)
  const [, ...named] = /npx heard restore (\S+)$/.exec(afterwards.trim()) ?? []
  expect(named.map((path) => basename(path).replaceAll(/\d/g, '0'))).toEqual([basename(file).replaceAll(/\d/g, '0')])
  const empty = await newDatabase()
  await restore([file], into(empty))
  expect(await contents(empty)).toEqual(await contents(source.url))
})
