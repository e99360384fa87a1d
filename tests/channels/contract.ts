import { describe, expect, test } from 'vitest'
import type { Address, Channel, Endpoint, Inbound, WebhookEvent, WebhookRequest } from '../../src/channels/channel.ts'
import { createMedia } from '../../src/channels/media/index.ts'
import type { Screen } from '../../src/core/reply.ts'
import type { ProblemCode } from '../../src/problem.ts'

/** What an inbound message must come out as; the medium by its name. */
export type Meaning = Omit<Inbound, 'medium'> & { readonly medium: string }

/** What one endpoint is given, and what it must make of it. Every list must have entries, unless it says otherwise. */
export interface EndpointCases {
  readonly path: string
  /** Authentic messages of people. */
  readonly messages: Readonly<Record<string, readonly [request: WebhookRequest, meaning: Meaning]>>
  /** Requests that prove nothing, or belong to somebody else. */
  readonly forgeries: Readonly<Record<string, readonly [request: WebhookRequest, code: ProblemCode]>>
  /** Authentic, and nothing to be done. May be empty. */
  readonly ignored: Readonly<Record<string, WebhookRequest>>
  readonly malformed: Readonly<Record<string, WebhookRequest>>
  /** Authentic reports about messages that we sent. May be empty. */
  readonly deliveries: Readonly<Record<string, readonly [request: WebhookRequest, state: string, to?: Address]>>
  /** What says that somebody wants nothing from us any more, on which medium. May be empty. */
  readonly departures: Readonly<Record<string, readonly [request: WebhookRequest, who: Address, medium: string]>>
  /** The body of the answer for a question, for a last screen, for markup in a text, and for silence. */
  readonly answers: Readonly<Record<keyof typeof screens, string>>
  readonly unavailable: { readonly status: number; readonly body: string }
}

export interface ChannelCases {
  /** The variables that switch the channel on. */
  readonly variables: readonly string[]
  readonly sends: boolean
  readonly endpoints: readonly EndpointCases[]
}

const screens = {
  question: { text: 'Is it far?\n1 Yes\n2 No', buttons: ['1 Yes', '2 No'], end: false },
  end: { text: 'Thank you.', buttons: [], end: true },
  markup: { text: '<b>A & B</b> "_*[x](y)`', buttons: [], end: true },
  silence: null,
} as const satisfies Record<string, Screen | null>

const apology = 'Sorry, please try again later.'

const receive = (endpoint: Endpoint, request: WebhookRequest): WebhookEvent => {
  endpoint.authenticate(request)
  return endpoint.parse(request)
}

const received = (endpoint: Endpoint, request: WebhookRequest): Inbound => {
  const event = receive(endpoint, request)
  if (event.kind !== 'inbound') throw new Error(`not a message but ${event.kind}`)
  return event.inbound
}

/** Who wants nothing any more, and on which medium, in whatever way it is told. */
function departureIn(event: WebhookEvent) {
  if (event.kind === 'departure') return { who: event.address, medium: event.medium.name }
  if (event.kind === 'delivery' && event.state === 'failed')
    return { who: event.address, medium: event.blockedOn?.name }
  return event
}

