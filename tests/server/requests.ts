import { randomBytes } from 'node:crypto'
import { incoming as africasTalkingSms } from '../channels/cases/africastalking-sms.ts'
import { turn } from '../channels/cases/africastalking-ussd.ts'
import { update } from '../channels/cases/telegram.ts'
import { incoming as twilioSms } from '../channels/cases/twilio.ts'
import { type Fields, formBody, twilioSignature } from '../channels/requests.ts'
import { settings } from '../channels/settings.ts'

/** One request, ready for fetch. */
export interface Message {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

const form = 'application/x-www-form-urlencoded'

export const twilio = (fields: Fields = twilioSms): Message => ({
  path: '/webhooks/twilio',
  headers: { 'content-type': form, 'x-twilio-signature': twilioSignature(fields) },
  body: formBody(fields),
})

/** A message of its own, from a phone of its own. */
export const anotherTwilio = (): Message =>
  twilio({ ...twilioSms, MessageSid: `SM${randomBytes(16).toString('hex')}`, From: '+254722000222' })

export const telegram = (content: unknown = update): Message => ({
  path: '/webhooks/telegram',
  headers: {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': settings.telegram.webhookSecret,
  },
  body: typeof content === 'string' ? content : JSON.stringify(content),
})

const africasTalking = (path: string, fields: Fields): Message => ({
  path: `/webhooks/africastalking/${settings.africasTalking.webhookSecret}/${path}`,
  headers: { 'content-type': form },
  body: formBody(fields),
})

export const ussd = (fields: Fields = turn): Message => africasTalking('ussd', fields)
export const sms = (fields: Fields = africasTalkingSms): Message => africasTalking('sms', fields)
export const delivery = (path = 'sms/delivery'): Message =>
  africasTalking(path, { id: 'ATXid_1', status: 'Success', phoneNumber: '+254711000111' })

export const optOut = (): Message => africasTalking('sms/opt-out', { senderId: 'HEARD', phoneNumber: '+254711000111' })

/** One authentic message through every endpoint that takes messages. */
export const everyMessage = { twilio: twilio(), telegram: telegram(), ussd: ussd(), sms: sms() }

export const post = (root: string, { path, headers, body }: Message, changes: RequestInit = {}): Promise<Response> =>
  fetch(root + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
    ...changes,
  })

/** The same message without its proof of origin. */
export const forged = (message: Message): Message => ({
  path: message.path.replace(settings.africasTalking.webhookSecret, 'wrong'),
  headers: { 'content-type': message.headers['content-type'] ?? '' },
  body: message.body,
})
