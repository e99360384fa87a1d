import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../src/problem.ts'
import { apology, startServer } from './harness.ts'
import { anotherTwilio, delivery, everyMessage, forged, post, telegram, twilio, ussd } from './requests.ts'

const messages = Object.entries(everyMessage)

/** What the conversation does, and what the phone or the provider must be told. */
const faults = {
  'cannot store anything': () => Promise.reject(new Problem('unavailable', [], { retryAfterSeconds: 12 })),
  'has a fault of its own': () => Promise.reject(new TypeError('x is not a function')),
  'fails before it begins': () => {
    throw new Error('at once')
  },
}

describe.each(Object.entries(faults))('when the conversation %s', (_, converse) => {
  test.each(messages.filter(([name]) => name !== 'ussd'))(
    '%s is told to send the message again',
    async (_, message) => {
      await using server = await startServer({ converse })
      const response = await post(server.root, message)
      expect([response.status, await response.json()]).toEqual([
        503,
        { code: 'unavailable', title: expect.any(String) },
      ])
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    },
  )

  test('USSD tells the person', async () => {
    await using server = await startServer({ converse })
    const response = await post(server.root, ussd())
    expect([response.status, await response.text()]).toEqual([200, `END ${apology}`])
  })
})

test('a delivery report that cannot be stored is sent again', async () => {
  for (const reportDelivery of [
    () => Promise.reject(new Problem('unavailable')),
    () => new Promise<boolean>(() => {}),
  ]) {
    await using server = await startServer({ reportDelivery, limits: { deadlineMilliseconds: 30 } })
    expect((await post(server.root, delivery())).status).toBe(503)
  }
})

test('the time to wait is the one that the problem names', async () => {
  await using server = await startServer({ converse: faults['cannot store anything'] })
  expect((await post(server.root, twilio())).headers.get('retry-after')).toBe('12')
})

test('a conversation that takes too long counts as one that cannot store', async () => {
  const stored = Promise.withResolvers<{ screen: null }>()
  await using server = await startServer({ converse: () => stored.promise, limits: { deadlineMilliseconds: 30 } })
  expect((await post(server.root, telegram())).status).toBe(503)
  expect(await (await post(server.root, ussd())).text()).toBe(`END ${apology}`)
  // What comes too late, good or bad, breaks nothing.
  stored.reject(new Error('late'))
  expect((await fetch(`${server.root}/health/live`)).status).toBe(200)
})

test.each(messages)('a throttled contact of %s is told when to try again', async (_, message) => {
  await using server = await startServer({
    converse: () => Promise.reject(new Problem('throttled', [], { retryAfterSeconds: 41.2 })),
  })
  const response = await post(server.root, message)
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '42'])
  expect(await response.json()).toMatchObject({ code: 'throttled' })
})

test('what the program does not expect is logged as an error, and what an authentic provider should not send as a warning', async () => {
  await using server = await startServer({ converse: () => Promise.reject(new TypeError('a fault of ours')) })
  const levels = () => server.lines.map((line) => (JSON.parse(line) as { level: string }).level)
  await post(server.root, telegram({}))
  expect(levels().filter((level) => level !== 'debug')).toEqual(['warn'])
  await post(server.root, twilio())
  expect(levels().filter((level) => level === 'error')).toHaveLength(1)
})

describe('requests without proof of origin', () => {
  const limits = { rejectionsPerMinute: 3 }
  const statuses = async (count: number, request: () => Promise<Response>) => {
    const seen: number[] = []
    for (let index = 0; index < count; index++) seen.push((await request()).status)
    return seen
  }

  test('are limited for each network address, and what is authentic still passes', async () => {
    await using server = await startServer({ limits })
    const refused = () => post(server.root, forged(everyMessage.ussd))
    expect(await statuses(5, refused)).toEqual([403, 403, 403, 429, 429])
    expect((await refused()).headers.get('retry-after')).toBe('60')
    expect((await post(server.root, twilio())).status).toBe(200)
  })

  test('are the only ones that count', async () => {
    await using server = await startServer({ limits })
    expect(await statuses(10, () => post(server.root, anotherTwilio()))).toEqual(Array(10).fill(200))
    expect(await statuses(5, () => post(server.root, telegram({})))).toEqual(Array(5).fill(400))
    expect(await statuses(5, () => fetch(`${server.root}/nothing`))).toEqual(Array(5).fill(404))
    expect((await post(server.root, forged(twilio()))).status).toBe(403)
  })

  test.each([
    ['do not escape by inventing addresses', undefined, [403, 403, 403, 429, 429]],
    ['are told apart by a proxy that is trusted', 1, [403, 403, 403, 403, 403]],
  ])('%s', async (_, trustProxy, expected) => {
    await using server = await startServer({ limits, trustProxy })
    let last = 0
    const request = () => {
      const message = forged(twilio())
      const headers = { ...message.headers, 'x-forwarded-for': `203.0.113.${++last}`, forwarded: 'for=203.0.113.9' }
      return post(server.root, { ...message, headers })
    }
    expect(await statuses(5, request)).toEqual(expected)
  })
})

test.each([
  ['headers', 'POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\n'],
  [
    'body',
    'POST /webhooks/twilio HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nFrom',
  ],
])('a client that sends its %s too slowly is cut off', async (_, beginning) => {
  await using server = await startServer({ limits: { requestMilliseconds: 200 } })
  const client = connect(server.port, '127.0.0.1')
  const answer: Buffer[] = []
  client.on('data', (data) => answer.push(data))
  client.write(beginning)
  await once(client, 'close')
  expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1.1 408 /)
  expect(server.inbound).toEqual([])
})
