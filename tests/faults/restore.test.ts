import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { Send } from '../../src/store/queue.ts'
import { openTestStore } from '../store/test-store.ts'
import { documented } from '../support/documented.ts'
import { testKeyring } from '../support/keyring.ts'
import { type InstalledPostgres, startInstalledPostgres } from './installed-postgres.ts'
import { patience } from './length.ts'
import { query } from './stored.ts'

// The commands of docs/operations.md, as they stand there.
const run = promisify(execFile)
const keyring = testKeyring()
let postgres: InstalledPostgres | null
let folder: string
beforeAll(async () => {
  postgres = await startInstalledPostgres()
  folder = await mkdtemp(join(tmpdir(), 'heard-dump-'))
}, 120_000)
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function shell(command: string, { url, programs }: InstalledPostgres): Promise<void> {
  const env = { PATH: `${programs}:${process.env.PATH}`, DATABASE_URL: url }
  await run('sh', ['-euc', command], { cwd: folder, env })
}

const write = (store: Awaited<ReturnType<typeof openTestStore>>, text: string) =>
  store.contacts.advance(keyring.hash('contact', text), keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{ session: { said: text }, optedOut: false, round: null, idleAt: null, screen: null, finished: [] },
      ...{ participated: [], withdraws: false },
      outbound: [
        {
          ...{ channel: 'pigeon', sensitive: false, screen: { text, buttons: [], end: false } },
          address: { scheme: 'tel', value: '+8801700000000' },
        },
      ],
    },
  }))

test(
  'dumped and restored as documented: all is there, and no reply is sent twice',
  patience(60, 60),
  async (context) => {
    if (!postgres) return context.skip('No PostgreSQL with pg_dump is installed on this machine.')
    const here = postgres
    const [commands = ''] = await documented('operations.md', 'Backup and restore', 'sh')
    const [dump = '', ...restore] = commands.split('\n\n')

    let store = await openTestStore({ url: here.url })
    await write(store, 'before the dump')
    await shell(dump, here)
    const send = vi.fn<Send>().mockResolvedValue(null)
    await store.queue.work(['pigeon'], send)
    const depth = async () => (await store.backlog()).queueDepth
    await vi.waitUntil(async () => (await depth()) === 0, { timeout: 10_000 })
    expect(send).toHaveBeenCalledOnce()
    await store.end()
    await query(here.url, 'DELETE FROM contact')

    await shell(restore.join('\n'), here)
    expect(await query(here.url, 'SELECT FROM contact')).toHaveLength(1)
    store = await openTestStore({ url: here.url })
    expect(await depth()).toBe(1)
    await write(store, 'after the restoration')
    await store.queue.work(['pigeon'], send)
    await vi.waitUntil(async () => (await depth()) === 0, { timeout: 10_000 })
    expect(send.mock.calls.map(([{ screen }]) => screen.text)).toEqual(['before the dump', 'after the restoration'])
    expect(store.warnings).toContain('a reply is not sent, because the database was restored and it may have arrived')
    await store.end()
  },
)
