import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { numberOf, providers, send } from './delivery.ts'
import { patience } from './length.ts'
import { variables } from './server-process.ts'

// The service, with its log where nothing can be written.
let database: TestDatabase
let child: ChildProcess | undefined
beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  if (child?.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
})
afterAll(() => database.drop())

async function start(output: number | 'pipe'): Promise<string> {
  const port = await freePort()
  child = spawn(process.execPath, ['src/main.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    env: {
      PATH: process.env.PATH,
      ...variables,
      ...{ LOG_LEVEL: 'debug', PORT: String(port), DATABASE_URL: database.url },
    },
    stdio: ['ignore', output, output],
  })
  // Nobody reads it any more, from before its first line.
  child.stdout?.destroy()
  child.stderr?.destroy()
  const url = `http://127.0.0.1:${port}`
  await vi.waitUntil(() => fetch(`${url}/health/live`).catch(() => child?.exitCode !== null), { timeout: 30_000 })
  expect(child.exitCode, 'it has not ended').toBe(null)
  return url
}

test.each([
  ['a file system that is full', () => openSync('/dev/full', 'w')],
  ['a pipe whose reader has ended', () => 'pipe' as const],
])('the log goes to %s: people are answered, and what is lost is counted', patience(60, 60), async (_, open) => {
  const output = open()
  const url = await start(output)
  if (output !== 'pipe') closeSync(output)
  for (const text of ['ACTIVITY', '1', '2']) {
    const answer = await send(url, providers.Telegram.request(numberOf(83_000_000), text))
    expect(answer.status).toBe(200)
  }
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(Number(/^heard_log_lines_lost_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(3)
})
