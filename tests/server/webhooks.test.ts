import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { incoming as twilioSms } from '../channels/cases/twilio.ts'
import { noSettings, settings } from '../channels/settings.ts'
import { type RunningServer, startServer } from './harness.ts'
import { problemDocument } from './problem-document.ts'
import { delivery, everyMessage, forged, type Message, post, sms, telegram, twilio, ussd } from './requests.ts'

const messages = Object.entries(everyMessage)
const twilioReport = twilio({ ...twilioSms, MessageStatus: 'undelivered' })

describe('an authentic message', () => {
  test.each([
    ['Twilio', twilio(), 'text/xml; charset=utf-8', /^<\?xml.*<Message [^>]*>Is it far\?\n1 Yes\n2 No<\/Message>/s],
    ['Telegram', telegram(), 'application/json; charset=utf-8', /"method":"sendMessage"/],
    ['USSD', ussd(), 'text/plain; charset=utf-8', /^CON Is it far\?\n1 Yes\n2 No$/],
    ["Africa's Talking SMS", sms(), 'text/plain; charset=utf-8', /^$/],
  ])('is answered as %s takes it', async (_, message, contentType, body) => {
    await using server = await startServer()
    const response = await post(server.root, message)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, contentType])
    expect(await response.text()).toMatch(body)
    expect(server.inbound).toHaveLength(1)
  })

  test.each([
    ["Africa's Talking", delivery('sms/delivery'), ['africastalking-sms', 'ATXid_1', 'delivered']],
    ["Africa's Talking, at another address", delivery('delivery'), ['africastalking-sms', 'ATXid_1', 'delivered']],
    ['Twilio', twilioReport, ['twilio', twilioSms.MessageSid, 'failed']],
  ])('may be a delivery report of %s, which is acknowledged, known or not', async (_, message, report) => {
    for (const isNews of [true, false]) {
      const reports: unknown[] = []
      await using server = await startServer({
        reportDelivery: (...given) => {
          reports.push(given)
          return Promise.resolve(isNews)
        },
      })
      expect((await post(server.root, message)).status).toBe(200)
      expect(reports).toEqual([report])
      expect(server.inbound).toEqual([])
    }
  })

  test('may have a character set in capitals, and be compressed', async () => {
    await using server = await startServer()
    const { path, headers, body } = twilio()
    const message: Message = {
      path,
      headers: {
        ...headers,
        'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8',
        'content-encoding': 'gzip',
      },
      body: gzipSync(body),
    }
    expect((await post(server.root, message)).status).toBe(200)
  })

  test('is told to the conversation with the way that its answer takes', async () => {
    const ways: unknown[] = []
    await using server = await startServer({
      converse: (_inbound, way) => {
        ways.push(way)
        return Promise.resolve({ screen: null })
      },
    })
    for (const [, message] of messages) await post(server.root, message)
    expect(ways).toEqual([
      { channel: 'twilio', reply: 'response', sends: false, erases: false },
      { channel: 'telegram', reply: 'response', sends: true, erases: false },
      { channel: 'africastalking-ussd', reply: 'response', sends: false, erases: false },
      { channel: 'africastalking-sms', reply: 'queue', sends: true, erases: false },
    ])
  })
})

/** Requests that no provider sends, made of an authentic one. */
const strange: Record<string, (message: Message) => [message: Message, status: number, init?: RequestInit]> = {
  'without proof of origin': (message) => [forged(message), 403],
  'without content type': ({ headers, ...message }) => {
    const { 'content-type': _, ...others } = headers
    return [{ ...message, headers: others, body: Buffer.from(message.body) }, 415]
  },
  'of another content type': (message) => [withHeaders(message, { 'content-type': 'text/plain' }), 415],
  'of a content type that is none': (message) => [withHeaders(message, { 'content-type': 'form' }), 415],
  'in another character set': (message) => [
    withHeaders(message, { 'content-type': `${message.headers['content-type']}; charset=utf-16` }),
    415,
  ],
  'that is too large': (message) => [{ ...message, body: `${message.body}&x=${'x'.repeat(16 * 1024)}` }, 413],
  'that unpacks to too much': (message) => [
    { ...withHeaders(message, { 'content-encoding': 'gzip' }), body: gzipSync('x'.repeat(10_000_000)) },
    413,
  ],
  'that is not packed as it says': (message) => [withHeaders(message, { 'content-encoding': 'gzip' }), 400],
  'packed in an unknown way': (message) => [withHeaders(message, { 'content-encoding': 'rot13' }), 415],
  'by PUT': (message) => [message, 405, { method: 'PUT' }],
  'by DELETE': (message) => [message, 405, { method: 'DELETE' }],
  'by OPTIONS': (message) => [message, 405, { method: 'OPTIONS' }],
}

const withHeaders = (message: Message, headers: Record<string, string>): Message => ({
  ...message,
  headers: { ...message.headers, ...headers },
})

