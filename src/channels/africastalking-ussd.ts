import { z } from 'zod'
import { Problem } from '../problem.ts'
import { type AfricasTalkingAccount, authenticateBySecret, webhookRoot } from './africastalking.ts'
import type { Channel, ChannelOff, HttpResponse, Service, WebhookEvent } from './channel.ts'
import { read, writtenText } from './content.ts'
import { formOf } from './form.ts'
import type { Medium } from './media/medium.ts'
import { ussd } from './media/ussd.ts'
import { toE164 } from './telephone.ts'
import { unset } from './unset.ts'

/** What one service code is for. */
interface UssdCode {
  /** Digits and stars, with the `#` at the end, as people dial it. */
  readonly code: string
  /** null: the menu of open flows. */
  readonly flow: string | null
  /** Characters on one page. */
  readonly limit: number
}

export interface AfricasTalkingUssdSettings {
  readonly africasTalking: AfricasTalkingAccount
  readonly ussd: { readonly limit: number; readonly codes: readonly UssdCode[] }
}

const name = 'africastalking-ussd'

/** https://developers.africastalking.com/docs/ussd/handle_sessions */
const turn = z.object({
  sessionId: z.string().regex(/^[\w.:-]{1,128}$/),
  phoneNumber: z.string(),
  serviceCode: z.string().default(''),
  text: writtenText.default(''),
})

/** Only the notification of a session's end carries these; it also repeats the answers, so nothing of it is read. */
const endOfSession = ['status', 'durationInMillis', 'hopsCount', 'input', 'lastAppResponse', 'errorMessage']

/** `*384*4737#` with or without its `#` and outer spaces is the same code. */
const codeKey = (code: string) => code.replace(/[^\d*]/g, '')

const answer = (prefix: 'CON' | 'END', text: string): HttpResponse => ({
  status: 200,
  contentType: 'text/plain; charset=utf-8',
  body: `${prefix} ${text}`,
})

/** Africa's Talking USSD: a session of screens, each the answer to one request. */
export function africasTalkingUssd(settings: AfricasTalkingUssdSettings): Channel | ChannelOff {
  const { webhookSecret } = settings.africasTalking
  const unlisted = { flow: null, medium: ussd(settings.ussd.limit) }
  const services: readonly Service[] = [{ medium: unlisted.medium.name, reply: 'response', sends: false }]
  if (webhookSecret === undefined) {
    return { name, services, missing: unset({ AFRICASTALKING_WEBHOOK_SECRET: webhookSecret }) }
  }
  const codes = new Map<string, { flow: string | null; medium: Medium }>(
    settings.ussd.codes.map(({ code, flow, limit }) => [codeKey(code), { flow, medium: ussd(limit) }]),
  )

  function eventOf({ sessionId, phoneNumber, serviceCode, text }: z.output<typeof turn>): WebhookEvent {
    const value = toE164(phoneNumber)
    if (value === null) throw new Problem('malformed', 'phoneNumber')
    const { flow, medium } = codes.get(codeKey(serviceCode)) ?? unlisted
    return {
      kind: 'inbound',
      inbound: {
        medium,
        address: { scheme: 'tel', value },
        // A turn has no id of its own, and the session's may come again: the conversation tells by `said` and `id`. The number
        // is part of it, so that nobody sees another person's screen.
        messageId: [sessionId, value, text].join(' '),
        input: { kind: 'dialogue', id: sessionId, said: text, flow },
      },
    }
  }

  return {
    ...{ name, services },
    endpoints: [
      {
        path: `${webhookRoot}/ussd`,
        contentType: 'application/x-www-form-urlencoded',
        reply: 'response',
        authenticate: (request) => authenticateBySecret(request, webhookSecret),

        parse({ body }) {
          const form = formOf(body)
          return endOfSession.some((field) => field in form)
            ? { kind: 'ignored', reason: 'end of a session' }
            : eventOf(read(turn, form))
        },

        render: (screen) => answer(screen && !screen.end ? 'CON' : 'END', screen?.text ?? ''),

        // Nothing is sent again within a session: the person is told, and dials again.
        unavailable: (apology) => answer('END', apology),
      },
    ],
  }
}
