import { describe, expect, test } from 'vitest'
import { africasTalkingSms } from '../../src/channels/africastalking-sms.ts'
import type { Address } from '../../src/channels/channel.ts'
import { type ChannelSettings, isOn } from '../../src/channels/index.ts'
import { telegram } from '../../src/channels/telegram.ts'
import type { Screen } from '../../src/core/reply.ts'
import { type Behaviour, startFakeProvider } from '../support/fake-provider.ts'
import { settings } from './settings.ts'

const screen: Screen = { text: 'Is it far & long?\n1 Yes', buttons: ['1 Yes'], end: false }

/** What differs between the providers that messages are sent to. */
const providers = {
  "Africa's Talking": {
    create: africasTalkingSms,
    settingsAt: (apiRoot: string): ChannelSettings => ({
      ...settings,
      africasTalking: { ...settings.africasTalking, apiRoot },
    }),
    address: { scheme: 'tel', value: '+254711000111' },
    sentId: 'ATXid_1',
    behaviours: {
      accepted: ['processed', 'sent', 'queued'].map((_, index) => recipient(100 + index)),
      rejected: [recipient(403), recipient(404), recipient(407), { status: 400 }, { status: 422 }],
      blocked: recipient(406),
      unavailable: [
        recipient(402),
        recipient(405),
        recipient(500),
        recipient(501),
        recipient(502),
        { status: 201, body: JSON.stringify({ SMSMessageData: { Message: 'InvalidSenderId', Recipients: [] } }) },
        { status: 401 },
        { status: 500 },
        { status: 503 },
        { status: 302, headers: { location: '/elsewhere' } },
      ],
      uncertain: ['closes', { status: 201, body: '<html>' }, { status: 200, body: '{"SMSMessageData":' }],
      throttled: { status: 429, headers: { 'retry-after': '7' } },
    },
  },
  Telegram: {
    create: telegram,
    settingsAt: (apiRoot: string): ChannelSettings => ({ ...settings, telegram: { ...settings.telegram, apiRoot } }),
    address: { scheme: 'telegram', value: '1111111111' },
    sentId: null,
    behaviours: {
      accepted: [{ status: 200, body: JSON.stringify({ ok: true, result: { message_id: 1 } }) }],
      rejected: [refusal(400, 'Bad Request: chat not found'), refusal(404, 'Not Found')],
      blocked: refusal(403, 'Forbidden: bot was blocked by the user'),
      unavailable: [
        refusal(401, 'Unauthorized'),
        refusal(500, 'Internal Server Error'),
        { status: 502, body: '<html>' },
        { status: 302, headers: { location: '/elsewhere' } },
      ],
      uncertain: ['closes'],
      throttled: refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }),
    },
  },
} satisfies Record<string, ProviderCases>

interface ProviderCases {
  readonly create: typeof telegram | typeof africasTalkingSms
  readonly settingsAt: (apiRoot: string) => ChannelSettings
  readonly address: Address
  /** What delivery reports call the message. */
  readonly sentId: string | null
  readonly behaviours: {
    readonly accepted: readonly Behaviour[]
    readonly rejected: readonly Behaviour[]
    readonly blocked: Behaviour
    readonly unavailable: readonly Behaviour[]
    readonly uncertain: readonly Behaviour[]
    readonly throttled: Behaviour
  }
}

/** HTTP 201 whatever became of the message, as Africa's Talking does it. */
function recipient(statusCode: number): Behaviour {
  const Recipients = [{ statusCode, number: '+254711000111', status: 'x', cost: 'KES 0.8', messageId: 'ATXid_1' }]
  return { status: 201, body: JSON.stringify({ SMSMessageData: { Message: 'Sent to 1/1', Recipients } }) }
}

function refusal(status: number, description: string, parameters?: object): Behaviour {
  return { status, body: JSON.stringify({ ok: false, error_code: status, description, parameters }) }
}

function sender({ create, settingsAt, address }: ProviderCases, root: string) {
  const channel = create(settingsAt(root))
  if (!isOn(channel) || !channel.send) throw new Error('the channel cannot send')
  const { send } = channel
  return (signal = new AbortController().signal) => send(address, screen, signal)
}

