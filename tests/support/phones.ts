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

async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, { method: 'POST', body, headers })
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

const twilio = (name: string, prefix: string): Provider => ({
  name,
  phone: (application, who) => async (text) => {
    const fields = {
      ToCountry: 'US',
      ToState: '',
      SmsMessageSid: `SM${messageId()}`,
      NumMedia: '0',
      ToCity: '',
      FromZip: '',
      SmsSid: `SM${messageId()}`,
      FromState: '',
      SmsStatus: 'received',
      FromCity: '',
      Body: text,
      FromCountry: 'KE',
      To: `${prefix}${settings.twilio.numbers[0]}`,
      ToZip: '',
      NumSegments: '1',
      MessageSid: `SM${messageId()}`,
      AccountSid: settings.twilio.accountSid,
      From: `${prefix}${who}`,
      ApiVersion: '2010-04-01',
    }
    const headers = { ...form, 'x-twilio-signature': twilioSignature(fields) }
    const answer = await post(`${application.url}/webhooks/twilio`, formBody(fields), headers)
    return unescaped(/<Message[^>]*>(?:<Body>)?([\s\S]*?)(?:<\/Body>)?<\/Message>/.exec(answer)?.[1] ?? '')
  },
})

const telegram: Provider = {
  name: 'Telegram',
  phone: (application, who) => async (text) => {
    const person = { id: Number(who), first_name: 'Canary-Firstname', username: 'canary_username', language_code: 'en' }
    const update = {
      update_id: ++messages,
      message: {
        message_id: messages,
        from: { ...person, is_bot: false },
        chat: { ...person, type: 'private' },
        date: 1_790_000_000,
        text,
      },
    }
    const answer = await post(`${application.url}/webhooks/telegram`, JSON.stringify(update), {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': settings.telegram.webhookSecret,
    })
    return answer === '' ? '' : ((JSON.parse(answer) as { text?: string }).text ?? '')
  },
}

const africasTalking = `/webhooks/africastalking/${settings.africasTalking.webhookSecret}`

/** Dials when nothing is open; everything typed in one session is sent again each time, joined by `*`. */
const ussd: Provider = {
  name: "Africa's Talking USSD",
  phone(application, who) {
    let session: { id: string; said: string } | null = null
    async function send(said: string, id: string): Promise<string> {
      const body = formBody({
        sessionId: id,
        phoneNumber: who,
        networkCode: '63902',
        serviceCode: '*384*1#',
        text: said,
      })
      const answer = await post(`${application.url}${africasTalking}/ussd`, body, form)
      session = answer.startsWith('CON ') ? { id, said } : null
      return answer.slice(4)
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
    const fields = { from: who, to: '22384', text, date: '2026-11-23T06:04:45Z', id: messageId(), linkId: messageId() }
    await post(`${application.url}${africasTalking}/sms`, formBody(fields), form)
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
