import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { expectWithin } from '../support/time-bound.ts'

const parent = join(tmpdir(), `heard-embedded-${randomId()}`)
const folder = join(parent, 'data')
const log = { debug() {}, info() {}, warn() {}, error() {} }
const open = () => openEmbedded(folder, log, ['fsync=off'])

afterAll(async () => {
  const left = await serverPid()
  if (left) process.kill(left, 'SIGKILL')
  await rm(parent, { recursive: true, force: true, maxRetries: 10 })
})

/** The process id of the server; null when it is not running. */
async function serverPid(): Promise<number | null> {
  const file = await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(file, 10) || null
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(question)).rows[0]
  } finally {
    await client.end()
  }
}

const program = join(import.meta.dirname, 'embedded-process.ts')
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Another process that uses the same folder: resolves when it is in. */
async function otherProcess() {
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  const ended = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  return {
    url: String(line).trim(),
    async leave() {
      child.stdin.end()
      expect(await ended).toEqual([0, null])
    },
    async die() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('the embedded PostgreSQL', () => {
  it('comes up for two processes at once, in a folder that nobody else may look into', async () => {
    const [first, second] = await Promise.all([otherProcess(), otherProcess()])
    expect(await ask(first.url, 'SELECT current_user AS who')).toEqual({ who: 'heard' })
    expect(second.url).toBe(first.url)
    expect((await stat(folder)).mode & 0o707).toBe(0o700)
    expect((await stat(join(folder, 'postgres/password'))).mode & 0o777).toBe(0o600)
    await Promise.all([first.leave(), second.leave()])
    expect(await serverPid()).toBeNull()
  })

  it('lets nobody in without the password', async () => {
    const embedded = await open()
    await expect(ask(embedded.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
    await expect(ask(embedded.superuserUrl.replace(/:[^:@]+@/, '@'), 'SELECT 1')).rejects.toThrow()
    await embedded.close()
  })

  it('outlives the process that started it, and ends with the last one', async () => {
    const first = await otherProcess()
    const pid = await serverPid()
    const second = await open()
    await first.leave()
    expect(await serverPid()).toBe(pid)
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual({ one: 1 })
    const began = performance.now()
    await second.close()
    expectWithin(performance.now() - began, 5000)
    expect(await serverPid()).toBeNull()
  })

  it('is taken over from a process that was killed', async () => {
    const killed = await otherProcess()
    const pid = await serverPid()
    await killed.die()
    const next = await open()
    expect(await serverPid()).toBe(pid)
    await next.close()
    expect(await serverPid()).toBeNull()
  })

  it('is left running for anybody else who is connected', async () => {
    const embedded = await open()
    const visitor = new pg.Client({ connectionString: embedded.url })
    await visitor.connect()
    await embedded.close()
    expect((await visitor.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await visitor.end()
    await (await open()).close()
    expect(await serverPid()).toBeNull()
  })

  it('keeps what it was given, and starts again at the same address when it dies', async () => {
    const embedded = await open()
    await ask(embedded.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill((await serverPid()) as number, 'SIGKILL')
    await vi.waitFor(async () => expect(await ask(embedded.url, 'SELECT answer FROM kept')).toEqual({ answer: 42 }), {
      timeout: 15_000,
    })
    await embedded.close()
    expect(await serverPid()).toBeNull()
  })

  it('comes and goes for many at once', async () => {
    const rounds = Array.from({ length: 4 }, async () => {
      for (let turn = 0; turn < 3; turn++) {
        const embedded = await open()
        expect(await ask(embedded.url, 'SELECT 1 AS one')).toEqual({ one: 1 })
        await embedded.close()
      }
    })
    await Promise.all(rounds)
    expect(await serverPid()).toBeNull()
  }, 60_000)
})
