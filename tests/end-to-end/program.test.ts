import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { expectWithin } from '../support/time-bound.ts'

// The program as it is started and stopped: real processes, its own PostgreSQL, a data folder that does not exist yet.
const run = promisify(execFile)
let folder: string
let environment: NodeJS.ProcessEnv
const children: ChildProcess[] = []

// Tests of one folder go on where the one before ended: to set PostgreSQL up anew for each takes seconds.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-program-'))
  const { PATH, NODE_COMPILE_CACHE } = process.env
  environment = { PATH, NODE_COMPILE_CACHE, PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'data') }
})
afterEach(() => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface Running {
  readonly child: ChildProcess
  /** Everything that it has printed so far. */
  output(): string
  readonly url: string
  /** Ends it, by SIGTERM where nothing else is said; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

async function start(variables: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = spawn(process.execPath, ['src/main.ts'], { env: { ...environment, ...variables } })
  children.push(child)
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  const port = await vi.waitUntil(() => /listens on http:\/\/localhost:(\d+)/.exec(printed)?.[1], {
    timeout: 40_000,
    interval: 20,
  })
  return {
    child,
    output: () => printed,
    url: `http://127.0.0.1:${port}`,
    stop: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        child.once('exit', resolve)
        child.kill(signal)
      }),
  }
}

const heard = (...parameters: string[]) => run(process.execPath, ['src/cli.ts', ...parameters], { env: environment })

/** Processes of the embedded PostgreSQL of this test. */
const postgres = async () => (await run('pgrep', ['-f', folder]).catch(() => ({ stdout: '' }))).stdout

/** pg_ctl calls a server stopped when its pid file is gone: the last thing that it does before it ends, and not yet its end. */
const postgresIsGone = () =>
  vi.waitFor(async () => expect(await postgres()).toBe(''), { timeout: 20_000, interval: 50 })

const figures = { flow: 'safety', round: '2026', k: 10, released: 0, waiting: 0 }

describe('the program', () => {
  test('starts with nothing configured, says what to do next, answers, and ends everything on SIGTERM', async () => {
    const { url, output, stop } = await start()
    expect(output()).toContain('made just now')
    expect(output()).toContain('npx heard chat')
    expect(output()).toContain('telegram: off (set TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET)')
    expect((await stat(join(folder, 'data', 'secrets.json'))).mode & 0o777).toBe(0o600)
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('heard_outcomes_waiting 0')
    expect((await fetch(`${url}/webhooks/telegram`, { method: 'POST' })).status).toBe(404)
    expect(await postgres()).not.toBe('')

    const asked = performance.now()
    expect(await stop()).toBe(0)
    expectWithin(performance.now() - asked, 10_000)
    await postgresIsGone()
  })

  test('heard results works without the server, says what is missing, and leaves nothing running', async () => {
    // Of a closed round only.
    await expect(heard('results', 'safety')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('close it first: heard close safety'),
    })
    expect((await heard('close', 'safety', '--yes')).stdout).toContain('0 conversations ended, 0 interviews released')
    expect(JSON.parse((await heard('results', 'safety', '--json')).stdout)).toMatchObject(figures)
    await postgresIsGone()
  })

  test('keeps its secret, and heard results works while it runs', async () => {
    const second = await start()
    expect(second.output()).not.toContain('made just now')
    expect(JSON.parse((await heard('results', 'safety', '--json')).stdout)).toMatchObject(figures)
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200)
    second.child.kill('SIGKILL')
    await new Promise((resolve) => second.child.once('exit', resolve))
  })

  test('starts again after it was killed, on the PostgreSQL that was left running', async () => {
    expect(await postgres()).not.toBe('')
    const third = await start()
    expect((await fetch(`${third.url}/health/ready`)).status).toBe(200)
    // As when its terminal is closed.
    expect(await third.stop('SIGHUP')).toBe(0)
    await postgresIsGone()
  })
})

test('heard results says which flows there are', async () => {
  await expect(heard('results', 'saftey')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/There is no flow of that name: "saftey"; there are: .*safety/),
  })
})

test('heard lint ends with 0 for a good flow and with 1 for a faulty one', async () => {
  // The numbers in referrals/ are examples.
  expect((await heard('lint', 'safety')).stdout).toMatch(/\d+ warnings/)
  await expect(heard('lint', join(import.meta.dirname, 'program.test.ts'))).rejects.toMatchObject({ code: 1 })
})

// What is refused: config.test.ts. Here: that the program says so and ends, without the value.
test('in production a weak secret is refused', async () => {
  const HEARD_SECRET = 'changeme-changeme-changeme-changeme'
  const started = run(process.execPath, ['src/main.ts'], {
    env: { ...environment, NODE_ENV: 'production', HEARD_SECRET },
  })
  await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('HEARD_SECRET') })
  await expect(started).rejects.toMatchObject({ stderr: expect.not.stringContaining(HEARD_SECRET) })
})
