import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { expectWithin } from '../support/time-bound.ts'
import { startCampaign } from './campaign.ts'
import { patience, printFigures, times } from './length.ts'
import { endServers, type ServerProcess, spawnServer } from './server-process.ts'

// Processes that share a database are killed again and again, and now and then told to stop, while people answer and
// providers try again.
const kills = times(2, 1000)
const stops = times(1, 100)
const millisecondsToStop = 10_000
const processes = times(2, 3)

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await endServers()
  await database.drop()
})

test(
  `${kills} SIGKILLs and ${stops} SIGTERMs under load: what was acknowledged is there once`,
  patience(90, 7200),
  async () => {
    const environment = { DATABASE_URL: database.url }
    const servers = [spawnServer(environment)]
    // The first one makes the tables of the queue.
    await servers[0]?.ready
    while (servers.length < processes) servers.push(spawnServer(environment))
    const campaign = startCampaign(() => servers.map((server) => server.url()).filter((url) => url !== null))
    const signals = Array.from({ length: kills + stops }, (_, index): 'SIGTERM' | 'SIGKILL' =>
      index % Math.floor(kills / stops + 1) === 1 ? 'SIGTERM' : 'SIGKILL',
    )
    let whileStarting = 0
    let slowestStop = 0

    /** Ends one process after the other in this place: mostly at work, now and then while it starts. */
    async function endAndRestart(place: number): Promise<void> {
      for (let signal = signals.pop(); signal; signal = signals.pop()) {
        const server = servers[place] as ServerProcess
        if (signal === 'SIGKILL' && randomInt(10) === 0) await sleep(randomInt(1000))
        else {
          await server.ready
          await campaign.acknowledges(randomInt(1, 60))
          await sleep(randomInt(20))
        }
        if (server.url() === null) whileStarting++
        const ended = await server.end(signal)
        servers[place] = spawnServer(environment)
        if (signal === 'SIGKILL') continue
        expect(ended.code, server.output()).toBe(0)
        expectWithin(ended.milliseconds, millisecondsToStop)
        slowestStop = Math.max(slowestStop, Math.round(ended.milliseconds))
      }
      await servers[place]?.ready
    }
    const killing = Promise.all(servers.map((_, place) => endAndRestart(place)))
    await Promise.race([killing, campaign.everybody])
    await killing

    const result = await campaign.finish(database.url)
    printFigures('Processes killed and stopped under load', {
      ...{ kills, 'killed while starting': whileStarting, stops, 'slowest stop (ms)': slowestStop, processes },
      ...result,
    })
    expect(result).toMatchObject({ lost: 0, doubled: 0, foreign: 0 })
    expect(result.people).toBeGreaterThan(kills)
  },
)
