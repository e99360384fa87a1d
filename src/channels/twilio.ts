import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
// Not the package's main module, which loads every product of Twilio.
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { Problem } from '../problem.ts'
import type { Address, Channel, ChannelOff, Range, Service } from './channel.ts'
import { read } from './content.ts'
import { formOf } from './form.ts'
import { sms } from './media/sms.ts'
import { whatsapp } from './media/whatsapp.ts'
import { tryAgainLater } from './try-again-later.ts'
import { eventOf, incoming, withoutPrefix } from './twilio-inbound.ts'
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
          // Its status says whether the person wants no messages, and what Twilio calls the reply, so that it can be redacted too.
          if (screen) response.message({ statusCallback: publicUrl + path }, screen.text)
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
