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
const postgresIsGone = () => vi.waitFor(async () => expect(await postgres()).toBe(''), { timeout: 2000, interval: 20 })

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

  test('keeps its secret: the next start makes none', async () => {
    const second = await start()
    expect(second.output()).not.toContain('made just now')
    expect(await second.stop()).toBe(0)
  })

  test('starts again after it was killed, on the PostgreSQL that was left running', async () => {
    const first = await start()
    first.child.kill('SIGKILL')
    await new Promise((resolve) => first.child.once('exit', resolve))
    expect(await postgres()).not.toBe('')
    const second = await start()
    expect((await fetch(`${second.url}/health/ready`)).status).toBe(200)
    // As when its terminal is closed.
    expect(await second.stop('SIGHUP')).toBe(0)
    await postgresIsGone()
  })
})

describe('heard results', () => {
  test('works while the server runs, and without it', async () => {
    const figures = { flow: 'safety', round: '2026', k: 10, released: 0, waiting: 0 }
    // Of a closed round only, and of one at a time.
    await expect(heard('results', 'safety')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('close it first: heard close safety'),
    })
    expect((await heard('close', 'safety', '--yes')).stdout).toContain('0 conversations ended, 0 interviews released')
    const without = await heard('results', 'safety', '--json')
    expect(JSON.parse(without.stdout)).toMatchObject(figures)
    await postgresIsGone()

    const { url, stop } = await start()
    expect(JSON.parse((await heard('results', 'safety', '--json')).stdout)).toMatchObject(figures)
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    expect((await heard('results', 'safety', '--by', 'gender')).stdout).toContain('0 interviews released')
    await stop()
  })

  test('says which flows there are', async () => {
    await expect(heard('results', 'saftey')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/There is no flow of that name: "saftey"; there are: .*safety/),
    })
  })
})

test('heard lint ends with 0 for a good flow and with 1 for a faulty one', async () => {
  expect((await heard('lint', 'disputes')).stdout).toContain('nothing to mend')
  // The numbers in referrals/ are examples.
  expect((await heard('lint', 'safety')).stdout).toMatch(/\d+ warnings/)
  await expect(heard('lint', join(import.meta.dirname, 'program.test.ts'))).rejects.toMatchObject({ code: 1 })
})

describe('in production', () => {
  const good = 'a-good-secret-of-forty-bytes-Qx7Zp2Lw9Tn'

  test.each<[string, NodeJS.ProcessEnv]>([
    ['HEARD_SECRET', {}],
    ['HEARD_SECRET', { HEARD_SECRET: 'too short to be any good' }],
    ['HEARD_SECRET', { HEARD_SECRET: 'changeme-changeme-changeme-changeme' }],
    ['TELEGRAM_WEBHOOK_SECRET', { HEARD_SECRET: good, TELEGRAM_BOT_TOKEN: '1:x', TELEGRAM_WEBHOOK_SECRET: 'secret' }],
  ])('%s must be set, long and no placeholder (%j); its value is never shown', async (name, variables) => {
    const started = run(process.execPath, ['src/main.ts'], {
      env: { ...environment, NODE_ENV: 'production', ...variables },
    })
    const failure = await started.then(
      () => {
        throw new Error('it started')
      },
      (error: { code: number; stderr: string }) => error,
    )
    expect(failure.code).toBe(1)
    expect(failure.stderr).toContain(name)
    const value = variables[name]
    if (value) expect(failure.stderr).not.toContain(value)
  })
})
