import { z } from 'zod'
import { decodedText } from './base64.ts'
import type { Address, DeliveryState, Input, WebhookEvent } from './channel.ts'
import { messageOf, writtenText } from './content.ts'
import { sms } from './media/sms.ts'
import { whatsapp } from './media/whatsapp.ts'
import { senderAddress } from './telephone.ts'

const whatsappPrefix = 'whatsapp:'

/** https://www.twilio.com/docs/messaging/guides/webhook-request; Twilio adds fields without notice. */
export const incoming = z.object({
  MessageSid: z.string().regex(/^(?:SM|MM)[0-9a-fA-F]{32}$/),
  From: z.string().min(1),
  To: z.string().min(1),
  Body: writtenText.default(''),
  /** What stands on the button, or the line of a list, that was tapped in WhatsApp. */
  ButtonText: writtenText.default(''),
  ListTitle: writtenText.default(''),
  /** WhatsApp's own kind of message. */
  MessageType: z.string().default(''),
  Latitude: z.string().default(''),
  MessageStatus: z.string().optional(),
})
type Incoming = z.output<typeof incoming>

const deliveryStates: ReadonlyMap<string, DeliveryState> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
])

/** Kinds that nobody means as a message: an emoji under one of ours, a notice of WhatsApp itself. */
const notSaid: ReadonlySet<string> = new Set(['reaction', 'system'])

/** Kinds whose text, where there is one, is not the person's: the name of a place, of somebody else. */
const noText: ReadonlySet<string> = new Set(['location', 'contact', 'contacts'])

const isWhatsApp = (address: string) => address.startsWith(whatsappPrefix)

export const withoutPrefix = (address: string): string =>
  isWhatsApp(address) ? address.slice(whatsappPrefix.length) : address

function inputOf({ From, Body, ButtonText, ListTitle, MessageType, Latitude }: Incoming): Input {
  if (noText.has(MessageType) || Latitude !== '') return { kind: 'unreadable' }
  // Only text messages pass through carriers.
  return messageOf(ButtonText || ListTitle || (isWhatsApp(From) ? Body : decodedText(Body)))
}

/**
 * WhatsApp's id of somebody who shows a name instead of a number (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids):
 * a country, and up to 128 letters and digits; with ENT where several businesses share it.
 */
const whatsappId = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/

/** The address of a person; null where that is no person's, or one of our own. */
function addressOf(given: string, own: readonly string[]): Address | null {
  const value = withoutPrefix(given)
  if (isWhatsApp(given) && whatsappId.test(value)) return { scheme: 'whatsapp', value }
  return senderAddress(value, own)
}

/** Whom a message went to. */
function recipient(to: string): { address?: Address } {
  const address = addressOf(to, [])
  return address ? { address } : {}
}

export function eventOf(message: Incoming, numbers: readonly string[]): WebhookEvent {
  const { MessageSid: messageId, From, To, MessageStatus, MessageType } = message
  if (MessageStatus !== undefined && MessageStatus !== 'received') {
    const state = deliveryStates.get(MessageStatus)
    return state
      ? { kind: 'delivery', messageId, state, ...recipient(To) }
      : { kind: 'ignored', reason: 'delivery status without meaning to us' }
  }
  if (notSaid.has(MessageType)) return { kind: 'ignored', reason: 'nothing that somebody says' }
  const medium = isWhatsApp(From) ? whatsapp : sms
  const address = addressOf(From, [withoutPrefix(To), ...numbers])
  if (!address) return { kind: 'ignored', reason: 'the sender is no person' }
  return { kind: 'inbound', inbound: { medium, address, messageId, input: inputOf(message) } }
}
