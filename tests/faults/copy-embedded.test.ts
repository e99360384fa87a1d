import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numberOf, providers, send } from './delivery.ts'
import { patience } from './length.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { endServers, masterSecret, spawnServer } from './server-process.ts'
import { query, storedInterviews } from './stored.ts'

const run = promisify(execFile)
const project = join(import.meta.dirname, '../..')
let folder: string
let postgres: PostgresProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-copied-'))
  postgres = await startPostgres()
}, 120_000)
afterAll(async () => {
  await endServers()
  await postgres[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const copy = () =>
  run(process.execPath, ['src/cli.ts', 'copy-embedded'], {
    cwd: project,
    env: { PATH: process.env.PATH, DATA_DIR: folder, DATABASE_URL: postgres.url, HEARD_SECRET: masterSecret },
  })

test('a conversation begins on the embedded database and goes on in another one', patience(90, 90), async () => {
  const who = numberOf(85_000_000)
  const says = async (url: string, text: string) => {
    const { status, body } = await send(url, providers.Telegram.request(who, text))
    expect(status).toBe(200)
    return providers.Telegram.screen(body)
  }
  const embedded = spawnServer({ DATA_DIR: folder, RELEASE_K: '100000' })
  const url = await embedded.ready
  for (const text of ['ACTIVITY', '1', '1', '1', '1']) await says(url, text)
  expect((await embedded.end('SIGTERM')).code).toBe(0)

  const { stdout } = await copy()
  expect(stdout).toMatch(/^\d+ rows of \d+ tables were copied/)
  await expect(copy()).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/is not empty/) })

  const there = await spawnServer({ DATABASE_URL: postgres.url, RELEASE_K: '100000' }).ready
  for (const text of ['1', '1', '1']) expect(await says(there, text)).toMatch(/difficulty/)
  await says(there, '1')
  expect(await storedInterviews(postgres.url, 'functioning')).toMatchObject([{ disposition: 'completed' }])
  expect(await query(postgres.url, 'SELECT FROM flow_version')).not.toEqual([])
})
