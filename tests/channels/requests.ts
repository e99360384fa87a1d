import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '../../src/channels/channel.ts'
import { settings } from './settings.ts'

/** Fields in the order in which they are sent; a field may stand there twice. */
export type Fields = Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>

const pairs = (fields: Fields): [string, string][] => (Array.isArray(fields) ? [...fields] : Object.entries(fields))

export const formBody = (fields: Fields): string => new URLSearchParams(pairs(fields)).toString()

/**
 * Twilio's signature after its documentation (https://www.twilio.com/docs/usage/security#validating-requests), without its
 * library: HMAC-SHA1 over the address and every field, sorted, name and value without separators.
 */
export function twilioSignature(
  fields: Fields,
  { url = `${settings.publicUrl}/webhooks/twilio`, token = settings.twilio.authToken as string } = {},
): string {
  const values = Map.groupBy(pairs(fields), ([name]) => name)
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1))
  const signed = sorted.flatMap(([name, given]) =>
    [...new Set(given.map(([, value]) => value))].sort().map((value) => name + value),
  )
  return createHmac('sha1', token)
    .update([url, ...signed].join(''))
    .digest('base64')
}

/** A request as Twilio sends it; `signature` where it is to be another one than the right one. */
export const twilioRequest = (
  fields: Fields,
  signature: string | undefined = twilioSignature(fields),
): WebhookRequest => ({
  headers: { 'x-twilio-signature': signature },
  parameters: {},
  body: Buffer.from(formBody(fields)),
})

export const telegramRequest = (
  content: unknown,
  secret: string | undefined = settings.telegram.webhookSecret,
): WebhookRequest => ({
  headers: secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret },
  parameters: {},
  body: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
})

export const africasTalkingRequest = (
  fields: Fields | string,
  secret: string = settings.africasTalking.webhookSecret,
): WebhookRequest => ({
  headers: {},
  parameters: { secret },
  body: Buffer.from(typeof fields === 'string' ? fields : formBody(fields)),
})
