import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProviderRequest, requests, screens } from '../support/phones.ts'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly milliseconds: number
}

/** Providers wait so long for an answer (Twilio: 15 s). */
const providerMilliseconds = 15_000

/** Sends one request once. Rejects where the connection breaks, or no answer comes in time. */
export async function send(url: string, { path, body, headers }: ProviderRequest): Promise<Answer> {
  const began = performance.now()
  const signal = AbortSignal.timeout(providerMilliseconds)
  const response = await fetch(url + path, { method: 'POST', body, headers, signal })
  return { status: response.status, body: await response.text(), milliseconds: performance.now() - began }
}

/** What a provider that tries again has counted. */
interface DeliveryCounts {
  messages: number
  retries: number
  copies: number
}

/** A provider that sends a message again, to any of our addresses, until one of them acknowledges it. */
export function createDelivery(addresses: () => readonly string[], isRefusal: (body: string) => boolean = () => false) {
  const counts: DeliveryCounts = { messages: 0, retries: 0, copies: 0 }
  let acknowledged = 0
  const waiting: { until: number; resolve: () => void }[] = []

  function countAcknowledgement(): void {
    acknowledged++
    for (let index = waiting.length - 1; index >= 0; index--) {
      if ((waiting[index]?.until ?? 0) <= acknowledged) waiting.splice(index, 1)[0]?.resolve()
    }
  }

  async function untilAcknowledged(request: ProviderRequest): Promise<string> {
    for (;;) {
      const known = addresses()
      const url = known[randomInt(Math.max(known.length, 1))]
      if (url === undefined) {
        await sleep(20)
        continue
      }
      const answer = await send(url, request).catch(() => null)
      if (answer?.status === 200 && !isRefusal(answer.body)) {
        countAcknowledgement()
        return answer.body
      }
      if (answer && answer.status !== 503 && answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`)
      counts.retries++
      await sleep(randomInt(10, 200))
    }
  }

  return {
    counts,
    /** Resolves when so many more requests have been acknowledged. */
    acknowledges: (count: number) =>
      new Promise<void>((resolve) => waiting.push({ until: acknowledged + count, resolve })),
    /** Resolves with the body of the acknowledgement; throws for any other refusal than 503. */
    deliver(request: ProviderRequest): Promise<string> {
      counts.messages++
      return untilAcknowledged(request)
    },
    /** The same message once more. */
    copy(request: ProviderRequest): Promise<string> {
      counts.copies++
      return untilAcknowledged(request)
    },
  }
}

let ids = 0

/** Providers that answer in the response: what they send for a new message, and what the person sees of the answer. */
export const providers = {
  'Twilio SMS': {
    medium: 'sms',
    /** Something can be sent later, outside of an answer. */
    sends: false,
    request: (who: string, text: string) => requests.twilio(who, text, `SM${String(++ids).padStart(32, '0')}`),
    screen: screens.twilio,
    /** What the message key is made of. */
    key: ({ body }: ProviderRequest): [channel: string, id: string] => [
      'twilio',
      new URLSearchParams(body).get('MessageSid') ?? '',
    ],
  },
  Telegram: {
    medium: 'telegram',
    sends: true,
    request: (who: string, text: string) => requests.telegram(who.slice(1), text, ++ids),
    screen: screens.telegram,
    key: ({ body }: ProviderRequest): [channel: string, id: string] => ['telegram', String(JSON.parse(body).update_id)],
  },
} as const

export type ProviderName = keyof typeof providers
export const providerNames = Object.keys(providers) as ProviderName[]

/** A number that nobody else has, in E.164. */
export const numberOf = (person: number): string => `+2547${String(person).padStart(8, '0')}`
