import { describe, expect, test } from 'vitest'
import { freeze, type Questionnaires } from '../../src/questionnaires.ts'
import { questionnaires } from '../support/flows.ts'
import { tester } from '../support/tester.ts'

// What protects whoever answers questions that are nobody else's business, as the person with the phone sees it.

/** In the sensitive group of the shipped flow, with one answer given there. */
const inside = (medium: string) => {
  const phone = tester('safety', { medium, language: 'en' })
  return phone
    .says('1')
    .says('2')
    .says('1')
    .sees(/alone/)
    .says('1')
    .sees(/violence/)
    .says('1')
    .sees(/Which kinds/)
}
const neutral = 'Thank you. Goodbye.'

describe('leaving at once', () => {
  test.each([['exit'], ['EXIT'], ['Leave!'], ['*'], ['x'], ['বের'], ['Toka'], ['bye']])(
    'by %s shows one neutral sentence and drops what was said in the group',
    (word) =>
      inside('sms')
        .says(word)
        .sees(neutral)
        .ends()
        .leaves({
          disposition: 'break_off',
          interview: true,
          answers: { age: { value: 'age_25_34' }, exposed: { missing: 'not_reached' } },
        }),
  )

  test.each([['keep'], ['KEEP'], ['রাখুন'], ['hifadhi']])('by %s it keeps what was said, on the same screen', (word) =>
    inside('sms')
      .says(word)
      .sees(neutral)
      .ends()
      .leaves({ disposition: 'break_off', interview: true, answers: { exposed: { value: 'yes' } } }),
  )

  test('by KEEP before consent keeps nothing', () =>
    tester('safety', { language: 'en' }).says('keep').sees(neutral).leaves({ interview: false, answers: {} }))

  test('HELP says in the group, and only there, that KEEP keeps', async () => {
    await inside('sms')
      .says('help')
      .sees(/KEEP leaves too/)
    await tester('safety', { language: 'en' })
      .says('1')
      .says('help')
      .sees(/^(?!.*KEEP)/s)
  })

  test('afterwards the next message gets the menu, and HELP where help is', () =>
    inside('sms')
      .says('exit')
      .says('hello')
      .sees(/^Send the number of a topic/)
      .says('help')
      .sees(/^Help: 109 .*1195/))

  test('by a key on Telegram', async () => inside('telegram').says('x').sees(neutral))
})

describe('where help is', () => {
  test('is said at the end, with advice to delete what stays on the phone', () =>
    tester('safety', { medium: 'sms', language: 'en' })
      .says('1')
      .says('2')
      .says('1')
      .says('2')
      .sees(/Help: 109 .*\nYou may delete these messages now\.$/))

  test('without that advice where nothing stays', () =>
    tester('safety', { medium: 'ussd', language: 'en' })
      .says('1')
      .says('2')
      .says('1')
      .says('2')
      .sees(/24 hours\)\.$/))

  test('is said to children too, and nothing of them is kept', () =>
    tester('safety', { language: 'en' })
      .says('1')
      .says('7')
      .sees(/1098 .*116/)
      .ends()
      .leaves({ disposition: 'ineligible', interview: false, answers: {} }))

  test('is said to whoever asks, also after STOP', () =>
    tester('safety', { language: 'en' })
      .says('stop')
      .says('1')
      .hearsNothing()
      .says('help')
      .sees(/^Help: 109/))
})

describe('danger', () => {
  test('gets a number, and the conversation goes on as if nothing had been said', () =>
    inside('ussd')
      .says('SOS')
      .sees('Call 999 now. Go to a safe place if you can.')
      .ends()
      .opens('safety')
      .sees(/alone/)
      .says('1')
      .sees(/Which kinds/))

  test('by message the next reply is the answer to the question before', () =>
    inside('sms')
      .says('help me now')
      .sees(/^Call 999/)
      .says('1')
      .sees(/did you report it/))

  test('is never met with silence, however often', async () => {
    const phone = tester({ medium: 'sms' })
    for (let time = 0; time < 12; time++) phone.says('sos').sees(/^Call 999/)
    await phone.leavesNothing()
  })
})

