import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Behaviour, type FakeProvider, startProvider } from '../support/fake-provider.ts'
import { questionnaires } from '../support/flows.ts'
import { newPerson } from '../support/person.ts'
import { requests } from '../support/phones.ts'
import { numberOf, send } from './delivery.ts'
import { long, patience, printFigures } from './length.ts'
import { endServers, type ServerProcess, spawnServer } from './server-process.ts'
import { query } from './stored.ts'

/** One try to send something to one number. */
interface Try {
  readonly at: number
  readonly message: string
}

let messageIds = 0
/** As Africa's Talking answers: whether the message was taken stands with its recipient. */
const recipient = (statusCode: number): Behaviour => ({
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ SMSMessageData: { Recipients: [{ statusCode, messageId: `ATXid_${++messageIds}` }] } }),
})
const accepted = 101
const inBlacklist = 406

let database: TestDatabase
let provider: FakeProvider
let server: ServerProcess
let url: string
const environment = () => ({ DATABASE_URL: database.url, AFRICASTALKING_API_ROOT: provider.root })
const tries = new Map<string, Try[]>()
/** What the provider does with the tries to send to a number, one after the other; then it takes everything. */
const scripts = new Map<string, Behaviour[]>()

beforeAll(async () => {
  database = await createTestDatabase()
  provider = await startProvider(({ body }) => {
    const form = new URLSearchParams(body)
    const [to, message] = [form.get('to') ?? '', form.get('message') ?? '']
    tries.set(to, [...(tries.get(to) ?? []), { at: performance.now(), message }])
    return scripts.get(to)?.shift() ?? recipient(accepted)
  })
  server = spawnServer(environment())
  url = await server.ready
}, 120_000)
const figures: Record<string, string> = {}
afterAll(async () => {
  printFigures('A reply, by what the provider does with it', figures)
  await endServers()
  await provider[Symbol.asyncDispose]()
  await database.drop()
})

let people = 70_000_000
let messages = 0

/** Somebody who writes by SMS, beside somebody whom nothing disturbs and who is shown what should be shown. */
function somebody(...script: Behaviour[]) {
  const who = numberOf(++people)
  const undisturbed = newPerson()
  scripts.set(who, script)
  return {
    who,
    tries: () => tries.get(who) ?? [],
    /** Resolves with the screen that should follow. */
    async writes(text: string): Promise<string> {
      const answer = await send(url, requests.africasTalkingSms(who, text, `queue-${++messages}`))
      expect(answer).toMatchObject({ status: 200, body: '' })
      return (await undisturbed.phone.does({ kind: 'says', text }))?.text ?? ''
    },
    /** Resolves when this message was tried so often. */
    tried: (message: string, times = 1) =>
      vi.waitUntil(() => (tries.get(who) ?? []).filter((each) => each.message === message).length >= times, {
        timeout: long ? 120_000 : 50_000,
        interval: 20,
      }),
  }
}

const json = { 'content-type': 'application/json' }
/** What takes long is left to the long form. */
const allCases: readonly {
  name: string
  script: Behaviour[]
  attempts: number
  leastMilliseconds?: number
  slow?: true
}[] = [
  {
    name: '429 with Retry-After: not before that',
    script: [{ status: 429, headers: { 'retry-after': '5' }, body: '' }],
    attempts: 2,
    leastMilliseconds: 5000,
  },
  { name: '500 and 503: until it is taken', script: [{ status: 500 }, { status: 503 }], attempts: 3, slow: true },
  { name: '403: never again', script: [{ status: 403, headers: json, body: '{}' }], attempts: 1 },
  { name: '400: never again', script: [{ status: 400, headers: json, body: '{}' }], attempts: 1 },
  { name: 'recipient code 403, invalid number: never again', script: [recipient(403)], attempts: 1 },
  { name: 'recipient code 500: once more', script: [recipient(500)], attempts: 2 },
  { name: 'closes the connection after having taken it: once more', script: ['closes'], attempts: 2 },
  {
    name: 'closes it again and again: at most one copy',
    script: ['closes', 'closes', 'closes'],
    attempts: 2,
    slow: true,
  },
  { name: 'hangs: once more', script: ['hangs'], attempts: 2, slow: true },
]

