import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expectWithin } from '../support/time-bound.ts'
import { startCampaign } from './campaign.ts'
import { long, patience, printFigures, times } from './length.ts'
import { postmasterOf } from './postgres-process.ts'
import { endServers, type ServerProcess, spawnServer } from './server-process.ts'

// On the embedded PostgreSQL, which the program starts and stops itself. Stopping on a given one: kills.test.ts.
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heard-embedded-'))
})
afterEach(async () => {
  await endServers()
  // Only a failed test has left it running.
  const left = await postmasterOf(join(folder, 'postgres', 'data')).catch(() => null)
  if (left !== null) process.kill(left, 'SIGQUIT')
  await rm(folder, { recursive: true, force: true })
})

const milliseconds = { toStop: 10_000, toRecover: 10_000 }

/** SIGTERM under load; resolves with the milliseconds until the process was gone. */
async function stop(server: ServerProcess): Promise<number> {
  const ended = await server.end('SIGTERM')
  expect(ended.code, server.output()).toBe(0)
  expectWithin(ended.milliseconds, milliseconds.toStop)
  return Math.round(ended.milliseconds)
}

// In the short form program.test.ts and store/embedded.test.ts meet each of these by itself.
test.runIf(long)(
  'stopped, killed, and its PostgreSQL killed, all under load: nothing acknowledged is gone',
  patience(90, 600),
  async () => {
    const environment = { DATA_DIR: folder }
    const data = join(folder, 'postgres', 'data')
    const isRunning = async () => {
      const pid = await postmasterOf(data).catch(() => null)
      try {
        return pid !== null && process.kill(pid, 0)
      } catch {
        return false
      }
    }
    let server = spawnServer(environment)
    await server.ready
    const campaign = startCampaign(() => [server.url()].filter((url) => url !== null), { atATime: 6 })
    const restart = async () => {
      server = spawnServer(environment)
      await server.ready
      await campaign.acknowledges(20)
    }

    const rounds = times(1, 20)
    let [slowestEnd, slowestRecovery] = [0, 0]
    await campaign.acknowledges(20)
    for (let round = 0; round < rounds; round++) {
      // A kill leaves PostgreSQL running; the next process enters it, and its clean end stops it all the same.
      await server.end('SIGKILL')
      expect(await isRunning()).toBe(true)
      await restart()
      slowestEnd = Math.max(slowestEnd, await stop(server))
      expect(await isRunning()).toBe(false)
      await restart()

      const killed = performance.now()
      process.kill(await postmasterOf(data), 'SIGKILL')
      await campaign.acknowledges(20)
      const recovery = performance.now() - killed
      expectWithin(recovery, milliseconds.toRecover)
      slowestRecovery = Math.max(slowestRecovery, Math.round(recovery))
    }

    const password = await readFile(join(folder, 'postgres', 'password'), 'utf8')
    const port = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[3]
    const result = await campaign.finish(`postgresql://heard:${password}@127.0.0.1:${port}/heard`)
    slowestEnd = Math.max(slowestEnd, await stop(server))
    expect(await isRunning()).toBe(false)
    printFigures('The embedded PostgreSQL', {
      rounds,
      'slowest end (ms)': slowestEnd,
      'slowest recovery of PostgreSQL (ms)': slowestRecovery,
      ...result,
    })
    expect(result).toMatchObject({ lost: 0, doubled: 0, foreign: 0 })
  },
)
