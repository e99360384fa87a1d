import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { incoming as twilioSms } from '../channels/cases/twilio.ts'
import { twilioSignature } from '../channels/requests.ts'
import { settings } from '../channels/settings.ts'
import { type Message, post, telegram as telegramMessage, twilio, ussd as ussdMessage } from '../server/requests.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { elsewhere, notApplicable } from './bad-inputs.ts'

let application: RunningApplication
let testDatabase: TestDatabase
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  application = await startForTest({ DATABASE_URL: testDatabase.url, RELEASE_K: '100000' })
  database = await openDatabase({ url: testDatabase.url, log: { debug() {}, info() {}, warn() {}, error() {} } })
})
afterAll(async () => {
  await database?.close()
  await application?.[Symbol.asyncDispose]()
  await testDatabase?.drop()
})

/** What is known of people and their answers. */
async function stored(): Promise<string> {
  const tables = ['contact', 'inbound_message', 'participation', 'waiting_interview', 'interview']
  const contents = tables.map((table) => database.pool.query(`SELECT ${table}::text FROM ${table} ORDER BY 1`))
  return JSON.stringify((await Promise.all(contents)).map(({ rows }) => rows))
}

const answered = async (message: Message, init?: RequestInit) => {
  const response = await post(application.url, message, init)
  return { status: response.status, body: await response.text() }
}

let people = 711_500_000
const newNumber = () => `+254${++people}`
const newSid = () => `SM${randomBytes(16).toString('hex')}`

const smsFields = (number: string, text: string, more: Readonly<Record<string, string>> = {}) => ({
  ...twilioSms,
  From: number,
  Body: text,
  MessageSid: newSid(),
  ...more,
})

/** Somebody who writes SMS and is at the first question after consent. */
async function somebodyWithAQuestion() {
  const number = newNumber()
  const says = async (text: string) => (await answered(twilio(smsFields(number, text)))).body
  await says('CLINIC')
  const question = await says('1')
  return { number, says, question }
}

type Dial = (text: string, more?: Readonly<Record<string, string>>) => Promise<string>

/** Somebody in a USSD session; `text` is everything typed so far. */
function somebodyDialling(number = newNumber()): Dial {
  const sessionId = `ATUid_${randomBytes(8).toString('hex')}`
  const fields = { sessionId, serviceCode: '*384*99#', phoneNumber: number, networkCode: '63902' }
  return async (text, more = {}) => {
    const { status, body } = await answered(ussdMessage({ ...fields, text, ...more }))
    expect(status).toBe(200)
    return body
  }
}

let updates = 500_000
const telegramUpdate = (text: string, chat: number, id = ++updates) => ({
  update_id: id,
  message: { message_id: id, chat: { id: chat, type: 'private' }, date: 1_790_000_000, text },
})

/** What is refused or ignored: the answer, and that nothing of it is stored. */
const withoutEffect: Readonly<Record<string, () => [message: Message, status: number, body: RegExp]>> = {
  '38 JSON under a wrong bodySHA256': () => {
    const url = `${settings.publicUrl}/webhooks/twilio?bodySHA256=${'0'.repeat(64)}`
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': twilioSignature({}, { url }) }
    return [{ path: url.slice(settings.publicUrl.length), headers, body: '{"Body":"1"}' }, 415, /content_type/]
  },
  '39 bodySHA256 beside a form': () => {
    const { body, headers } = twilio(smsFields(newNumber(), 'CLINIC'))
    const hash = createHash('sha256').update(body).digest('hex')
    const url = `${settings.publicUrl}/webhooks/twilio?bodySHA256=${hash}`
    const signed = { ...headers, 'x-twilio-signature': twilioSignature({}, { url }) }
    return [{ path: url.slice(settings.publicUrl.length), headers: signed, body }, 403, /not_authentic/]
  },
  '40 a query with an apostrophe, signed': () => {
    const fields = smsFields(newNumber(), 'CLINIC')
    const url = `${settings.publicUrl}/webhooks/twilio?of=O'Brien`
    const { headers, body } = twilio(fields)
    const signed = { ...headers, 'x-twilio-signature': twilioSignature(fields, { url }) }
    return [{ path: url.slice(settings.publicUrl.length), headers: signed, body }, 403, /not_authentic/]
  },
  '52 the status of a message that nobody sent': () => {
    const report = { MessageStatus: 'delivered', From: settings.twilio.numbers[0], To: newNumber() }
    return [twilio(smsFields(newNumber(), '', report)), 200, /<Response\/>/]
  },
  '86 the end of a session, early and with answers': () => {
    const ended = { status: 'Success', input: '1*2*1', lastAppResponse: 'END secret', durationInMillis: '1' }
    const fields = {
      sessionId: 'ATUid_early',
      serviceCode: '*384*99#',
      phoneNumber: newNumber(),
      text: '1*2',
      ...ended,
    }
    return [ussdMessage(fields), 200, /^END $/]
  },
}