const named = (behaviours: readonly Behaviour[]) =>
  behaviours.map((behaviour) => [JSON.stringify(behaviour), behaviour] as const)

describe.each(Object.entries(providers))('sending through %s', (_, cases: ProviderCases) => {
  const { behaviours, address } = cases

  test.each(named(behaviours.accepted))('succeeds on %s', async (_, behaviour) => {
    await using provider = await startFakeProvider(behaviour)
    await expect(sender(cases, provider.root)()).resolves.toBe(cases.sentId)
    expect(provider.received).toHaveLength(1)
  })

  test.each(named(behaviours.rejected))('is given up on %s', async (_, behaviour) => {
    await using provider = await startFakeProvider(behaviour)
    await expect(sender(cases, provider.root)()).rejects.toMatchObject({ code: 'provider_rejected', retryable: false })
  })

  test.each(named(behaviours.unavailable))('may be tried again on %s', async (_, behaviour) => {
    await using provider = await startFakeProvider(behaviour)
    await expect(sender(cases, provider.root)()).rejects.toMatchObject({
      code: 'provider_unavailable',
      retryable: true,
    })
    expect(provider.received.filter(({ path }) => path === '/elsewhere')).toEqual([])
  })

  test.each(named(behaviours.uncertain))('may have arrived on %s', async (_, behaviour) => {
    await using provider = await startFakeProvider(behaviour)
    await expect(sender(cases, provider.root)()).rejects.toMatchObject({ code: 'provider_uncertain', retryable: true })
  })

  test('is not wanted by somebody who has blocked us', async () => {
    await using provider = await startFakeProvider(behaviours.blocked)
    await expect(sender(cases, provider.root)()).rejects.toMatchObject({ code: 'provider_blocked', retryable: false })
  })

  test('waits as long as the provider asks', async () => {
    await using provider = await startFakeProvider(behaviours.throttled)
    await expect(sender(cases, provider.root)()).rejects.toMatchObject({
      code: 'provider_unavailable',
      retryAfterSeconds: 7,
    })
  })

  test('ends with its signal when the provider hangs', async () => {
    await using provider = await startFakeProvider('hangs')
    await expect(sender(cases, provider.root)(AbortSignal.timeout(50))).rejects.toMatchObject({
      code: 'provider_uncertain',
      retryable: true,
    })
  })

  test('may be tried again when nobody listens', async () => {
    const { root, ...provider } = await startFakeProvider()
    await provider[Symbol.asyncDispose]()
    await expect(sender(cases, root)()).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  test('names no address, text or secret in its errors', async () => {
    for (const behaviour of [...behaviours.rejected, ...behaviours.unavailable, ...behaviours.uncertain]) {
      await using provider = await startFakeProvider(behaviour)
      const error = await sender(cases, provider.root)().catch((thrown: unknown) => thrown)
      const { message, cause, stack } = error as Error
      const secrets = [
        address.value.replace('+', ''),
        'Is it far',
        settings.telegram.botToken,
        settings.africasTalking.apiKey,
      ]
      expect(secrets.filter((secret) => `${message}${stack}${JSON.stringify(cause)}`.includes(secret))).toEqual([])
    }
  })
})

test("Africa's Talking gets the form that it documents", async () => {
  await using provider = await startFakeProvider(recipient(101))
  await sender(providers["Africa's Talking"], provider.root)()
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = provider.received
  expect(path).toBe('/version1/messaging')
  expect(headers).toMatchObject({ apikey: settings.africasTalking.apiKey, accept: 'application/json' })
  expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/)
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    username: 'sandbox',
    to: '+254711000111',
    message: screen.text,
    from: '22384',
  })
})

test('Telegram gets a message with its keyboard', async () => {
  await using provider = await startFakeProvider(...providers.Telegram.behaviours.accepted)
  await sender(providers.Telegram, provider.root)()
  const [{ path, body } = { path: '', body: '{}' }] = provider.received
  expect(path).toBe(`/bot${settings.telegram.botToken}/sendMessage`)
  expect(JSON.parse(body)).toMatchObject({
    chat_id: 1111111111,
    text: screen.text,
    reply_markup: { keyboard: [[{ text: '1 Yes' }]], resize_keyboard: true, one_time_keyboard: true },
  })
})