describe.each(messages)('a request to %s', (_, message) => {
  test.each(Object.entries(strange))('%s is refused, clearly and without effect', async (_, change) => {
    await using server = await startServer()
    const [changed, status, init] = change(message)
    const response = await post(server.root, changed, init)
    expect([response.status, await response.json()]).toEqual([
      status,
      problemDocument(expect.stringMatching(/^[a-z_]+$/), status),
    ])
    expect(server.inbound).toEqual([])
  })

  test.each(['GET', 'TRACE'])('by %s is refused', async (method) => {
    await using server = await startServer()
    const { status, headers } = await send(server, { ...message, method, body: '' })
    expect([status, headers.allow]).toEqual([405, 'POST'])
    expect(server.inbound).toEqual([])
  })

  test('without a body has no effect', async () => {
    await using server = await startServer()
    const response = await post(server.root, { ...message, body: '' })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect(server.inbound).toEqual([])
  })

  test('is not found where its channel is off', async () => {
    await using server = await startServer({ channels: noSettings })
    expect((await post(server.root, message)).status).toBe(404)
  })

  test('that ends too early has no effect, and the server goes on', async () => {
    await using server = await startServer()
    const { path, headers, body } = message
    const truncated = request(server.root + path, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length + 10 },
    })
    const closed = new Promise((resolve) => truncated.on('error', resolve).on('close', resolve))
    truncated.write(body, () => truncated.destroy())
    await closed
    expect((await post(server.root, message)).status).toBe(200)
    expect(server.inbound).toHaveLength(1)
  })
})

interface RawResponse {
  readonly status: number
  readonly headers: Record<string, unknown>
}

/** What fetch refuses to send: TRACE, the same header twice. */
function send(
  { port }: RunningServer,
  {
    path,
    headers,
    body,
    method = 'POST',
  }: Omit<Message, 'headers'> & { headers: Record<string, string | string[]>; method?: string },
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    })
    sent.on('error', reject).end(body)
  })
}

describe('a form', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}=1`).join('&')

  test.each([
    ['more than 100 fields', fields(101)],
    ['more than 100 times the same field', 'text=1&'.repeat(101)],
  ])('with %s is refused', async (_, extra) => {
    await using server = await startServer()
    expect((await post(server.root, { ...ussd(), body: `${ussd().body}&${extra}` })).status).toBe(413)
    expect(server.inbound).toEqual([])
  })

  test.each([
    ['names of methods and prototypes', 'hasOwnProperty=1&toString=1&__proto__=x&constructor=y&a[b]=c'],
    ['broken escapes and empty names', '%=%&=&&%E0%A4%A=1'],
    ['just not too many fields', fields(90)],
  ])('with %s is still understood', async (_, extra) => {
    await using server = await startServer()
    expect((await post(server.root, { ...ussd(), body: `${ussd().body}&${extra}` })).status).toBe(200)
    expect(server.inbound).toHaveLength(1)
  })
})

describe('a proof of origin', () => {
  test('given twice is refused', async () => {
    await using server = await startServer()
    for (const message of [twilio(), telegram()]) {
      const headers = Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, name.startsWith('x-') ? [value, value] : value]),
      )
      expect((await send(server, { ...message, headers })).status).toBe(403)
    }
    expect(server.inbound).toEqual([])
  })

  test('of Twilio holds for the configured address, whatever the request says about hosts', async () => {
    await using server = await startServer()
    const spoofed = {
      host: 'evil.example.org',
      'x-forwarded-host': 'evil.example.org',
      'x-forwarded-proto': 'http',
      'x-original-url': '/elsewhere',
    }
    const message = twilio()
    expect((await send(server, { ...message, headers: { ...message.headers, ...spoofed } })).status).toBe(200)
  })

  test('with a broken escape in the path is refused', async () => {
    await using server = await startServer()
    const path = '/webhooks/africastalking/%E0%A4%A/ussd'
    expect((await post(server.root, { ...ussd(), path })).status).toBe(400)
  })
})

test('a body of nothing but depth is refused, and the server goes on', async () => {
  await using server = await startServer()
  expect((await post(server.root, telegram('['.repeat(5000) + ']'.repeat(5000)))).status).toBe(400)
  expect((await post(server.root, telegram('['.repeat(16_000)))).status).toBe(400)
  expect((await post(server.root, telegram())).status).toBe(200)
})

test('nothing private is logged, whatever happens', async () => {
  await using server = await startServer({
    converse: ({ address, input }) =>
      Promise.reject(new Error(`cannot store ${address.value} ${JSON.stringify(input)}`)),
  })
  const secret = 'my private answer'
  const written = {
    ...everyMessage,
    telegram: telegram({ update_id: 1, message: { text: secret, chat: { id: 1111111111, type: 'private' } } }),
  }
  for (const message of Object.values(written)) {
    await post(server.root, message)
    await post(server.root, forged(message))
    await post(server.root, { ...message, body: 'broken' })
  }
  const log = server.lines.join('')
  expect(server.lines.length).toBeGreaterThan(8)
  const canaries = [
    '254711000111',
    '1111111111',
    secret,
    settings.africasTalking.webhookSecret,
    settings.telegram.webhookSecret,
    settings.twilio.authToken,
    settings.telegram.botToken,
  ]
  expect(canaries.filter((canary) => log.includes(canary))).toEqual([])
})
