import { tryAgainLater } from '../../../src/channels/try-again-later.ts'
import type { ChannelCases, Meaning } from '../contract.ts'
import { telegramRequest } from '../requests.ts'
import { settings } from '../settings.ts'

const { webhookSecret } = settings.telegram
const chat = { id: 1111111111, first_name: 'Asha', type: 'private' }

/** An update as Telegram sends it. */
export const update = {
  update_id: 10000,
  message: {
    message_id: 1365,
    from: { id: 1111111111, is_bot: false, first_name: 'Asha', language_code: 'bn' },
    chat,
    date: 1441645532,
    text: '1 Yes',
  },
}

const meaning = (input: Meaning['input'], messageId = '10000'): Meaning => ({
  medium: 'telegram',
  address: { scheme: 'telegram', value: '1111111111' },
  messageId,
  reference: '1365',
  input,
})

const { text: _, ...withoutText } = update.message
const message = (changes: object) => telegramRequest({ ...update, message: { ...withoutText, ...changes } })
const written = (text: string) => message({ text })
const other = (kind: string, content: object) => telegramRequest({ update_id: 10001, [kind]: content })
const membership = (status: string, where: object = chat) =>
  other('my_chat_member', { chat: where, from: update.message.from, date: 1, new_chat_member: { status } })
const unreadable = meaning({ kind: 'unreadable' })
const edited = (changes: object) =>
  telegramRequest({ update_id: 10000, edited_message: { ...withoutText, edit_date: 1441645600, ...changes } })
const text = (text: string) => meaning({ kind: 'message', text })

/** The call of the Bot API that stands in the response. */
const sendMessage = (text: string, reply_markup: object) =>
  JSON.stringify({
    chat_id: 1111111111,
    text,
    reply_markup,
    link_preview_options: { is_disabled: true },
    method: 'sendMessage',
  })

