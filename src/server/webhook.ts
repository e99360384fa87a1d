import { MIMEType } from 'node:util'
import express, { type Request, type RequestHandler } from 'express'
import type {
  Address,
  Channel,
  DeliveryState,
  Endpoint,
  HttpResponse,
  Inbound,
  WebhookEvent,
  WebhookRequest,
} from '../channels/channel.ts'
import type { Screen } from '../core/reply.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { Problem } from '../problem.ts'
import { within } from './deadline.ts'
import { answer, asProblem } from './errors.ts'

/** Takes one message to its effects; resolves only after they are durable. A reply for the queue is among the effects. */
type Converse = (
  inbound: Inbound,
  way: {
    readonly channel: string
    readonly reply: Endpoint['reply']
    readonly sends: boolean
    readonly erases: boolean
  },
) => Promise<{ readonly screen: Screen | null; readonly instead?: string }>

export interface WebhookOptions {
  readonly converse: Converse
  /** Takes a report of what became of a message that we sent; false where it is no news. */
  readonly reportDelivery: (channel: string, messageId: string, state: DeliveryState) => Promise<boolean>
  /** What follows when a person has told the provider to take nothing from us any more; `messageId` names the occasion. */
  readonly depart: (address: Address, medium: Inbound['medium'], messageId: string) => Promise<void>
  /** Has a message erased in the provider's records that no answer is made of: a reply that is on its way, a STOP. */
  readonly eraseMessage: (channel: string, messageId: string, address: Address) => Promise<void>
  /** What people are told, in the default language, while nothing can be stored. */
  readonly apology: string
  /** A provider waits only so long; then it is told to try again, and the person not left without an answer. */
  readonly deadlineMilliseconds: number
  readonly log: Log
  readonly metrics: Metrics
}

/** No provider sends more. */
const longestBody = '16kb'

/** The body as it came, inflated; the parsers of Express are slower and lose what signatures are made of. */
export const readBody: RequestHandler = express.raw({ type: () => true, limit: longestBody })

/** Throws `content_type` for another media type than the endpoint's, or another character set than UTF-8. */
export const requireContentType =
  ({ contentType }: Endpoint): RequestHandler =>
  (request, _response, next) => {
    const given = mediaType(request.headers['content-type'])
    if (given?.essence !== contentType || !/^utf-?8$/i.test(given.params.get('charset') ?? 'utf-8')) {
      throw new Problem('content_type')
    }
    next()
  }

function mediaType(header: string | undefined): MIMEType | null {
  try {
    return new MIMEType(header ?? '')
  } catch {
    return null
  }
}

const webhookRequest = ({ headers, params, body }: Request): WebhookRequest => ({
  headers,
  parameters: params as Record<string, string>,
  body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
})

/** One webhook request, from its proof of origin to its answer. */
export function handleWebhook(
  channel: Channel,
  endpoint: Endpoint,
  { converse, reportDelivery, depart, eraseMessage, apology, deadlineMilliseconds, log, metrics }: WebhookOptions,
): RequestHandler {
  async function respond(event: WebhookEvent): Promise<[outcome: string, response: HttpResponse]> {
    if (event.kind === 'ignored') return ['ignored', await endpoint.render(null, null)]
    if (event.kind === 'departure') {
      const { address, medium, messageId } = event
      await within(deadlineMilliseconds, depart(address, medium, messageId))
      if (endpoint.erasesHandled) await within(deadlineMilliseconds, eraseMessage(channel.name, messageId, address))
      return ['departure', await endpoint.render(null, null)]
    }
    if (event.kind === 'delivery') {
      const { messageId, state, address, blockedOn } = event
      if (address && blockedOn) await within(deadlineMilliseconds, depart(address, blockedOn, messageId))
      if (endpoint.erasesHandled && address)
        await within(deadlineMilliseconds, eraseMessage(channel.name, messageId, address))
      const news = await within(deadlineMilliseconds, reportDelivery(channel.name, messageId, state))
      return [news ? 'delivery' : 'delivery_known', await endpoint.render(null, null)]
    }
    const way = {
      ...{ channel: channel.name, reply: endpoint.reply },
      ...{ sends: channel.send !== undefined, erases: endpoint.erasesHandled ?? false },
    }
    const { screen, instead } = await within(deadlineMilliseconds, converse(event.inbound, way))
    return [instead ?? (screen ? 'answered' : 'accepted'), await endpoint.render(screen, event.inbound)]
  }

  return async (request, response) => {
    const start = performance.now()
    const done = (outcome: string, level: 'debug' | 'warn' | 'error', details: object = {}) => {
      const seconds = (performance.now() - start) / 1000
      metrics.webhook(channel.name, outcome, seconds)
      log[level]({ channel: channel.name, outcome, milliseconds: Math.round(seconds * 1000), ...details }, 'webhook')
    }
    try {
      const arrived = webhookRequest(request)
      endpoint.authenticate(arrived)
      const [outcome, rendered] = await respond(endpoint.parse(arrived))
      answer(response, rendered)
      done(outcome, 'debug')
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status < 500) {
        done(problem.code, problem.code === 'malformed' ? 'warn' : 'debug', { details: problem.details })
        throw problem
      }
      answer(response, endpoint.unavailable(apology), problem)
      done(problem.code, 'error', { error })
    }
  }
}