const cases = allCases.filter(({ slow }) => long || !slow)

describe.concurrent('what the provider does with a reply, and how often it is tried', () => {
  test.each(cases)('$name', patience(60, 180), async ({ name, script, attempts, leastMilliseconds = 0 }) => {
    const person = somebody(...script)
    const first = await person.writes('HEALTH')
    // Written before the first reply has left: the second waits for it, whatever becomes of it.
    const second = await person.writes('1')
    await person.tried(second)
    const all = person.tries()
    expect(all.map(({ message }) => message)).toEqual([...Array.from({ length: attempts }, () => first), second])
    const [one, two] = all
    if (leastMilliseconds > 0) expect((two?.at ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(leastMilliseconds)
    figures[name] = `${all.length - 1} ${all.length === 2 ? 'try' : 'tries'}, none skipped`
  })

  test(
    'the person is on the list of those who want nothing: nothing is sent until they write START',
    patience(60, 180),
    async () => {
      const person = somebody(recipient(inBlacklist))
      const first = await person.writes('HEALTH')
      await person.tried(first)
      await vi.waitUntil(async () => (await optedOut()) > 0, { timeout: 20_000, interval: 50 })
      await person.writes('1')
      await person.writes('START')
      await vi.waitUntil(() => person.tries().length > 1, { timeout: 20_000, interval: 20 })
      expect(person.tries()).toHaveLength(2)
      expect(person.tries()[1]?.message).toContain(questionnaires.system.en?.system?.started)
    },
  )

  test(
    'a sensitive question that may have arrived is not sent again; one that was refused is',
    patience(60, 180),
    async () => {
      const person = somebody()
      let expected = await person.writes('LIFE')
      const screens = [expected]
      // To the question whether the person is alone and safe, and past it.
      while (!/safe/i.test(expected)) {
        await person.tried(expected)
        expected = await person.writes('1')
        screens.push(expected)
        expect(screens.length).toBeLessThan(20)
      }
      await person.tried(expected)
      scripts.set(person.who, [{ status: 503 }, 'closes'])
      const sensitive = await person.writes('1')
      await person.tried(sensitive, 2)
      const next = await person.writes('0')
      await person.tried(next)
      const after = person.tries().slice(screens.length)
      expect(after.map(({ message }) => message)).toEqual([sensitive, sensitive, next])
    },
  )
})

const optedOut = async () => (await query(database.url, 'SELECT FROM contact WHERE opted_out')).length

test('what became of a reply never goes back', patience(30, 60), async () => {
  const person = somebody()
  await person.tried(await person.writes('HEALTH'))
  const id = `ATXid_${messageIds}`
  const states = async () =>
    (await query<{ state: string }>(database.url, 'SELECT state FROM delivery')).map(({ state }) => state)
  const known = (await vi.waitUntil(async () => (await states()).length > 0 && states(), {
    timeout: 10_000,
  })) as string[]
  const report = (status: string) => {
    const { headers, path } = requests.africasTalkingSms(person.who, '', '')
    return send(url, { path: `${path}/delivery`, headers, body: new URLSearchParams({ id, status }).toString() })
  }
  for (const status of ['Submitted', 'Success', 'Sent', 'Buffered', 'Failed', 'Success', 'Nonsense']) {
    expect((await report(status)).status).toBe(200)
  }
  expect((await states()).toSorted()).toEqual(known.with(known.indexOf('sent'), 'delivered').toSorted())
  const counted = await (await fetch(`${url}/metrics`)).text()
  expect(counted).toMatch(/heard_deliveries_total\{channel="africastalking-sms",state="delivered"\} 1/)
})

test.runIf(long)(
  'a worker that is killed while the provider hangs: sent again within a minute',
  patience(0, 180),
  async () => {
    const person = somebody('hangs')
    const first = await person.writes('HEALTH')
    await person.tried(first)
    await server.end('SIGKILL')
    const killed = performance.now()
    server = spawnServer(environment())
    url = await server.ready
    await person.tried(first, 2)
    const seconds = Math.round((performance.now() - killed) / 1000)
    printFigures('Worker killed while sending', { 'seconds until another one sends': seconds })
    expect(seconds).toBeLessThan(60)
  },
)
