import { describe, expect, test } from 'vitest'
import { interviewRecord } from '../../src/store/interview-record.ts'
import { questionnaires } from '../support/flows.ts'
import { tester } from '../support/tester.ts'

// The conversation as the person with the phone sees it. Flows: living-conditions (HOME …) and safety (LIFE …) as shipped.
const keywordOf = (flow: string, language: string) =>
  questionnaires.versions.find((version) => version.flow === flow)?.content.flow.keywords[language]?.[0] ?? ''
const home = keywordOf('living-conditions', 'en')
const life = keywordOf('safety', 'en')

describe('a conversation begins', () => {
  test('with a keyword, which also chooses the language', async () => {
    await tester({ medium: 'sms' })
      .says(home)
      .sees(/asks a few questions.*\n1 Yes\n2 No/s)
    await tester({ medium: 'sms' })
      .says(keywordOf('living-conditions', 'bn'))
      .sees(/\n1 হ্যাঁ\n2 না/)
    await tester({ medium: 'sms' })
      .says(keywordOf('living-conditions', 'sw').toLowerCase())
      .sees(/\n1 Ndiyo\n2 /)
  })

  test('with a small misspelling of a keyword', () =>
    tester({ medium: 'sms' })
      .says(`${keywordOf('health-services', 'en')}H`)
      .sees(/asks a few questions/))

  test('with the menu, where anything else is written', () =>
    tester({ medium: 'sms' })
      .says('hello')
      .sees(/^Send the number of a topic:\n1 /)
      .says('1')
      .sees(/^Language\?/))

  test('by dialling, and choosing a language where none is known', () =>
    tester({ medium: 'ussd' })
      .opens()
      .sees(/^Send the number/)
      .says('1')
      .sees('Language?\n1 English\n2 বাংলা\n3 Kiswahili')
      .says('৩')
      .sees(/\n1 Ndiyo\n2 /))

  test('with a keyword typed in the menu', () =>
    tester({ medium: 'ussd' })
      .opens()
      .says(home)
      .sees(/asks a few questions/))

  test('with a code that is tied to a flow', () =>
    tester({ medium: 'ussd' })
      .opens('safety')
      .sees(/^Language\?/))

  test('and the language of the menu can be changed first', () =>
    tester({ medium: 'sms' })
      .says('hello')
      .says('language')
      .sees(/^Language\?/)
      .says('2')
      .sees(/^বিষয়ের নম্বর পাঠান:\n1 /))

  test.each([
    ['bangla', /^বিষয়ের নম্বর/, /^Heard কিছু প্রশ্ন/],
    ['Bengali', /^বিষয়ের নম্বর/, /^Heard কিছু প্রশ্ন/],
    ['বাংলা', /^বিষয়ের নম্বর/, /^Heard কিছু প্রশ্ন/],
    ['bn', /^বিষয়ের নম্বর/, /^Heard কিছু প্রশ্ন/],
    ['kiswahili', /^Tuma nambari/, /^Heard inauliza/],
    ['SWAHILI', /^Tuma nambari/, /^Heard inauliza/],
    ['english', /^Send the number/, /^Heard asks/],
    ['Englsh', /^Send the number/, /^Heard asks/],
    ['ইংরেজি', /^Send the number/, /^Heard asks/],
  ])('a language may be called %s, in the menu and in a flow', async (name, menu, consent) => {
    await tester({ medium: 'sms' }).says('hello').says('language').says(name).sees(menu)
    await tester({ medium: 'ussd' })
      .opens('living-conditions')
      .sees(/^Language\?/)
      .says(name)
      .sees(consent)
    await tester({ medium: 'sms' }).says(home).says('1').says('language').says(name).says('back').sees(consent)
  })
})

describe('consent', () => {
  test('is explicit: no ends the conversation, and nothing but a count is left', async () => {
    const phone = tester({ medium: 'sms' }).says(home).says('2').sees('Thank you. Nothing was kept.').ends()
    await phone
    expect(phone.finished.map(({ record }) => record)).toMatchObject([
      { interview: false, disposition: 'refused', answers: {} },
    ])
  })

  test.each(['0', 'maybe'])('%j is not consent', async (reply) => {
    const phone = tester({ medium: 'sms' }).says(home).says(reply).says(reply).says(reply)
    await phone
    for (const { record } of phone.finished) expect(record).toMatchObject({ interview: false, answers: {} })
  })
})

