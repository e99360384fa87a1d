import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createDelivery, numberOf, providers } from './delivery.ts'
import { patience } from './length.ts'
import { endServers, spawnServer } from './server-process.ts'

const run = promisify(execFile)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await endServers()
  await database.drop()
})

const childrenOf = async (pid: number) =>
  (await run('pgrep', ['-P', String(pid)])).stdout.trim().split('\n').map(Number)

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test(
  'two workers: one is killed and replaced, people notice nothing, SIGTERM ends all',
  patience(150, 150),
  async () => {
    const server = spawnServer({ DATABASE_URL: database.url, WORKERS: '2' })
    const url = await server.ready
    const { deliver } = createDelivery(() => [url])
    const says = async (text: string) =>
      providers.Telegram.screen(await deliver(providers.Telegram.request(numberOf(86_000_000), text)))
    const workersCounted = async () => {
      const text = await fetch(`${url}/metrics`).then((response) => response.text())
      return [...text.matchAll(/^heard_build_info\{.*worker="(\d)".*\} 1$/gm)].map(([, worker]) => worker).sort()
    }

    const before = await childrenOf(server.pid)
    expect(before).toHaveLength(2)
    expect(await workersCounted()).toEqual(['1', '2'])
    await says('ACTIVITY')
    await says('1')
    process.kill(before[0] ?? 0, 'SIGKILL')
    for (const text of ['1', '1', '1']) expect(await says(text)).toMatch(/\S/)
    await vi.waitFor(async () => expect(await workersCounted()).toEqual(['1', '2']), { timeout: 60_000, interval: 200 })
    expect(server.output()).toMatch(
      /"worker":\d,"code":null,"signal":"SIGKILL","msg":"a worker ended; another one is started"/,
    )
    expect(await says('1')).toMatch(/difficulty/)

    const after = await childrenOf(server.pid)
    expect(after).toHaveLength(2)
    expect((await server.end('SIGTERM')).code).toBe(0)
    expect([...before, ...after].filter(isThere)).toEqual([])
    expect(server.output().match(/Heard listens on/g)).toHaveLength(1)
  },
)
