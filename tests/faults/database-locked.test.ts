import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Keyring } from '../../src/privacy/keyring.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { requests } from '../support/phones.ts'
import { expectWithin } from '../support/time-bound.ts'
import { startCampaign } from './campaign.ts'
import { numberOf, providers, send } from './delivery.ts'
import { long, patience, printFigures } from './length.ts'
import { createModel } from './model.ts'
import { endServers, spawnServer } from './server-process.ts'
import { keyringOf } from './stored.ts'

let database: TestDatabase
let keyring: Keyring
let url: string
let campaign: ReturnType<typeof startCampaign>
let other: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  other = new pg.Client({ connectionString: database.url })
  await other.connect()
  url = await spawnServer({ DATABASE_URL: database.url, LOG_LEVEL: 'silent' }).ready
  keyring = await keyringOf(database.url)
  campaign = startCampaign(() => [url], { atATime: 4 })
}, 120_000)
afterAll(async () => {
  await other.end()
  await endServers()
  await database.drop()
})

const lasts = long ? 60_000 : 0
const who = numberOf(60_000_000)

test('a row that somebody locks refuses its contact in time, and nobody else', patience(60, 300), async () => {
  const { request } = providers['Twilio SMS']
  const sms = createModel(keyring, 'sms', { scheme: 'tel', value: who })
  const ussd = createModel(keyring, 'ussd', { scheme: 'tel', value: who })
  expect((await send(url, request(who, 'ACTIVITY'))).status).toBe(200)
  expect((await send(url, requests.ussd(who, '', 'ATUid_locked'))).body).toMatch(/^CON /)

  const keys = [sms, ussd].map(({ contact }) => Buffer.from(contact, 'base64url'))
  await other.query('BEGIN')
  await other.query('SELECT FROM contact WHERE contact_key = ANY($1) FOR UPDATE', [keys])
  const agreed = request(who, '1')
  const until = performance.now() + lasts
  do {
    const [bySms, byUssd] = await Promise.all([
      send(url, agreed),
      send(url, requests.ussd(who, '3', 'ATUid_locked')),
      campaign.acknowledges(10),
    ])
    expect(bySms).toMatchObject({ status: 503 })
    expect(byUssd).toMatchObject({ status: 200, body: expect.stringMatching(/^END /) })
    expectWithin(Math.max(bySms.milliseconds, byUssd.milliseconds), 5000)
  } while (performance.now() < until)
  await other.query('ROLLBACK')

  const released = performance.now()
  expect(await send(url, agreed)).toMatchObject({ status: 200, body: expect.stringContaining('You are') })
  expect((await send(url, requests.ussd(who, '', 'ATUid_again'))).body).toMatch(/^CON /)
  expectWithin(performance.now() - released, 10_000)
})

test.runIf(long)(
  'a table that somebody locks keeps every connection busy: all are refused in time',
  patience(60, 300),
  async () => {
    await campaign.acknowledges(10)
    await other.query('BEGIN')
    await other.query('LOCK TABLE contact IN ACCESS EXCLUSIVE MODE')
    const people = Array.from({ length: 30 }, (_, person) =>
      providers.Telegram.request(numberOf(61_000_000 + person), '1'),
    )
    const until = performance.now() + lasts
    do {
      for (const { status, milliseconds } of await Promise.all(people.map((request) => send(url, request)))) {
        expect(status).toBe(503)
        expectWithin(milliseconds, 5000)
      }
    } while (performance.now() < until)
    await other.query('ROLLBACK')
    const released = performance.now()
    await Promise.all([campaign.acknowledges(10), ...people.map((request) => send(url, request))])
    expectWithin(performance.now() - released, 10_000)
  },
)

test('nothing that was acknowledged is gone, and nothing is there twice', patience(60, 120), async () => {
  const result = await campaign.finish(database.url)
  printFigures('Rows and tables locked by others', { ...result })
  expect(result).toMatchObject({ lost: 0, doubled: 0, foreign: 0 })
})