describe('in the middle of a flow', () => {
  const started = () => tester({ medium: 'sms' }).says(home).says('1')

  test('a reply that is not understood gets a hint, and the third goes on', async () => {
    const phone = started()
      .says('banana')
      .sees(/^Please send one number from the list\.\n/)
      .says('banana')
      .sees(/^Please send one number/)
      .says('banana')
      .sees(/^(?!Please)/)
      .says('exit')
    await phone
    const { answers } = interviewRecord.parse(phone.finished[0]?.record)
    expect(Object.values(answers)[0]).toEqual({ missing: 'invalid' })
  })

  test('the keyword of another flow leaves this one, and it counts as a break-off', async () => {
    const phone = started()
      .says('1')
      .says(life)
      .sees(/asks a few questions/)
    await phone
    expect(phone.finished).toMatchObject([
      { flow: 'living-conditions', record: { interview: true, disposition: 'break_off' } },
    ])
  })

  test('its own keyword shows the question again', () =>
    started()
      .says(home)
      .sees(/^(?!Heard asks)/))

  test('STOP ends it, erases the answers, is confirmed once, and START undoes it', async () => {
    const phone = started()
      .says('1')
      .says('STOP')
      .sees(/^You will get no more messages/)
      .ends()
      .says('STOP')
      .hearsNothing()
      .says(home)
      .hearsNothing()
      .says('START')
      .sees(/^Welcome\.\nSend the number/)
      .says(home)
      .sees(/asks a few questions/)
    await phone
    expect(phone.finished.map(({ record }) => record)).toMatchObject([{ interview: false, answers: {} }])
  })

  test.each([['unsubscribe'], ['Quit'], ['CANCEL'], ['acha'], ['/stop']])('%s is a word for STOP', (word) =>
    started()
      .says(word)
      .sees(/no more messages|hutapata|ujumbe/i)
      .says('1')
      .hearsNothing(),
  )

  test('after STOP a dial asks before anything else', () =>
    tester({ medium: 'ussd' })
      .opens()
      .says('stop')
      .ends()
      .opens()
      .sees('You asked for no more messages. Start again?\n1 Start again')
      .says('1')
      .sees(/^Welcome\.\nSend the number/))
})

describe('after the end', () => {
  const finished = () => {
    const phone = tester({ medium: 'sms' }).says(home)
    for (let reply = 0; reply < 6; reply++) phone.says('1')
    return phone.sees('Thank you. Your answers count.').ends()
  }

  test('another message gets the menu', () =>
    finished()
      .says('thanks')
      .sees(/^Send the number/))

  test('the same number cannot answer the same round twice, and is told so politely', async () => {
    const phone = finished().says(home).sees('There is nothing to answer here at the moment. Thank you.').ends()
    await phone
    expect(phone.finished).toHaveLength(1)
  })
})

describe('a session of the network that dropped', () => {
  test('goes on where it was when the person dials again, without a word about before', () =>
    tester({ medium: 'ussd' })
      .opens('living-conditions')
      .says('1')
      .says('1')
      .sees(/0 Skip$/)
      .opens('living-conditions')
      .sees(/^(?!.*(?:welcome back|Language|asks a few)).*0 Skip$/is))

  test('asks again whether it is safe before sensitive questions go on', () =>
    tester({ medium: 'ussd' })
      .opens('safety')
      .says('1')
      .says('1')
      .says('1')
      .says('1')
      .sees(/alone/)
      .says('1')
      .sees(/violence/)
      .opens('safety')
      .sees(/alone/)
      .says('1')
      .sees(/violence/))

  test('* leaves from the menu, at consent and in a question, and the next dial starts afresh', () =>
    tester({ medium: 'ussd' })
      .opens()
      .says('*')
      .sees('Thank you. Goodbye.')
      .ends()
      .opens('living-conditions')
      .says('1')
      .says('*')
      .ends()
      .opens('living-conditions')
      .sees(/asks a few questions/)
      .says('1')
      .says('*')
      .ends()
      .opens()
      .sees(/^Send the number/))
})

test('after ten minutes of silence a sensitive question is led up to again, and the reply is not taken for an answer', async () => {
  const phone = tester({ medium: 'sms' })
    .says(life)
    .says('1')
    .says('1')
    .says('1')
    .says('1')
    .sees(/violence/)
    .after({ minutes: 11 })
    .says('1')
    .sees(/alone/)
    .says('2')
    .sees(/Help: 109/)
    .ends()
  await phone
  expect(phone.finished[0]?.record).toMatchObject({
    disposition: 'completed',
    answers: { exposed: { missing: 'refused' } },
  })
})

test('an ordinary question waits as long as it takes', () =>
  tester({ medium: 'sms' })
    .says(home)
    .says('1')
    .after({ minutes: 300 })
    .says('1')
    .sees(/0 Skip$/))

test('a screen that does not fit is paged, in any digits, and 98 means something only there', () =>
  tester({ medium: 'ussd', organisation: 'নাগরিক উদ্যোগ' })
    .opens()
    .says(keywordOf('health-services', 'bn'))
    .sees(/\n98 /)
    .says('৯৮')
    .sees(/^(?!.*কিছু প্রশ্ন)/s))
