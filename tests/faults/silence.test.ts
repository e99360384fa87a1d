import { afterAll, beforeAll, expect, test } from 'vitest'
import { settings } from '../channels/settings.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { requests, screens } from '../support/phones.ts'
import { numberOf, providers, send } from './delivery.ts'
import { times } from './length.ts'
import { endServers, spawnServer } from './server-process.ts'
import { query } from './stored.ts'

// Whoever is no person, or answers like a machine, must not be answered for ever.
let database: TestDatabase
let url: string
beforeAll(async () => {
  database = await createTestDatabase()
  url = await spawnServer({ DATABASE_URL: database.url, TWILIO_NUMBERS: settings.twilio.numbers.join(',') }).ready
}, 120_000)
afterAll(async () => {
  await endServers()
  await database.drop()
})

let ids = 0
const twilioId = () => `SM5${String(++ids).padStart(31, '0')}`
const [own, otherOwn] = settings.twilio.numbers

test.each([
  ['a short code', '22384'],
  ['an alphanumeric sender', 'MTN'],
  ['the number that the message comes to', own],
  ['another number of ours', otherOwn],
])('%s gets no answer and leaves nothing behind', async (_, from) => {
  const rows = 'SELECT FROM contact'
  const before = (await query(database.url, rows)).length
  for (const text of ['HEALTH', '1', 'STOP']) {
    const byTwilio = await send(url, requests.twilio(from, text, twilioId(), own))
    expect(byTwilio.status).toBe(200)
    expect(screens.twilio(byTwilio.body)).toBe('')
    const byAfricasTalking = await send(
      url,
      requests.africasTalkingSms(from === own ? '22384' : from, text, `own-${++ids}`),
    )
    expect(byAfricasTalking).toMatchObject({ status: 200, body: '' })
  }
  // A number of ours at one provider is a number like any other to the other one.
  expect((await query(database.url, rows)).length).toBe(before + (from === otherOwn ? 1 : 0))
})

const machines = Array.from({ length: times(1, 50) }, (_, index) => numberOf(80_000_000 + index))

test.each(Object.entries(providers))(
  'two machines that greet each other on %s stop after five exchanges',
  async (_, provider) => {
    for (const who of machines) {
      const says = async (text: string) => {
        const { status, body } = await send(url, provider.request(who, text))
        expect(status).toBe(200)
        return provider.screen(body)
      }
      const heard: string[] = []
      for (let exchange = 0; exchange < 8; exchange++) heard.push(await says('Thank you for your message!'))
      expect(heard.slice(0, 5).every((screen) => screen !== '')).toBe(true)
      expect(heard.slice(5)).toEqual(['', '', ''])
      // A person who says something else is heard again.
      expect(await says('ACTIVITY')).not.toBe('')
    }
  },
)

test('an echo of each screen is not answered for ever', async () => {
  const who = numberOf(81_000_000)
  let [said, exchanges] = ['HEALTH', 0]
  while (said !== '' && exchanges < 40) {
    const { body } = await send(url, providers.Telegram.request(who, said))
    said = providers.Telegram.screen(body)
    exchanges++
  }
  expect(said).toBe('')
})

test('a person who gives the same answer to one question after the other is never met with silence', async () => {
  const who = numberOf(82_000_000)
  for (const text of ['ACTIVITY', '1', '1', '1', '1', '1', '1', '1', '1']) {
    const { body } = await send(url, providers['Twilio SMS'].request(who, text))
    expect(screens.twilio(body)).not.toBe('')
  }
})