/** What is taken, and must come out right. */
const taken: Readonly<Record<string, () => Promise<void>>> = {
  '11 a zero byte': () => isNoAnswer('a\u0000b'),
  '19 line breaks and terminal sequences': async () => {
    await isNoAnswer('a\r\nlevel=error msg="forged"\u001b[31mred\u0007')
    expect(
      application.logged.filter((line) => ['forged', '\u001b', '\u0007'].some((part) => line.includes(part))),
    ).toEqual([])
  },
  '20 a formula': () => isNoAnswer(`=cmd|' /C calc'!A0`),
  '21 SQL, XML and Markdown': async () => {
    for (const text of [
      `'; DROP TABLE contact; --`,
      '<b>&]]></Message>',
      '[x](javascript:1) `*_',
      '${age}',
      '{{7*7}}',
    ]) {
      await isNoAnswer(text)
    }
  },
  '22 right to left, joiners, emoji, combining marks': () => isNoAnswer('\u202e نعم 👩‍👩‍👧 e\u0301\u0301\u0301'),
  '23 digits of Bangla, Devanagari and Arabic': async () => {
    for (const digit of ['২', '२', '٢', '۲']) await isTheSameAs(digit, '2')
  },
  '24 a full-width digit': () => isTheSameAs('２', '2'),
  '25 only spaces': () => isNoAnswer(' \t \u00a0\u2003 '),
  '26 a number of 500 digits': () => isNoAnswer('9'.repeat(500)),
  '41 an address signed with its port': async () => {
    const fields = smsFields(newNumber(), 'CLINIC')
    const url = `${settings.publicUrl}:443/webhooks/twilio`
    const { headers, ...message } = twilio(fields)
    const signed = { ...headers, 'x-twilio-signature': twilioSignature(fields, { url }) }
    expect((await answered({ ...message, headers: signed })).status).toBe(200)
  },
  '43 a message sent again': async () => {
    const { number } = await somebodyWithAQuestion()
    const message = twilio(smsFields(number, '2'))
    const first = await answered(message)
    const before = await stored()
    const copies = await Promise.all(Array.from({ length: 10 }, () => answered(message)))
    expect(copies).toEqual(Array(10).fill(first))
    expect(await stored()).toBe(before)
  },
  '44 the same id with another text': async () => {
    const { number } = await somebodyWithAQuestion()
    const MessageSid = newSid()
    const first = await answered(twilio(smsFields(number, '2', { MessageSid })))
    const before = await stored()
    expect(await answered(twilio(smsFields(number, '1', { MessageSid })))).toEqual(first)
    expect(await stored()).toBe(before)
  },
  '46 a text in base64': () => isNoAnswer(Buffer.from('2').toString('base64')),
  '47 words like STOP': async () => {
    for (const word of ['STOP', 'Stop', ' stop. ', 'END', 'STOP PLEASE I AM TIRED']) {
      const { says } = await somebodyWithAQuestion()
      const goodbye = await says(word)
      expect(goodbye, word).not.toContain('1 ')
    }
    const { says, question } = await somebodyWithAQuestion()
    expect(await says('HELP')).not.toBe(question)
  },
  '51 sent after delivered': async () => {
    const MessageSid = newSid()
    const report = { From: settings.twilio.numbers[0], To: newNumber(), MessageSid }
    for (const MessageStatus of ['delivered', 'sent']) {
      expect((await answered(twilio(smsFields(newNumber(), '', { ...report, MessageStatus })))).status).toBe(200)
    }
  },
  '64 the same key twice in JSON': async () => {
    const screenFor = async (change: (json: string) => string) => {
      const { status, body } = await answered(
        telegramMessage(change(JSON.stringify(telegramUpdate('CLINIC', ++people)))),
      )
      expect(status).toBe(200)
      return JSON.parse(body).text
    }
    // The last one counts, here as everywhere in the program: there is one parser.
    expect(await screenFor((json) => json.replace('"text"', '"text":"qqqq","text"'))).toBe(
      await screenFor((json) => json),
    )
  },
  '66 an update sent again': async () => {
    const message = telegramMessage(telegramUpdate('CLINIC', ++people))
    const first = await answered(message)
    const before = await stored()
    expect(await answered(message)).toEqual(first)
    expect(await stored()).toBe(before)
  },
  '67 updates in reverse': async () => {
    const chat = ++people
    const [earlier, later] = [++updates, ++updates]
    await answered(telegramMessage(telegramUpdate('CLINIC', chat, later)))
    const { status, body } = await answered(telegramMessage(telegramUpdate('1', chat, earlier)))
    expect(status).toBe(200)
    expect(body).not.toBe((await answered(telegramMessage(telegramUpdate('CLINIC', chat, later)))).body)
  },
  '72 a button of an earlier question': async () => {
    const chat = ++people
    const says = async (text: string) => JSON.parse((await answered(telegramMessage(telegramUpdate(text, chat)))).body)
    await says('CLINIC')
    const question = await says('1')
    expect((await says('9 Something that is not offered')).text).toContain(question.text.split('\n').at(-1))
  },
  '78 a reply in the dialled code': async () => {
    const dial = somebodyDialling()
    expect(await dial('1')).not.toBe(await somebodyDialling()(''))
  },
  '79 the same text twice': async () => {
    const dial = somebodyDialling()
    await dial('')
    const first = await dial('1')
    const before = await stored()
    expect(await dial('1')).toBe(first)
    expect(await stored()).toBe(before)
  },
  '81 a text that became shorter': async () => {
    const dial = somebodyDialling()
    await dial('')
    await dial('1')
    const last = await dial('1*1')
    expect(await dial('1', { networkCode: '1' })).toBe(await dial('1'))
    expect(await dial('1*1')).toBe(last)
  },
  '82 a text that jumps two steps': async () => {
    const dial = somebodyDialling()
    const menu = await dial('')
    const jumped = await dial('77*78')
    expect(jumped.split('\n').at(-1)).toBe(menu.split('\n').at(-1))
  },
  '83 a session that is unknown or over': async () => {
    expect(await somebodyDialling()('1*1*1')).toBe(await somebodyDialling()('1'))
  },
  '84 the session of another phone': async () => {
    const [mine, other] = [newNumber(), newNumber()]
    const dial = somebodyDialling(mine)
    const menu = await dial('')
    await dial('1')
    expect(await dial('', { phoneNumber: other })).toBe(menu)
  },
  '85 a star at the end': async () => {
    const [dial, plain] = [somebodyDialling(), somebodyDialling()]
    await Promise.all([dial(''), plain('')])
    const screen = await dial('1*')
    expect(screen).toBe(await plain('1'))
    expect(await dial('1*1')).not.toBe(screen)
  },
  '87 two sessions at once': async () => {
    const number = newNumber()
    const [first, second] = [somebodyDialling(number), somebodyDialling(number)]
    await first('')
    await second('')
    const languages = await first('1')
    expect(languages).toContain('English')
    // A phone has one conversation: the other session is a new dial, which answers nothing and shows where the first one is.
    expect(await second('1')).toBe(languages)
  },
}

