import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { numberOf, providers, send } from './delivery.ts'
import { patience, printFigures, times } from './length.ts'
import { endServers, masterSecret, type ServerProcess, spawnServer } from './server-process.ts'
import { query } from './stored.ts'

// People answer on two processes while a third closes the round.
const flow = 'functioning'
const messages = ['ACTIVITY', '1', '1', '1', '1', '1', '1', '1', '1']
const thanks = 'Your answers count'
const project = join(import.meta.dirname, '../..')
const k = 5

let database: TestDatabase
let servers: readonly ServerProcess[]
beforeAll(async () => {
  database = await createTestDatabase()
  servers = [0, 1].map(() => spawnServer({ DATABASE_URL: database.url, RELEASE_K: String(k) }))
  await Promise.all(servers.map(({ ready }) => ready))
}, 120_000)
afterAll(async () => {
  await endServers()
  await database.drop()
})

const close = () =>
  promisify(execFile)(process.execPath, ['src/cli.ts', 'close', flow, '--yes'], {
    cwd: project,
    env: {
      ...{ PATH: process.env.PATH, DATABASE_URL: database.url, HEARD_SECRET: masterSecret },
      ...{ RELEASE_K: String(k), LOG_LEVEL: 'silent' },
    },
  })

test(
  'who is thanked is counted, and who is not counted is not thanked, however many answer while the round is closed',
  patience(90, 300),
  async () => {
    let people = 96_000_000
    let thanked = 0
    let isClosed = false
    let begunAfter = 0
    const enough = Promise.withResolvers<void>()
    const provider = providers.Telegram

    async function answer(): Promise<boolean> {
      const who = numberOf(++people)
      const wasClosed = isClosed
      for (const [turn, text] of messages.entries()) {
        const url = servers[(people + turn) % servers.length]?.url() ?? ''
        const { status, body } = await send(url, provider.request(who, text))
        expect(status).toBe(200)
        const screen = provider.screen(body)
        if (screen.includes(thanks)) {
          thanked++
          if (thanked === times(40, 400)) enough.resolve()
          return true
        }
        if (turn === 0 && wasClosed && screen.includes('Take part?')) begunAfter++
        // The round is over for this person: before it began, or in the middle of it.
        if (turn === 0 && !screen.includes('Take part?')) return false
        if (/too late|Send the number of a topic/.test(screen)) return false
      }
      return false
    }
    async function many(): Promise<void> {
      while (await answer());
    }
    const everybody = Promise.all(Array.from({ length: 30 }, many))
    await Promise.race([enough.promise, everybody])
    await close()
    isClosed = true
    // They too are turned away, at once and in each process.
    for (let more = 0; more < 10; more++) expect(await answer()).toBe(false)
    await everybody

    const counted = await query<{ count: number }>(
      database.url,
      `SELECT count(*)::int AS count FROM interview WHERE flow = $1 AND disposition = 'completed'`,
      [flow],
    )
    printFigures('A round closed while people answer on two processes', {
      ...{ thanked, counted: counted[0]?.count ?? 0, 'begun after the close': begunAfter },
    })
    expect(begunAfter).toBe(0)
    expect(thanked).toBeGreaterThanOrEqual(times(40, 400))
    expect(counted).toEqual([{ count: thanked }])
    expect(await query(database.url, 'SELECT id FROM waiting_interview WHERE flow = $1', [flow])).toEqual([])
    expect(await query(database.url, 'SELECT state FROM closed_round')).toEqual([{ state: 'closed' }])
  },
)
