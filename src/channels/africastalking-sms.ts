import { z } from 'zod'
import { randomId } from '../privacy/chance.ts'
import { type AfricasTalkingAccount, authenticateBySecret, webhookRoot } from './africastalking.ts'
import { type AfricasTalkingSender, sendMessage } from './africastalking-send.ts'
import type { Channel, ChannelOff, DeliveryState, Endpoint, HttpResponse, Service, WebhookEvent } from './channel.ts'
import { messageOf, read, writtenText } from './content.ts'
import { formOf } from './form.ts'
import { sms } from './media/sms.ts'
import { senderAddress } from './telephone.ts'
import { tryAgainLater } from './try-again-later.ts'
import { unset } from './unset.ts'

export interface AfricasTalkingSmsSettings {
  readonly africasTalking: AfricasTalkingAccount & {
    readonly username: string | undefined
    readonly apiKey: string | undefined
    /** Without a slash at the end. */
    readonly apiRoot: string
    /** Short code or name that messages come from; undefined: the account's own. */
    readonly sender: string | undefined
  }
}

const name = 'africastalking-sms'
const services: readonly Service[] = [{ medium: sms.name, reply: 'queue', sends: true }]

const messageId = z.string().regex(/^[\w.:-]{1,128}$/)

/** https://developers.africastalking.com/docs/sms/notifications; the date has two formats and is not needed. */
const incoming = z.object({
  id: messageId,
  from: z.string(),
  to: z.string().default(''),
  text: writtenText.default(''),
})

const report = z.object({
  id: messageId,
  status: z.string(),
  failureReason: z.string().default(''),
  phoneNumber: z.string().default(''),
})

const deliveryStates: ReadonlyMap<string, DeliveryState> = new Map([
  ['Sent', 'sent'],
  ['Submitted', 'sent'],
  ['Buffered', 'sent'],
  ['Success', 'delivered'],
  ['Rejected', 'failed'],
  ['Failed', 'failed'],
  ['Expired', 'failed'],
])

function messageEvent({ id, from, to, text }: z.output<typeof incoming>): WebhookEvent {
  const address = senderAddress(from, [to])
  if (!address) return { kind: 'ignored', reason: 'the sender is no person' }
  return { kind: 'inbound', inbound: { medium: sms, address, messageId: id, input: messageOf(text) } }
}

/** The person wrote STOP to the provider, or asked it by other means; written in two ways. */
const isBlocked = (failureReason: string) => failureReason.toLowerCase() === 'userinblacklist'

function reportEvent({ id, status, failureReason, phoneNumber }: z.output<typeof report>): WebhookEvent {
  const state = deliveryStates.get(status)
  if (!state) return { kind: 'ignored', reason: 'unknown delivery status' }
  const address = isBlocked(failureReason) ? senderAddress(phoneNumber, []) : null
  return { kind: 'delivery', messageId: id, state, ...(address && { address, blockedOn: sms }) }
}

/** Somebody has told the provider to take nothing from one of our sender names any more. */
const optOut = z.object({ phoneNumber: z.string() })

function departureOf({ phoneNumber }: z.output<typeof optOut>): WebhookEvent {
  const address = senderAddress(phoneNumber, [])
  // The notification has no id. A copy does no harm: it stops somebody who has stopped already.
  return address
    ? { kind: 'departure', medium: sms, address, messageId: randomId() }
    : { kind: 'ignored', reason: 'the sender is no person' }
}

const acknowledgement: HttpResponse = { status: 200, contentType: 'text/plain; charset=utf-8', body: '' }

/** Africa's Talking SMS: the answer to the webhook is empty, and replies leave through the provider's own interface. */
export function africasTalkingSms(settings: AfricasTalkingSmsSettings): Channel | ChannelOff {
  const { webhookSecret, username, apiKey, apiRoot, sender: from } = settings.africasTalking
  if (webhookSecret === undefined || username === undefined || apiKey === undefined) {
    return {
      ...{ name, services },
      missing: unset({
        AFRICASTALKING_WEBHOOK_SECRET: webhookSecret,
        AFRICASTALKING_USERNAME: username,
        AFRICASTALKING_API_KEY: apiKey,
      }),
    }
  }
  const sender: AfricasTalkingSender = { username, apiKey, apiRoot, from }

  const endpoint = (path: string, parse: Endpoint['parse']): Endpoint => ({
    path,
    contentType: 'application/x-www-form-urlencoded',
    reply: 'queue',
    authenticate: (request) => authenticateBySecret(request, webhookSecret),
    parse,
    render: () => acknowledgement,
    unavailable: () => tryAgainLater,
  })

  return {
    ...{ name, services },
    endpoints: [
      endpoint(`${webhookRoot}/sms`, ({ body }) => messageEvent(read(incoming, formOf(body)))),
      endpoint(`${webhookRoot}/sms/opt-out`, ({ body }) => departureOf(read(optOut, formOf(body)))),
      endpoint(`${webhookRoot}{/sms}/delivery`, ({ body }) => reportEvent(read(report, formOf(body)))),
    ],
    send: (address, screen, signal) => sendMessage(sender, address.value, screen.text, signal),
  }
}
