import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { randomSecret } from '../../src/privacy/chance.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Provider, providers, reads, type Says } from '../support/phones.ts'

const secret = randomSecret()
const round = { flow: 'health-services', round: '2026' }
let database: TestDatabase
let application: RunningApplication
let store: TestStore
beforeAll(async () => {
  database = await createTestDatabase()
  application = await startForTest({ DATABASE_URL: database.url }, secret)
  store = await openTestStore({ url: database.url, secrets: { current: secret, previous: [] } })
})
afterAll(async () => {
  await store.end()
  await application[Symbol.asyncDispose]()
  await database.drop()
})

let people = 0
/** Somebody who has answered every question: the number, the phone, and what is on its screen. */
async function answered(name: string): Promise<{ number: string; says: Says; screen: string }> {
  const provider = providers.find((each) => each.name === name) as Provider
  const number = `${name === 'Telegram' ? '' : '+254'}7009941${String(++people).padStart(4, '0')}`
  const says = provider.phone(application, number)
  let screen = ''
  for (const reply of ['AFYA', '1', '1', '4']) screen = await reads(says, reply)
  return { number, says, screen }
}

/** What arrives on this phone from now on. */
function inboxOf(number: string): string[] {
  const arrived: string[] = []
  const listen = async (): Promise<void> => {
    arrived.push(await application.sent.next(number))
    return listen()
  }
  void listen()
  return arrived
}

test.each(["Africa's Talking USSD", 'Twilio SMS', 'WhatsApp'])(
  'by %s nothing can be sent later, and nothing is offered',
  async (name) => {
    expect((await answered(name)).screen).toContain('Asante')
  },
)

test('whoever said yes, and nobody else, gets the results once: after the round is closed and two have agreed', async () => {
  const offers = /Tuhifadhi namba hii/
  const [wants, declines, stops, chats, wantsByChat] = [
    await answered("Africa's Talking SMS"),
    await answered("Africa's Talking SMS"),
    await answered("Africa's Talking SMS"),
    await answered('Telegram'),
    await answered('Telegram'),
  ]
  for (const { screen } of [wants, declines, stops, chats, wantsByChat]) expect(screen).toMatch(offers)
  expect(await wants.says('1')).toContain('Asante')
  expect(await declines.says('2')).toContain('Asante')
  await stops.says('1')
  expect(await wantsByChat.says('1')).toContain('Asante')
  expect(await store.resultWishes.count(round)).toBe(3)
  await stops.says('STOP')
  expect(await store.resultWishes.count(round)).toBe(2)
  // On Telegram nothing is said that could be read later, unless the person wants it.
  expect(await chats.says('x')).toContain('Asante')

  const inboxes = [wants, declines, stops, wantsByChat].map(({ number }) => inboxOf(number))
  await store.interviews.close(round, 1)
  const texts = { en: 'Most people were treated.', sw: 'Watu wengi walitibiwa.' }
  await store.resultMessages.write(round, texts, 'author')
  const written = (await store.resultMessages.find(round))?.writtenAt as Date
  expect(inboxes).toEqual([[], [], [], []])
  await store.resultMessages.decide(round, written, 'approved', 'approver')

  const arrived = () => inboxes.map((inbox) => inbox.length)
  await vi.waitFor(() => expect(arrived()).toEqual([1, 0, 0, 1]), { timeout: 15_000, interval: 100 })
  await vi.waitFor(async () => expect(await store.backlog()).toMatchObject({ queueDepth: 0 }), { timeout: 5000 })
  const results = 'Heard: Watu wengi walitibiwa. STOP: hakuna ujumbe tena.'
  expect(inboxes).toEqual([[results], [], [], [results]])
  expect(await store.resultWishes.count(round)).toBe(0)
  expect(await store.resultMessages.find(round)).toMatchObject({ queued: 2 })
})