/** A text that is no answer: the person is asked again, or asked back what was meant, and nothing is recorded. */
async function isNoAnswer(text: string) {
  const { says, question } = await somebodyWithAQuestion()
  const lastChoice = question.split('\n').at(-1)
  const screen = await says(text)
  if (!screen.includes('Did you mean')) expect(screen.split('\n').at(-1), JSON.stringify(text)).toBe(lastChoice)
}

async function isTheSameAs(text: string, plain: string) {
  const [one, other] = [await somebodyWithAQuestion(), await somebodyWithAQuestion()]
  const screen = await one.says(text)
  expect(screen, text).toBe(await other.says(plain))
  expect(screen, text).not.toBe(one.question)
}

describe('T24: somebody sends what no provider sends', () => {
  test('each of a hundred bad inputs is a case, here or elsewhere, or cannot occur', () => {
    const names = [withoutEffect, taken, elsewhere, notApplicable].flatMap((cases) => Object.keys(cases))
    const numbers = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  })

  test.each(Object.entries(elsewhere))('%s is a case of another test', (_, places) => {
    for (const [file, ...words] of places) {
      const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
      expect(words.filter((word) => !source.includes(word))).toEqual([])
    }
  })

  test.each(Object.entries(withoutEffect))('%s has no effect', async (_, make) => {
    const before = await stored()
    const [message, status, expected] = make()
    const { status: given, body } = await answered(message)
    expect(given).toBe(status)
    expect(body).toMatch(expected)
    expect(await stored()).toBe(before)
  })

  test.each(Object.entries(taken))('%s', (_, act) => act())

  test('and in the end the program still answers', async () => {
    expect((await somebodyWithAQuestion()).question).toContain('2 ')
    expect(application.logged.filter((line) => /"level":"error"/.test(line))).toEqual([])
  })
})
