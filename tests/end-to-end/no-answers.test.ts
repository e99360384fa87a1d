import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { incoming } from '../channels/cases/twilio.ts'
import { settings } from '../channels/settings.ts'
import * as sent from '../server/requests.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { screens } from '../support/phones.ts'

let database: TestDatabase
let application: RunningApplication
beforeAll(async () => {
  database = await createTestDatabase()
  application = await startForTest({ DATABASE_URL: database.url })
})
afterAll(async () => {
  await application[Symbol.asyncDispose]()
  await database.drop()
})

let count = 0
const another = () => String(70_099_418_000 + ++count)

async function answerTo(message: sent.Message): Promise<string> {
  const response = await sent.post(application.url, message)
  expect(response.status).toBe(200)
  return response.text()
}

/** A phone that Twilio knows by this address; `changes` are to the fields of its messages. */
function twilioPhone(from: string) {
  const ours = `${from.startsWith('whatsapp:') ? 'whatsapp:' : ''}${settings.twilio.numbers[0]}`
  const sid = () => `SM${randomBytes(16).toString('hex')}`
  const does = async (changes: Readonly<Record<string, string>>) =>
    screens.twilio(await answerTo(sent.twilio({ ...incoming, MessageSid: sid(), From: from, To: ours, ...changes })))
  return {
    does,
    says: (Body: string) => does({ Body }),
    /** What became of a message that we sent to it. */
    report: (MessageStatus: string, ErrorCode: string) => does({ From: ours, To: from, MessageStatus, ErrorCode }),
  }
}

function telegramPhone() {
  const chat = { id: Number(another()), type: 'private' }
  const does = async (update: (message: object) => object) => {
    const id = ++count
    return screens.telegram(
      await answerTo(sent.telegram({ update_id: id, ...update({ message_id: id, chat, date: 1_790_000_000 }) })),
    )
  }
  return {
    does,
    says: (text: string) => does((message) => ({ message: { ...message, text } })),
    sends: (content: object) => does((message) => ({ message: { ...message, ...content } })),
    edits: (content: object) => does((message) => ({ edited_message: { ...message, ...content } })),
    isNow: (status: string) => does(() => ({ my_chat_member: { chat, new_chat_member: { status } } })),
  }
}

const keyword = 'HOME'

describe('by Telegram', () => {
  test.each<[what: string, does: (phone: ReturnType<typeof telegramPhone>) => Promise<string>]>([
    ['voice notes', ({ sends }) => sends({ voice: { file_id: 'x', duration: 3 } })],
    ['pictures without caption', ({ sends }) => sends({ photo: [{ file_id: 'x' }] })],
    ['edited messages', ({ edits }) => edits({ text: '2' })],
    ['notices that a message was pinned', ({ sends }) => sends({ pinned_message: { message_id: 1 } })],
  ])('six %s leave the conversation where it was', async (_, does) => {
    const plain = telegramPhone()
    const other = telegramPhone()
    for (const text of [keyword, '1', '1', '1', '1']) {
      expect(await other.says(text)).toBe(await plain.says(text))
      for (let time = 0; time < 6; time++) await does(other)
    }
  })

  test('a caption is an answer, and a command may carry the name of the bot', async () => {
    const plain = telegramPhone()
    const other = telegramPhone()
    expect(await other.says(keyword)).toBe(await plain.says(keyword))
    expect(await other.sends({ photo: [{ file_id: 'x' }], caption: '1' })).toBe(await plain.says('1'))
    expect(await other.says('/stop@HeardBot')).toBe(await plain.says('STOP'))
    expect(await other.sends({ sticker: { file_id: 'x' } })).toBe('')
  })

  test('a message that is changed into STOP or into a call for help is heard', async () => {
    for (const word of ['STOP', 'SOS', 'exit']) {
      const plain = telegramPhone()
      const other = telegramPhone()
      for (const text of [keyword, '1']) expect(await other.says(text)).toBe(await plain.says(text))
      expect(await other.edits({ text: word })).toBe(await plain.says(word))
    }
  })

  test('somebody who blocks the bot has stopped, until they open it again', async () => {
    const { says, isNow } = telegramPhone()
    await says(keyword)
    expect(await isNow('kicked')).toBe('')
    expect(await isNow('member')).toBe('')
    expect(await says('1')).toBe('')
    expect(await says('/start')).toMatch(/^Welcome/)
  })
})

describe.each([
  ['SMS', () => `+254${another()}`],
  ['WhatsApp', () => `whatsapp:+254${another()}`],
  ['WhatsApp without a number', () => `whatsapp:US.${another()}`],
])('by %s', (_, from) => {
  test('what is no text leaves the conversation where it was', async () => {
    const plain = twilioPhone(from())
    const other = twilioPhone(from())
    for (const text of [keyword, '1', '1', '1', '1']) {
      expect(await other.says(text)).toBe(await plain.says(text))
      for (let time = 0; time < 3; time++) await other.does({ Body: '', NumMedia: '1', MediaContentType0: 'audio/ogg' })
      await other.does({ Body: 'Moi Avenue', Latitude: '-1.28', Longitude: '36.82' })
    }
  })

  test('the STOP that Twilio takes is heard, and so is its START', async () => {
    const { says, does } = twilioPhone(from())
    await says(keyword)
    expect(await does({ Body: 'Arrêt', OptOutType: 'STOP' })).toBe('')
    expect(await says('1')).toBe('')
    expect(await does({ Body: 'Reprise', OptOutType: 'START' })).toMatch(/^Welcome/)
  })

  test.each([
    ['21610', true],
    ['63014', true],
    ['63049', false],
    ['30003', false],
  ])('after a report with error %s somebody has stopped: %s', async (code, stopped) => {
    const { says, report } = twilioPhone(from())
    await says(keyword)
    await report('undelivered', code)
    expect((await says('1')) === '').toBe(stopped)
    expect(await says('START')).not.toBe('')
  })
})

test('a text that a carrier packed is the keyword that was written', async () => {
  const packed = Buffer.from(`${keyword}${' '.repeat(20)}`).toString('base64')
  expect(await twilioPhone('+254700000001').says(packed)).toBe(await twilioPhone('+254700000002').says(keyword))
})

test("somebody who opts out with Africa's Talking hears nothing until START", async () => {
  const from = '+254700000003'
  const says = (text: string) => answerTo(sent.sms({ from, to: '22384', text, id: randomBytes(8).toString('hex') }))
  await says(keyword)
  await application.sent.next(from)
  const { path, headers } = sent.optOut()
  await answerTo({ path, headers, body: new URLSearchParams({ senderId: 'HEARD', phoneNumber: from }).toString() })
  await says('1')
  await says('START')
  expect(await application.sent.next(from)).toMatch(/^Welcome/)
})
