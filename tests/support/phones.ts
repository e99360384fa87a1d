import { formBody, twilioSignature } from '../channels/requests.ts'
import { settings } from '../channels/settings.ts'
import type { RunningApplication } from './application.ts'

/** What a person sees after having written; empty where there was no answer. */
export type Says = (text: string) => Promise<string>

/** A provider as it really talks to us: its payloads, as recorded, over HTTP. */
export interface Provider {
  readonly name: string
  /** A conversation of one person; `who` is a telephone number in E.164, or the digits of a chat id. */
  phone(application: RunningApplication, who: string): Says
}

async function post({ url }: RunningApplication, { path, body, headers }: ProviderRequest): Promise<string> {
  const response = await fetch(url + path, { method: 'POST', body, headers })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return response.text()
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
let messages = 0
/** Telling, so that it can be looked for where it must not be. */
export const messageMark = 'c0ffee5eed'
const messageId = () => `${messageMark}${String(++messages).padStart(22, '0')}`

const unescaped = (xml: string) =>
  xml
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')

/** A request as a provider sends it; sent again, it is a copy of the same message. */
export interface ProviderRequest {
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

const africasTalking = `/webhooks/africastalking/${settings.africasTalking.webhookSecret}`

/** What each provider sends for a message with this id from this sender. */
export const requests = {
  /** An id is `SM` and 32 hexadecimal digits; addresses of WhatsApp begin with `whatsapp:`. */
  twilio(from: string, text: string, id: string, to: string = settings.twilio.numbers[0]): ProviderRequest {
    const fields = {
      ToCountry: 'US',
      ToState: '',
      SmsMessageSid: id,
      NumMedia: '0',
      ToCity: '',
      FromZip: '',
      SmsSid: id,
      FromState: '',
      SmsStatus: 'received',
      FromCity: '',
      Body: text,
      FromCountry: 'KE',
      To: to,
      ToZip: '',
      NumSegments: '1',
      MessageSid: id,
      AccountSid: settings.twilio.accountSid,
      From: from,
      ApiVersion: '2010-04-01',
    }
    const headers = { ...form, 'x-twilio-signature': twilioSignature(fields) }
    return { path: '/webhooks/twilio', body: formBody(fields), headers }
  },

  telegram(chat: string, text: string, id: number): ProviderRequest {
    const person = {
      id: Number(chat),
      first_name: 'Canary-Firstname',
      username: 'canary_username',
      language_code: 'en',
    }
    const update = {
      update_id: id,
      message: {
        message_id: id,
        from: { ...person, is_bot: false },
        chat: { ...person, type: 'private' },
        date: 1_790_000_000,
        text,
      },
    }
    const headers = {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': settings.telegram.webhookSecret,
    }
    return { path: '/webhooks/telegram', body: JSON.stringify(update), headers }
  },

  /** `said`: everything typed in this session so far, joined by `*`. */
  ussd(from: string, said: string, session: string): ProviderRequest {
    const body = formBody({
      sessionId: session,
      phoneNumber: from,
      networkCode: '63902',
      serviceCode: '*384*1#',
      text: said,
    })
    return { path: `${africasTalking}/ussd`, body, headers: form }
  },

  africasTalkingSms(from: string, text: string, id: string): ProviderRequest {
    const fields = { from, to: '22384', text, date: '2026-11-23T06:04:45Z', id, linkId: id }
    return { path: `${africasTalking}/sms`, body: formBody(fields), headers: form }
  },
}

/** What a person sees when a request was answered like this; empty where that is nothing. */
export const screens = {
  twilio: (answer: string) =>
    unescaped(/<Message[^>]*>(?:<Body>)?([\s\S]*?)(?:<\/Body>)?<\/Message>/.exec(answer)?.[1] ?? ''),
  telegram: (answer: string) => (answer === '' ? '' : ((JSON.parse(answer) as { text?: string }).text ?? '')),
  ussd: (answer: string) => answer.slice(4),
}

const twilio = (name: string, prefix: string, from = (who: string) => who): Provider => ({
  name,
  phone: (application, who) => async (text) => {
    const to = `${prefix}${settings.twilio.numbers[0]}`
    const request = requests.twilio(`${prefix}${from(who)}`, text, `SM${messageId()}`, to)
    return screens.twilio(await post(application, request))
  },
})

const telegram: Provider = {
  name: 'Telegram',
  phone: (application, who) => async (text) =>
    screens.telegram(await post(application, requests.telegram(who, text, ++messages))),
}

/** Dials when nothing is open; everything typed in one session is sent again each time, joined by `*`. */
const ussd: Provider = {
  name: "Africa's Talking USSD",
  phone(application, who) {
    let session: { id: string; said: string } | null = null
    async function send(said: string, id: string): Promise<string> {
      const answer = await post(application, requests.ussd(who, said, id))
      session = answer.startsWith('CON ') ? { id, said } : null
      return screens.ussd(answer)
    }
    return async (text) => {
      if (!session) {
        session = { id: `ATUid_${messageId()}`, said: '' }
        await send('', session.id)
      }
      const { id, said } = session as { id: string; said: string }
      return send(said === '' ? text : `${said}*${text}`, id)
    }
  },
}

const africasTalkingSms: Provider = {
  name: "Africa's Talking SMS",
  phone: (application, who) => async (text) => {
    await post(application, requests.africasTalkingSms(who, text, messageId()))
    return application.sent.next(who)
  },
}

export const providers: readonly Provider[] = [
  twilio('Twilio SMS', ''),
  twilio('WhatsApp', 'whatsapp:'),
  telegram,
  ussd,
  africasTalkingSms,
]

/** WhatsApp as those have it who show a name instead of their number. */
export const whatsappWithoutNumber = twilio('WhatsApp without a number', 'whatsapp:', (who) => who.replace('+', 'KE.'))

const lastPage = /^98 /m

/** Writes, and reads on where the screen has further pages. */
export async function reads(says: Says, text: string): Promise<string> {
  let screen = await says(text)
  let all = screen
  while (lastPage.test(screen)) {
    screen = await says('98')
    all += `\n${screen}`
  }
  return all
}

/** The keys of the choices on a screen, in their order. */
export const keysOn = (screen: string): string[] =>
  [...screen.matchAll(/^(\d+) \S/gm)].map(([, key = '']) => key).filter((key) => key !== '98')