/** The same for every channel: see `ChannelCases`. */
export function describeChannel(channel: Channel, cases: ChannelCases): void {
  test('has cases for exactly its endpoints', () => {
    expect(cases.endpoints.map(({ path }) => path)).toEqual(channel.endpoints.map(({ path }) => path))
  })

  test(cases.sends ? 'can send by itself' : 'answers in the response only', () => {
    expect(channel.send !== undefined).toBe(cases.sends)
    expect(channel.endpoints.every(({ reply }) => reply === 'response') || cases.sends).toBe(true)
  })

  test("hears the provider's own STOP, unless the person hangs up anyway", () => {
    const hears = cases.endpoints.some(({ departures }) => Object.keys(departures).length > 0)
    const media = cases.endpoints.flatMap(({ messages }) => Object.values(messages).map(([, { medium }]) => medium))
    expect(hears).toBe(!media.every((medium) => medium === 'ussd'))
  })

  test('can do what its services say', async () => {
    const received = cases.endpoints.flatMap(({ messages }) => Object.values(messages))
    const served = new Set(received.map(([, { medium }]) => medium))
    expect(new Set(channel.services.map(({ medium }) => medium))).toEqual(served)
    for (const { medium, reply, sends } of channel.services) {
      expect(sends).toBe(channel.send !== undefined)
      const paths = cases.endpoints.filter(({ messages }) =>
        Object.values(messages).some(([, meaning]) => meaning.medium === medium),
      )
      for (const { path } of paths)
        expect(channel.endpoints.find((endpoint) => endpoint.path === path)?.reply).toBe(reply)
      // What a medium promises to take back has to be taken back by whoever serves it.
      const canErase = createMedia(160).find(({ name }) => name === medium)?.canErase
      if (canErase) expect(channel.erase).toBeDefined()
    }
  })

  describe.each(cases.endpoints)('$path', (given) => {
    const found = channel.endpoints.find(({ path }) => path === given.path)
    if (!found) throw new Error(`no endpoint ${given.path}`)
    const endpoint: Endpoint = found

    test('has cases of every kind', () => {
      const kinds = [{ ...given.messages, ...given.deliveries, ...given.departures }, given.forgeries, given.malformed]
      expect(kinds.map((kind) => Object.keys(kind).length).filter((length) => length === 0)).toEqual([])
    })

    test.each(Object.entries(given.messages))('understands %s', (_, [request, meaning]) => {
      const { medium, ...rest } = received(endpoint, request)
      expect({ ...rest, medium: medium.name }).toEqual(meaning)
    })

    test('tells what is no text from a message, also from one that nobody can see', () => {
      const all = Object.values(given.messages).map(([request]) => received(endpoint, request))
      const blank = all.filter(({ input }) => input.kind === 'message' && input.text.trim() === '')
      expect(blank).toEqual([])
      // What is typed on the screen of a session is text in any case.
      const sent = all.filter(({ medium }) => !medium.keepsSession)
      expect(sent.some(({ input }) => input.kind === 'unreadable')).toBe(sent.length > 0)
    })

    test.each(Object.entries(given.messages))('gives a copy the same message id: %s', (_, [request]) => {
      const copy = { ...request, body: Buffer.from(request.body) }
      expect(received(endpoint, copy).messageId).toBe(received(endpoint, request).messageId)
    })

    test.each(Object.entries(given.forgeries))('refuses %s', (_, [request, code]) => {
      expect(() => endpoint.authenticate(request)).toThrow(expect.objectContaining({ code }))
    })

    test.each(Object.entries(given.ignored))('ignores %s', (_, request) => {
      expect(receive(endpoint, request)).toMatchObject({ kind: 'ignored' })
    })

    test.each(Object.entries(given.malformed))('calls malformed: %s', (_, request) => {
      endpoint.authenticate(request)
      expect(() => endpoint.parse(request)).toThrow(expect.objectContaining({ code: 'malformed' }))
    })

    test.each(Object.entries(given.deliveries))('understands the report: %s', (_, [request, state, to]) => {
      const event = receive(endpoint, request)
      expect(event).toMatchObject({ kind: 'delivery', state, ...(to && { address: to }) })
      expect(event).not.toHaveProperty('blockedOn')
    })

    test.each(Object.entries(given.departures))('hears who wants nothing: %s', (_, [request, who, medium]) => {
      expect(departureIn(receive(endpoint, request))).toEqual({ who, medium })
    })

    test.each(Object.entries(screens))('answers with %s', async (kind, screen) => {
      const [request] = Object.values(given.messages)[0] ?? []
      const inbound = request ? received(endpoint, request) : null
      const response = await endpoint.render(screen, inbound)
      expect(response).toMatchObject({ status: 200, body: given.answers[kind as keyof typeof screens] })
    })

    test('acknowledges what it ignores', async () => {
      expect(await endpoint.render(null, null)).toMatchObject({ status: 200, body: given.answers.silence })
    })

    test('says so when nothing can be stored', () => {
      expect(endpoint.unavailable(apology)).toMatchObject(given.unavailable)
    })
  })
}
