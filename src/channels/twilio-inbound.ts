import { z } from 'zod'
import { decodedText } from './base64.ts'
import type { Address, DeliveryState, Input, WebhookEvent, WrittenMessage } from './channel.ts'
import { messageOf, writtenText } from './content.ts'
import type { Medium } from './media/medium.ts'
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
  /** Sent where Twilio's Advanced Opt-Out is on: it took the message for this word, and has answered it. */
  OptOutType: z.string().default(''),
  MessageStatus: z.string().optional(),
  ErrorCode: z.string().default(''),
})
type Incoming = z.output<typeof incoming>

const deliveryStates: ReadonlyMap<string, DeliveryState> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
])

/**
 * Why a message was not delivered: the person wrote STOP to Twilio (21610), or has blocked us in WhatsApp (63014). WhatsApp also
 * keeps messages back by itself (63032, 63049); that says nothing of what the person wants.
 */
const blocked: ReadonlySet<string> = new Set(['21610', '63014'])

/** Kinds that are no message of a person: an emoji under one of our messages, a notice of WhatsApp itself. */
const notSaid: ReadonlySet<string> = new Set(['reaction', 'system'])

/** Kinds whose text, where there is one, is not the person's: the name of a place, of somebody else. */
const noText: ReadonlySet<string> = new Set(['location', 'contact', 'contacts'])

const isWhatsApp = (address: string) => address.startsWith(whatsappPrefix)

const mediumOf = (address: string): Medium => (isWhatsApp(address) ? whatsapp : sms)

export const withoutPrefix = (address: string): string =>
  isWhatsApp(address) ? address.slice(whatsappPrefix.length) : address

/** What Twilio has done about a word that it took the message for. STOP is no message any more. */
const providerOf = ({ OptOutType }: Incoming): Pick<WrittenMessage, 'provider'> => {
  if (OptOutType === 'START') return { provider: 'delivers_again' }
  return OptOutType === 'HELP' ? { provider: 'has_helped' } : {}
}

function inputOf(message: Incoming): Input {
  const { From, Body, ButtonText, ListTitle, MessageType, Latitude } = message
  if (noText.has(MessageType) || Latitude !== '') return { kind: 'unreadable' }
  // Only text messages pass through carriers.
  const input = messageOf(ButtonText || ListTitle || (isWhatsApp(From) ? Body : decodedText(Body)))
  return input.kind === 'message' ? { ...input, ...providerOf(message) } : input
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

/** The report of what became of a message of ours. */
function reportOf({ MessageSid: messageId, MessageStatus = '', To, ErrorCode }: Incoming): WebhookEvent {
  const state = deliveryStates.get(MessageStatus)
  if (!state) return { kind: 'ignored', reason: 'delivery status without meaning to us' }
  const address = addressOf(To, [])
  if (!address) return { kind: 'delivery', messageId, state }
  return { kind: 'delivery', messageId, state, address, ...(blocked.has(ErrorCode) && { blockedOn: mediumOf(To) }) }
}

export function eventOf(message: Incoming, numbers: readonly string[]): WebhookEvent {
  const { MessageSid: messageId, From, To, MessageStatus, MessageType, OptOutType } = message
  if (MessageStatus !== undefined && MessageStatus !== 'received') return reportOf(message)
  if (notSaid.has(MessageType)) return { kind: 'ignored', reason: 'nothing that somebody says' }
  const medium = mediumOf(From)
  const address = addressOf(From, [withoutPrefix(To), ...numbers])
  if (!address) return { kind: 'ignored', reason: 'the sender is no person' }
  if (OptOutType === 'STOP') return { kind: 'departure', medium, address, messageId }
  return { kind: 'inbound', inbound: { medium, address, messageId, input: inputOf(message) } }
}
