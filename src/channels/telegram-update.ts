import { z } from 'zod'
import type { Address, Inbound, Input, WebhookEvent } from './channel.ts'
import { messageOf, writtenText } from './content.ts'
import { telegram as medium } from './media/telegram.ts'

const chat = z.object({ id: z.int(), type: z.string() })

/** Loose, because its other fields say what was sent where that is no text. */
const sent = z.looseObject({
  message_id: z.int().positive().optional(),
  chat,
  text: writtenText.optional(),
  caption: writtenText.optional(),
})
type Sent = z.output<typeof sent>

/** https://core.telegram.org/bots/api#update: only what is used; whole numbers beyond 2^53 would lose digits and are refused. */
export const update = z.object({
  update_id: z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String),
  message: sent.optional(),
  edited_message: sent.optional(),
  my_chat_member: z.object({ chat, new_chat_member: z.object({ status: z.string() }) }).optional(),
})

/**
 * Fields of a message that a person sends (https://core.telegram.org/bots/api#message). A message with none of these, without
 * text and without caption is a service message: Telegram says that something was pinned, or that messages now delete themselves.
 */
const content = [
  ...['animation', 'audio', 'checklist', 'contact', 'dice', 'document', 'game', 'invoice', 'live_photo', 'location'],
  ...['paid_media', 'photo', 'poll', 'rich_message', 'sticker', 'story', 'venue', 'video', 'video_note', 'voice'],
]

/** Telegram adds the name of the bot to a command that is tapped in some places. */
const withoutBotName = (text: string) => text.replace(/^(\/\w+)@\w+/, '$1')

const textOf = ({ text, caption }: Sent): string | undefined => {
  const written = text ?? caption
  return written === undefined ? undefined : withoutBotName(written)
}

/** `/start`, or `/start KEYWORD` from a deep link; in any case that is how a person opens the conversation. */
function inputOf(message: Sent): Input | null {
  const text = textOf(message)
  if (text === undefined) return content.some((field) => Object.hasOwn(message, field)) ? { kind: 'unreadable' } : null
  const start = /^\/start(?:\s+(?<keyword>\S.*))?\s*$/is.exec(text)
  return start ? { kind: 'start', keyword: start.groups?.keyword?.trim() ?? null } : messageOf(text)
}

/** A changed message without text is nothing that was said: somebody who shares a live location changes it all the time. */
function editOf(message: Sent): Input | null {
  const text = textOf(message)
  return text === undefined ? null : { kind: 'edit', text }
}

const addressOf = ({ id }: z.output<typeof chat>): Address => ({ scheme: 'telegram', value: String(id) })

function inboundOf({ chat, message_id }: Sent, messageId: string, input: Input): Inbound {
  const reference = message_id === undefined ? {} : { reference: String(message_id) }
  return { medium, address: addressOf(chat), messageId, ...reference, input }
}

/** Somebody has blocked the bot. To take that back says nothing yet: they come back when they write. */
const blocked = 'kicked'

export function eventOf(given: z.output<typeof update>): WebhookEvent {
  const { update_id: messageId, message, edited_message, my_chat_member: membership } = given
  if (membership?.chat.type === 'private' && membership.new_chat_member.status === blocked) {
    return { kind: 'departure', medium, address: addressOf(membership.chat), messageId }
  }
  const said = message ?? edited_message
  if (!said) return { kind: 'ignored', reason: 'nothing that somebody says' }
  if (said.chat.type !== 'private') return { kind: 'ignored', reason: 'not a private chat' }
  const input = message ? inputOf(message) : editOf(said)
  if (!input) return { kind: 'ignored', reason: 'a service message' }
  return { kind: 'inbound', inbound: inboundOf(said, messageId, input) }
}