describe('erasing the chat', () => {
  const finished = () =>
    tester('safety', { medium: 'telegram', language: 'en' })
      .says('1')
      .says('2')
      .says('1')
      .says('2')
      .sees(/\nSend DELETE to remove this chat's messages\.$/)

  test('is offered at the end where it can be done, and covers the conversation', async () => {
    const phone = finished().says('delete').sees(neutral).ends()
    await phone
    expect(phone.erased).toEqual([{ from: '1', to: '6' }])
    expect(phone.finished).toHaveLength(1)
  })

  test('can be asked for in the middle, which leaves', async () => {
    const phone = inside('telegram').says('DELETE').sees(neutral)
    await phone.leaves({ disposition: 'break_off', answers: { exposed: { missing: 'not_reached' } } })
    expect(phone.erased).toEqual([{ from: '1', to: '7' }])
  })

  test('goes back to the first of several conversations of one day', async () => {
    const phone = finished().says('HOME').says('1').says('delete')
    await phone
    expect(phone.erased).toEqual([{ from: '1', to: '8' }])
  })

  test('happens once', async () => {
    const phone = finished().says('delete').says('delete')
    await phone
    expect(phone.erased).toHaveLength(1)
  })

  test('comes with STOP, where it can be done', async () => {
    const phone = inside('telegram').says('STOP')
    await phone
    expect(phone.erased).toEqual([{ from: '1', to: '7' }])
    const sms = inside('sms').says('STOP')
    await sms
    expect(sms.erased).toEqual([])
  })

  test('cannot be done by SMS, where the word only leaves', async () => {
    const phone = inside('sms').says('delete').sees(neutral)
    await phone
    expect(phone.erased).toEqual([])
  })
})

describe('a flow that does not say why SMS are safe', () => {
  const silent: Questionnaires = {
    ...questionnaires,
    versions: questionnaires.versions.map(({ content }) => {
      const { smsIsSafeBecause: _reason, ...flow } = content.flow
      return freeze({ ...content, flow })
    }),
  }

  test.each([['sms'], ['whatsapp']])('is neither offered nor begun by %s', async (medium) => {
    await tester({ medium, questionnaires: silent })
      .says('hello')
      .sees(/^(?!.*Everyday life)/s)
    const phone = tester({ medium, questionnaires: silent })
      .says('LIFE')
      .sees('Please dial in for this instead. Thank you.')
      .ends()
    await phone.leavesNothing()
  })

  test('does not end what is under way when its keyword is written', () =>
    tester({ medium: 'sms', questionnaires: silent })
      .says('HOME')
      .says('1')
      .says('LIFE')
      .sees(/0 Skip$/)
      .leavesNothing())

  test.each([['ussd'], ['telegram']])('is open by %s', async (medium) => {
    await tester({ medium, questionnaires: silent })
      .opens()
      .sees(/Everyday life/)
      .says('LIFE')
      .sees(/asks a few/)
  })
})

describe('a long consent', () => {
  const organisation = 'The Association of Everybody for Everybody Else and All Others, Northern Branch'
  const begun = () =>
    tester({ medium: 'ussd', organisation })
      .opens()
      .says('HOME')
      .sees(/\n98 More$/)

  test('counts only once its last page was shown', () =>
    begun()
      .says('1')
      .sees(/1 Yes\n2 No$/)
      .says('1')
      .sees(/0 Skip$/))

  test('can be turned page by page, and left at any time', async () => {
    await begun()
      .says('98')
      .sees(/1 Yes\n2 No$/)
      .says('2')
      .ends()
      .leaves({ interview: false })
    await begun().says('*').sees(neutral).ends()
  })
})

describe('the choice of a language outside of a flow', () => {
  test('is asked for again when it is not understood, and the third time is the menu', () =>
    tester({ medium: 'sms' })
      .says('language')
      .sees(/^Language\?/)
      .says('qqqq')
      .sees(/^Please send one number from the list\.\nLanguage\?/)
      .says('qqqq')
      .sees(/^Please send one number/)
      .says('qqqq')
      .sees(/^Send the number of a topic/))

  test('gives way to a keyword', () =>
    tester({ medium: 'sms' })
      .says('language')
      .says('HOME')
      .sees(/asks a few questions/))
})
