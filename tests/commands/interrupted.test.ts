import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { postmasterOf } from '../faults/postgres-process.ts'
import { query } from '../faults/stored.ts'

const parent = await mkdtemp(join(tmpdir(), 'heard-interrupted-'))
const folder = join(parent, 'demo')
const data = join(folder, 'postgres', 'data')
const postmaster = () => postmasterOf(data).catch(() => null)
afterAll(async () => {
  const left = await postmaster()
  if (left !== null) process.kill(left, 'SIGQUIT')
  await rm(parent, { recursive: true, force: true })
})

async function people(): Promise<number> {
  const password = await readFile(join(folder, 'postgres/password'), 'utf8')
  const port = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[3]
  const rows = await query(`postgresql://heard:${password}@127.0.0.1:${port}/heard`, 'SELECT FROM contact LIMIT 1')
  return rows.length
}

test('Ctrl-C in the middle of a command ends the embedded PostgreSQL too', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, ['src/cli.ts', 'demo', '--data', folder], {
    cwd: join(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let printed = ''
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  await vi.waitUntil(async () => (await people().catch(() => 0)) > 0, { timeout: 40_000, interval: 50 })
  child.kill('SIGINT')
  expect(await exited).toEqual([130, null])
  expect(printed).not.toMatch(/Error|Problem|cannot store/)
  expect(await postmaster()).toBe(null)
})