export const cases: ChannelCases = {
  variables: ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'],
  sends: true,
  endpoints: [
    {
      path: '/webhooks/telegram',
      messages: {
        'a text': [telegramRequest(update), meaning({ kind: 'message', text: '1 Yes' })],
        '/start': [written('/start'), meaning({ kind: 'start', keyword: null })],
        'a deep link': [written('/start HEALTH'), meaning({ kind: 'start', keyword: 'HEALTH' })],
        '/start to a named bot': [written('/start@HeardBot  afya '), meaning({ kind: 'start', keyword: 'afya' })],
        'a word that begins like /start': [written('/started'), meaning({ kind: 'message', text: '/started' })],
        '/stop to a named bot': [written('/stop@HeardBot'), text('/stop')],
        '/help to a named bot': [written('/help@HeardBot please'), text('/help please')],
        '/delete to a named bot': [written('/delete@heard_2_bot'), text('/delete')],
        'a name in a text': [written('1 @HeardBot /stop@HeardBot'), text('1 @HeardBot /stop@HeardBot')],
        'a picture': [message({ photo: [{ file_id: 'x' }] }), unreadable],
        'a picture with a caption': [message({ photo: [{ file_id: 'x' }], caption: '1 Yes' }), text('1 Yes')],
        'a picture with an empty caption': [message({ photo: [{ file_id: 'x' }], caption: ' ' }), unreadable],
        'a voice note': [message({ voice: { file_id: 'x', duration: 3 } }), unreadable],
        'a sticker': [message({ sticker: { file_id: 'x', emoji: '👍' } }), unreadable],
        'a contact': [message({ contact: { phone_number: '+254711000111', first_name: 'A' } }), unreadable],
        'a location': [message({ location: { latitude: 1, longitude: 2 } }), unreadable],
        'a poll': [message({ poll: { id: '1', question: '1', options: [] } }), unreadable],
        'a text that nobody can see': [written('\u3164'), unreadable],
        'an edited message': [edited({ text: '2 No' }), meaning({ kind: 'edit', text: '2 No' })],
        'an edited caption': [
          edited({ photo: [{ file_id: 'x' }], caption: '2 No' }),
          meaning({ kind: 'edit', text: '2 No' }),
        ],
        'an update id as text': [
          telegramRequest({ ...update, update_id: '9007199254740993' }),
          meaning({ kind: 'message', text: '1 Yes' }, '9007199254740993'),
        ],
        'a lower update id': [
          telegramRequest({ ...update, update_id: 7 }),
          meaning({ kind: 'message', text: '1 Yes' }, '7'),
        ],
        'half a character': [
          telegramRequest(JSON.stringify(update).replace('1 Yes', 'a\\ud83d\\u0000')),
          meaning({ kind: 'message', text: 'a\ufffd' }),
        ],
        'unknown fields of any depth': [
          telegramRequest(JSON.stringify(update).replace('{', `{"new":${'['.repeat(5000)}${']'.repeat(5000)},`)),
          meaning({ kind: 'message', text: '1 Yes' }),
        ],
      },
      forgeries: {
        'no secret': [{ ...telegramRequest(update), headers: {} }, 'not_authentic'],
        'a wrong secret': [telegramRequest(update, webhookSecret.replace('Z', 'z')), 'not_authentic'],
        'an empty secret': [telegramRequest(update, ''), 'not_authentic'],
        'the secret twice': [telegramRequest(update, `${webhookSecret}, ${webhookSecret}`), 'not_authentic'],
        'the beginning of the secret': [telegramRequest(update, webhookSecret.slice(0, -1)), 'not_authentic'],
        'a body that is no JSON, without the secret': [telegramRequest('{', 'x'), 'not_authentic'],
      },
      ignored: {
        'a group': message({ text: 'hi', chat: { id: -100123, title: 'Ward 1', type: 'supergroup' } }),
        'a channel post': other('channel_post', { message_id: 1, chat: { id: -1001, type: 'channel' }, text: 'x' }),
        'an edited message of a group': edited({ text: 'hi', chat: { id: -100123, type: 'supergroup' } }),
        'a live location that moves': edited({ location: { latitude: 1, longitude: 2, live_period: 900 } }),
        'a timer that deletes messages': message({
          message_auto_delete_timer_changed: { message_auto_delete_time: 86400 },
        }),
        'a message that was pinned': message({ pinned_message: { ...update.message, message_id: 1300 } }),
        'a message without any content': message({}),
        'an emoji under one of our messages': other('message_reaction', { chat, message_id: 1300, new_reaction: [] }),
        'a tapped inline button': other('callback_query', { id: '1', data: '1', from: update.message.from }),
        'a change of membership': membership('member'),
        'a group that throws the bot out': membership('kicked', { id: -100123, type: 'supergroup' }),
        'a kind of update that is new': other('telepathy', {}),
      },
      malformed: {
        'an empty object': telegramRequest({}),
        'an array': telegramRequest([]),
        null: telegramRequest('null'),
        'a number': telegramRequest('1'),
        'no JSON': telegramRequest('{"update_id":1'),
        nothing: telegramRequest(''),
        'nothing but depth': telegramRequest('['.repeat(5000) + ']'.repeat(5000)),
        'no chat': telegramRequest({ update_id: 1, message: { text: 'x' } }),
        'a text that is none': message({ text: { a: 1 } }),
        'an update id beyond exact numbers': telegramRequest(
          JSON.stringify(update).replace('10000', '9007199254740993'),
        ),
        'a negative update id': telegramRequest({ ...update, update_id: -1 }),
        'a chat id that is none': message({ text: 'x', chat: { id: 1.5, type: 'private' } }),
      },
      deliveries: {},
      departures: {
        'somebody who blocks the bot': [membership('kicked'), { scheme: 'telegram', value: '1111111111' }, 'telegram'],
      },
      answers: {
        question: sendMessage('Is it far?\n1 Yes\n2 No', {
          keyboard: [[{ text: '1 Yes' }], [{ text: '2 No' }]],
          resize_keyboard: true,
          one_time_keyboard: true,
        }),
        end: sendMessage('Thank you.', { remove_keyboard: true }),
        markup: sendMessage('<b>A & B</b> "_*[x](y)`', { remove_keyboard: true }),
        silence: '',
      },
      unavailable: { status: 503, body: tryAgainLater.body },
    },
  ],
}
