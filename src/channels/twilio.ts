import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
// Not the package's main module, which loads every product of Twilio.
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import type { Address, Channel, ChannelOff, DeliveryState, Range, Service, WebhookEvent } from './channel.ts'
import { read, writtenText } from './content.ts'
import { formOf } from './form.ts'
import { sms } from './media/sms.ts'
import { whatsapp } from './media/whatsapp.ts'
import { senderAddress } from './telephone.ts'
import { tryAgainLater } from './try-again-later.ts'
import { redactMessage } from './twilio-redact.ts'
import { unset } from './unset.ts'

export interface TwilioSettings {
  /** Where Twilio reaches this program; it signs this address, so it is never taken from the request. */
  readonly publicUrl: string | undefined
  readonly twilio: {
    readonly authToken: string | undefined
    readonly accountSid: string | undefined
    /** Without a slash at the end. */
    readonly apiRoot: string
    /** Whether Twilio's own records of what was said are emptied. */
    readonly redact: boolean
    /** Our own numbers; empty: every number of the account. */
    readonly numbers: readonly string[]
  }
}

const name = 'twilio'
const services: readonly Service[] = [
  { medium: sms.name, reply: 'response', sends: false },
  { medium: whatsapp.name, reply: 'response', sends: false },
]
const path = '/webhooks/twilio'
const whatsappPrefix = 'whatsapp:'

/** https://www.twilio.com/docs/messaging/guides/webhook-request; Twilio adds fields without notice. */
const incoming = z.object({
  MessageSid: z.string().regex(/^(?:SM|MM)[0-9a-fA-F]{32}$/),
  From: z.string().min(1),
  To: z.string().min(1),
  Body: writtenText.default(''),
  MessageStatus: z.string().optional(),
})

const deliveryStates: ReadonlyMap<string, DeliveryState> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
])

function eventOf(message: z.output<typeof incoming>, numbers: readonly string[]): WebhookEvent {
  const { MessageSid: messageId, From, To, Body: text, MessageStatus } = message
  if (MessageStatus !== undefined && MessageStatus !== 'received') {
    const state = deliveryStates.get(MessageStatus)
    return state
      ? { kind: 'delivery', messageId, state, ...recipient(To) }
      : { kind: 'ignored', reason: 'delivery status without meaning to us' }
  }
  const medium = From.startsWith(whatsappPrefix) ? whatsapp : sms
  const address = senderAddress(withoutPrefix(From), [withoutPrefix(To), ...numbers])
  if (!address) return { kind: 'ignored', reason: 'the sender is no person' }
  return { kind: 'inbound', inbound: { medium, address, messageId, input: { kind: 'message', text } } }
}

/** Whom a message went to. */
function recipient(to: string): { address?: Address } {
  const address = senderAddress(withoutPrefix(to), [])
  return address ? { address } : {}
}

const withoutPrefix = (address: string) =>
  address.startsWith(whatsappPrefix) ? address.slice(whatsappPrefix.length) : address

/** Twilio: SMS, and WhatsApp where the addresses say so; the reply is TwiML in the response. */
export function twilio(settings: TwilioSettings): Channel | ChannelOff {
  const { authToken, accountSid, numbers, apiRoot, redact } = settings.twilio
  const { publicUrl } = settings
  if (authToken === undefined || accountSid === undefined || publicUrl === undefined) {
    return {
      ...{ name, services },
      missing: unset({ TWILIO_AUTH_TOKEN: authToken, TWILIO_ACCOUNT_SID: accountSid, PUBLIC_URL: publicUrl }),
    }
  }

  return {
    ...{ name, services },
    endpoints: [
      {
        path,
        contentType: 'application/x-www-form-urlencoded',
        reply: 'response',
        erasesHandled: redact,

        authenticate({ headers, body }) {
          const signature = headers['x-twilio-signature']
          const form = formOf(body)
          if (typeof signature !== 'string' || !validateRequest(authToken, signature, publicUrl + path, form)) {
            throw new Problem('not_authentic')
          }
          // A message comes to a number of ours; the report about one that we sent comes from it.
          const isOurs = [form.To, form.From].some(
            (address) => typeof address === 'string' && numbers.includes(withoutPrefix(address)),
          )
          if (form.AccountSid !== accountSid || (numbers.length > 0 && !isOurs)) {
            throw new Problem('foreign_account')
          }
        },

        parse({ body }) {
          const event = eventOf(read(incoming, formOf(body)), numbers)
          if (!redact || event.kind !== 'inbound') return event
          return { ...event, inbound: { ...event.inbound, reference: event.inbound.messageId } }
        },

        render(screen) {
          const response = new MessagingResponse()
          // Its status tells us what Twilio calls the reply, so that it can be redacted too.
          if (screen) response.message(redact ? { statusCallback: publicUrl + path } : {}, screen.text)
          return { status: 200, contentType: 'text/xml; charset=utf-8', body: response.toString() }
        },

        unavailable: () => tryAgainLater,
      },
    ],

    ...(redact && {
      erase: (_address: Address, { to: messageSid }: Range, signal: AbortSignal) =>
        redactMessage({ accountSid, authToken, apiRoot }, messageSid, signal),
    }),
  }
}
