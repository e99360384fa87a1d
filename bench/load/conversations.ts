import { incoming } from '../../tests/channels/cases/twilio.ts'
import { formBody, twilioSignature } from '../../tests/channels/requests.ts'
import { settings } from '../../tests/channels/settings.ts'
import { phoneOf } from './account.ts'

/** The requests of one connection, in the order in which they are sent: each after the answer to the one before. */
export type Lane = Iterator<Buffer, void>

/** Gives somebody who has not written yet; undefined when nobody is left. */
export type People = () => number | undefined

/** How the messages of one person look as requests: a whole conversation, known in advance. */
export type Conversation = (person: number) => Iterator<Buffer, void>

/** From the keyword to the last question, in three languages, once with a reply that is not understood. */
const written = [
  ['CLINIC', '1', '1', '1', '2', '2', '1', '3'],
  ['AFYA', '1', '2', '2', '4', '2'],
  ['SHIKKHA', '1', '1', '1', '2', '2', '1', '3'],
  ['DISPUTE', '1', 'perhaps', '1', '1', '3', '1 4'],
]

/** What is typed on the screens that follow a dialled code. */
const typed = [
  { code: '*384*1#', replies: ['1', '1', '1', '1', '2', '2', '1', '3'] },
  { code: '*384*2#', replies: ['3', '1', '2', '1', '1', '2', '2', '1'] },
]

/** The mean of the conversations in writing; those by USSD have a little more. */
export const messagesPerConversation = written.flat().length / written.length

/** Members of a list, one person after the other. */
const nth = <T>(list: readonly T[], person: number): T => list[person % list.length] as T

function request(path: string, body: string, headers: readonly string[] = []): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/x-www-form-urlencoded',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** A message by SMS, as Twilio sends it, signed. `id` is that of nobody's other message. */
function twilioRequest(person: number, text: string, id: bigint): Buffer {
  const sid = `SM${id.toString(16).padStart(32, '0')}`
  const fields = { ...incoming, SmsMessageSid: sid, SmsSid: sid, MessageSid: sid, From: phoneOf(person), Body: text }
  return request('/webhooks/twilio', formBody(fields), [`x-twilio-signature: ${twilioSignature(fields)}`])
}

const messageId = (person: number, index: number, time = 0) => BigInt(person * 100 + index) + (BigInt(time) << 64n)

/** A conversation by SMS. */
export function* byTwilio(person: number): Generator<Buffer, void> {
  for (const [index, text] of nth(written, person).entries())
    yield twilioRequest(person, text, messageId(person, index))
}

/** A person writes one of this many conversations; the next person another one. */
export const differentConversations = written.length

/** So many messages lie behind a person who is met in the middle of a conversation. */
export const messagesBehind = 3

/** The messages that are left then. `time` tells apart the times at which the same person is met there. */
export const goingOn = (time: number): Conversation =>
  function* (person) {
    for (const [index, text] of nth(written, person).entries())
      if (index >= messagesBehind) yield twilioRequest(person, text, messageId(person, index, time))
  }

export const messagesLeft = messagesPerConversation - messagesBehind

/** A conversation by USSD, as Africa's Talking sends it: every request repeats what was typed before. */
export function* byUssd(person: number): Generator<Buffer, void> {
  const { code, replies } = nth(typed, person)
  for (let count = 0; count <= replies.length; count++) {
    const fields = {
      sessionId: `ATUid_${String(person).padStart(32, '0')}`,
      phoneNumber: phoneOf(person),
      networkCode: '63902',
      serviceCode: code,
      text: replies.slice(0, count).join('*'),
    }
    yield request(`/webhooks/africastalking/${settings.africasTalking.webhookSecret}/ussd`, formBody(fields))
  }
}

/** People numbered from `first`, at most `count`. */
export function people(first: number, count = Number.POSITIVE_INFINITY): People {
  let next = first
  return () => (next < first + count ? next++ : undefined)
}

/** So many people of one connection are in the middle of a conversation at the same time. */
const peopleAtATime = 20

/** Mixes whole conversations: whose message is next is left to chance, but everybody's own messages keep their order. */
function* mixed(conversation: Conversation, next: People): Generator<Buffer, void> {
  const open: Iterator<Buffer, void>[] = []
  const admit = () => {
    const person = next()
    if (person !== undefined) open.push(conversation(person))
  }
  for (let count = 0; count < peopleAtATime; count++) admit()
  while (open.length > 0) {
    const index = Math.floor(Math.random() * open.length)
    const message = open[index]?.next()
    if (message && !message.done) yield message.value
    else {
      open.splice(index, 1)
      admit()
    }
  }
}

/** Lanes whose requests are made when they are needed. */
export const lanesOf = (conversation: Conversation, next: People, connections: number): Lane[] =>
  Array.from({ length: connections }, () => mixed(conversation, next))

/** Lanes of the conversations of these people, all requests made beforehand: sending them costs next to nothing. */
export function preparedLanes(conversation: Conversation, who: readonly number[], connections: number): Lane[] {
  return Array.from({ length: connections }, (_, lane) => {
    const share = who.filter((_, index) => index % connections === lane).values()
    const requests = [...mixed(conversation, () => share.next().value)]
    return requests.values()
  })
}
