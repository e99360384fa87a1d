import { describe, expect, test } from 'vitest'
import { type Engine, type Position, positionSchema, type Signal, type Step } from '../../src/core/engine.ts'
import type { Answer, FlowContent } from '../../src/core/flow.ts'
import { wholeText } from '../../src/core/reply.ts'
import { contentOf, engineFor, smallFlow } from '../support/flows.ts'

const today = '2026-11-23'
const yesNo = { answer: { yes: 'Yes', no: 'No' } }
const signals = ['help', 'back', 'language', 'exit', 'keep', 'stop', 'resumed', 'unreadable'] as const
const isSignal = (text: string): text is Signal => signals.includes(text as Signal)

/** One person in one flow: replies, and signals by their names. What is remembered is read again from JSON before each. */
function talk(engine: Engine, first: Step, ...replies: readonly string[]): Step {
  return replies.reduce<Step>(({ position }, reply) => {
    const stored = positionSchema.parse(JSON.parse(JSON.stringify(position)))
    return isSignal(reply) ? engine.signal(stored, reply, today) : engine.say(stored, reply, today)
  }, first)
}

const begin = (content: FlowContent, ...replies: readonly string[]): Step => {
  const engine = engineFor(content)
  return talk(engine, engine.begin('en', today), '1', ...replies)
}

const state = ({ position, outcome }: Step) => position?.state ?? outcome?.disposition
const answers = ({ position, outcome }: Step): Readonly<Record<string, Answer>> =>
  outcome?.answers ?? position?.context.answers ?? {}
const value = (given: string | number): Answer => ({ value: given })

const two = smallFlow(
  [
    { name: 'first', list: 'answer', label: 'First?' },
    { name: 'second', list: 'answer', label: 'Second?', hint: 'Say 1 or 2.' },
  ],
  yesNo,
)

describe('a conversation begins', () => {
  const engine = engineFor(two)

  test.each([
    ['a language that the flow speaks', 'bn', 'consent'],
    ['one that it does not speak', 'fr', 'language'],
    ['none', null, 'language'],
  ])('with %s', (_name, language, expected) => expect(state(engine.begin(language, today))).toBe(expected))

  test('without asking for a language where there is only one', () => {
    const content = smallFlow([{ name: 'first', list: 'answer' }], yesNo, {}, { languages: ['en'] })
    const only = engineFor(content)
    expect(state(only.begin(null, today))).toBe('consent')
    const consented = talk(only, only.begin(null, today), '1', 'language')
    expect(state(consented)).toBe('ask:first')
  })

  test('and a language that is not understood three times is the first of the flow', () => {
    const asked = engine.begin(null, today)
    expect(state(talk(engine, asked, 'x', 'x'))).toBe('language')
    const consent = talk(engine, asked, 'x', 'x', 'x')
    expect(consent.position).toMatchObject({ state: 'consent', context: { language: 'en', attempts: 0 } })
  })

  test('says who asks', () => expect(engine.begin('en', today).reply.text).toMatch(/^CSO asks/))
})

describe('a conversation ends', () => {
  test('completed, with every answer', () => {
    const done = begin(two, '1', '2')
    expect(done.outcome).toEqual({
      disposition: 'completed',
      interview: true,
      language: 'en',
      left: false,
      wantsResults: false,
      answers: { first: value('yes'), second: value('no') },
    })
    expect(done.reply).toMatchObject({ text: 'Thank you. Your answers count.', choices: [], end: true })
  })

  test.each([
    ['2', 'refused', false],
    ['stop', 'refused', false],
    ['exit', 'refused', false],
  ])('before consent by %s, with nothing kept', (reply, disposition, interview) => {
    const engine = engineFor(two)
    const { outcome } = talk(engine, engine.begin('bn', today), reply)
    expect(outcome).toEqual({ disposition, left: true, interview, language: 'bn', wantsResults: false, answers: {} })
  })

  test('left in the middle, with what was answered and what was not come to', () => {
    expect(begin(two, '1', 'exit').outcome).toMatchObject({
      disposition: 'break_off',
      interview: true,
      answers: { first: value('yes'), second: { missing: 'not_reached' } },
    })
  })

  test('stopped in the middle, with nothing', () => {
    expect(begin(two, '1', 'stop').outcome).toMatchObject({ disposition: 'refused', interview: false, answers: {} })
  })

  test('in silence: a break-off after consent, a refusal before', () => {
    const engine = engineFor(two)
    expect(engine.abandon(begin(two, '1').position as Position)).toEqual(begin(two, '1', 'exit').outcome)
    expect(engine.abandon(engine.begin('en', today).position as Position)).toEqual({
      disposition: 'refused',
      interview: false,
      language: 'en',
      left: true,
      wantsResults: false,
      answers: {},
    })
  })
})

describe('a reply that is not understood', () => {
  test('gets the hint of the question, and then the question', () => {
    const { reply, understood } = begin(two, '1', 'banana')
    expect(understood).toBe(false)
    expect(wholeText(reply)).toBe('Say 1 or 2.\nSecond?')
  })

  test('is recorded as invalid after the third', () => {
    expect(answers(begin(two, '1', 'x', 'q', 'z'))).toEqual({ first: value('yes'), second: { missing: 'invalid' } })
  })

  test('is forgotten by the next question', () => {
    expect(begin(two, 'x', 'x', '1', 'x', 'x').position).toMatchObject({
      state: 'ask:second',
      context: { attempts: 2 },
    })
  })

  test('at consent three times is no consent', () => {
    const engine = engineFor(two)
    expect(talk(engine, engine.begin('en', today), 'x', 'x', 'x').outcome).toMatchObject({ interview: false })
  })
})

describe('going back', () => {
  const routed = smallFlow(
    [
      { name: 'working', list: 'answer' },
      { name: 'hours', type: 'integer', constraint: '. > 0', relevant: ["${working} = 'yes'"] },
      { name: 'last', list: 'answer' },
    ],
    yesNo,
  )

  test('asks the question before again, and forgets the answer to it and to what came after', () => {
    const back = begin(routed, '1', '8', 'back', 'back')
    expect(back.position).toMatchObject({ state: 'ask:working', context: { answers: {} } })
    const done = talk(engineFor(routed), back, '2', '1')
    expect(done.outcome?.answers).toEqual({
      working: value('no'),
      hours: { missing: 'not_applicable' },
      last: value('yes'),
    })
  })

  test('passes over what was not asked', () => expect(state(begin(routed, '2', 'back'))).toBe('ask:working'))

  test('to consent takes the consent back', () => {
    const back = begin(routed, 'back')
    expect(back.position).toMatchObject({ state: 'consent', context: { consented: false } })
    expect(state(talk(engineFor(routed), back, 'back'))).toBe('consent')
  })
})

describe('another language', () => {
  test('is asked for, chosen, and used from then on', () => {
    const asked = begin(two, '1', 'language')
    expect(asked.reply.choices.map(({ label }) => label)).toEqual(['English', 'বাংলা'])
    const chosen = talk(engineFor(two), asked, 'bangla')
    expect(chosen.position).toMatchObject({
      state: 'ask:second',
      context: { language: 'bn', answers: { first: value('yes') } },
    })
    expect(talk(engineFor(two), chosen, '1').outcome?.language).toBe('bn')
  })

  test('can be thought better of', () => {
    expect(begin(two, '1', 'language', 'back').position).toMatchObject({
      state: 'ask:second',
      context: { language: 'en' },
    })
    expect(begin(two, '1', 'language', 'x', 'x', 'x').position).toMatchObject({
      state: 'ask:second',
      context: { language: 'en' },
    })
  })

  test('is no reply: attempts start anew, the way back stays', () => {
    expect(state(begin(two, '1', 'language', '1', 'back'))).toBe('ask:first')
  })

  test('takes a missing text from the language that the flow has it in', () => {
    const { texts } = two
    const small = { ...texts.bn?.small, questions: { first: { label: 'প্রথম?' } } }
    const engine = engineFor({ ...two, texts: { ...texts, bn: { ...texts.bn, small } } })
    const first = talk(engine, engine.begin('bn', today), '1')
    expect(first.reply.text).toBe('প্রথম?')
    expect(talk(engine, first, '1').reply.text).toBe('Second?')
  })
})

describe('a choice_filter', () => {
  const content = smallFlow(
    [
      { name: 'district', list: 'district' },
      { name: 'clinic', list: 'clinic', choice_filter: 'district = ${district}' },
    ],
    { district: { north: 'North', south: 'South' }, clinic: { a: 'A', b: 'B', c: 'C', elsewhere: 'Elsewhere' } },
    {
      a: { columns: { district: 'north' } },
      b: { columns: { district: 'south' } },
      c: { columns: { district: 'south' } },
      elsewhere: { key: '9', columns: { district: 'south' } },
    },
  )

  test('leaves out choices and numbers the rest anew; a key of its own stays', () => {
    const choices = begin(content, '2').reply.choices.map(({ key, label }) => `${key} ${label}`)
    expect(choices).toEqual(['1 B', '2 C', '9 Elsewhere', '0 Skip'])
    expect(begin(content, '2', '1').outcome?.answers.clinic).toEqual(value('b'))
    expect(begin(content, '2', '9').outcome?.answers.clinic).toEqual(value('elsewhere'))
  })

  test('does not understand what it left out', () => {
    expect(begin(content, '1', 'B').understood).toBe(false)
    expect(begin(content, '1', '2').understood).toBe(false)
  })
})

describe('a calculated variable', () => {
  const functioning = contentOf('functioning')
  const replies = { no: '1', some: '2', lot: '3', cannot: '4', skip: '0' }
  type Difficulty = keyof typeof replies

  // Washington Group Short Set: "with difficulty" from one domain with a lot or cannot; a missing domain leaves it open otherwise.
  test.each<[string, Difficulty[], Answer]>([
    ['no difficulty', ['no', 'no', 'no', 'no', 'no', 'no'], value('without_difficulty')],
    ['some difficulty in all', ['some', 'some', 'some', 'some', 'some', 'some'], value('without_difficulty')],
    ['a lot in the first', ['lot', 'no', 'no', 'no', 'no', 'no'], value('with_difficulty')],
    ['cannot in the last', ['no', 'no', 'no', 'no', 'no', 'cannot'], value('with_difficulty')],
    ['a lot, whatever is missing', ['skip', 'skip', 'lot', 'skip', 'skip', 'skip'], value('with_difficulty')],
    ['one missing', ['no', 'no', 'no', 'skip', 'no', 'no'], { missing: 'refused' }],
    ['all missing', ['skip', 'skip', 'skip', 'skip', 'skip', 'skip'], { missing: 'refused' }],
  ])('functioning: %s', (_name, difficulties, expected) => {
    const done = begin(functioning, '1', ...difficulties.map((each) => replies[each]))
    expect(done.outcome?.answers.functioning).toEqual(expected)
  })

  test('functioning: whoever breaks off has none', () => {
    expect(begin(functioning, '1', '3', 'exit').outcome?.answers.functioning).toEqual({ missing: 'not_reached' })
  })

  test('that is not relevant is not applicable, and one that nothing can be computed from too', () => {
    const content = smallFlow(
      [
        { name: 'first', list: 'answer' },
        { name: 'double', type: 'calculate', calculation: '2 * 21' },
        { name: 'left_out', type: 'calculate', calculation: '1', relevant: ["${first} = 'no'"] },
        { name: 'broken', type: 'calculate', calculation: 'number(${first})' },
        { name: 'truth', type: 'calculate', calculation: "${first} = 'yes'" },
      ],
      yesNo,
    )
    expect(begin(content, '1').outcome?.answers).toMatchObject({
      double: value(42),
      left_out: { missing: 'not_applicable' },
      broken: { missing: 'not_applicable' },
      truth: value('true'),
    })
  })
})

describe('eligible', () => {
  const content = smallFlow(
    [
      { name: 'age', type: 'integer', constraint: '. >= 0 and . < 120' },
      { name: 'first', list: 'answer' },
    ],
    yesNo,
    {},
    { eligible: '${age} >= 18' },
  )

  test('lets adults go on', () => expect(state(begin(content, '18'))).toBe('ask:first'))

  test.each(['17', '0', 'skip'])('turns %j away, with nothing kept', (age) => {
    const { outcome, reply } = begin(content, age)
    expect(outcome).toMatchObject({ disposition: 'ineligible', interview: false, answers: {} })
    expect(reply).toMatchObject({ end: true, choices: [] })
  })

  test('and whoever gives no age that can be understood', () =>
    expect(state(begin(content, 'x', '500', '-3'))).toBe('ineligible'))
})

describe('a note', () => {
  const content = smallFlow(
    [
      { name: 'welcome', type: 'note', label: 'About work.' },
      { name: 'working', list: 'answer', label: 'Working?' },
      { name: 'for_some', type: 'note', label: 'For those who work.', relevant: ["${working} = 'yes'"] },
      { name: 'for_all', type: 'note', label: 'For all.' },
      { name: 'last', list: 'answer', label: 'Last?' },
      { name: 'goodbye', type: 'note', label: 'That was all.' },
    ],
    yesNo,
  )

  test('is shown with the next question, if it is relevant', () => {
    expect(begin(content).reply.text).toBe('About work.\nWorking?')
    expect(begin(content, '1').reply.text).toBe('For those who work.\nFor all.\nLast?')
    expect(begin(content, '2').reply.text).toBe('For all.\nLast?')
  })

  test('is shown with the farewell, where no question follows', () => {
    expect(begin(content, '1', '1').reply.text).toBe('That was all.\nThank you. Your answers count.')
  })

  test('is shown again with the question, also in another language, and is no answer', () => {
    expect(begin(content, '1', 'help').reply.text).toMatch(/\nFor all\.\nLast\?$/)
    expect(begin(content, '1', 'language', '1').reply.text).toBe('For those who work.\nFor all.\nLast?')
    expect(Object.keys(begin(content, '1', '1').outcome?.answers ?? {})).toEqual(['working', 'last'])
  })
})

describe('a sensitive group', () => {
  const relevant = ["${open} = 'yes'"]
  const member = { list: 'answer', block: 'private', relevant }
  const content = smallFlow(
    [
      { name: 'open', list: 'answer', label: 'Open?' },
      { name: 'lead', type: 'note', block: 'private', relevant, label: 'About private things.' },
      { name: 'first', ...member, label: 'First?' },
      { name: 'second', ...member, label: 'Second?' },
      { name: 'after', list: 'answer', label: 'After?' },
    ],
    yesNo,
    {},
    { blocks: { private: { relevant } } },
  )

  test('is led up to by "is it safe?", which tells nothing of it', () => {
    const safe = begin(content, '1')
    expect(safe).toMatchObject({ position: { state: 'safe:private' }, reply: { discreet: true } })
    expect(safe.reply.text).not.toContain('private things')
    expect(talk(engineFor(content), safe, '1').reply.text).toBe('About private things.\nFirst?')
  })

  test.each(['2', '0', 'skip'])('is passed over by %j, and everything in it is refused', (reply) => {
    const after = begin(content, '1', reply)
    expect(state(after)).toBe('ask:after')
    expect(answers(after)).toMatchObject({ first: { missing: 'refused' }, second: { missing: 'refused' } })
  })

  test('is not applicable where it is not relevant', () => {
    const after = begin(content, '2')
    expect(state(after)).toBe('ask:after')
    expect(answers(after)).toMatchObject({
      first: { missing: 'not_applicable' },
      second: { missing: 'not_applicable' },
    })
  })

  test('keeps nothing of somebody who leaves at once, in it or after it', () => {
    for (const replies of [
      ['1', '1', '1'],
      ['1', '1', '1', '1'],
    ]) {
      expect(begin(content, ...replies, 'exit').outcome?.answers).toMatchObject({
        open: value('yes'),
        first: { missing: 'not_reached' },
        second: { missing: 'not_reached' },
      })
    }
  })

  test('asks again whether it is safe when the person comes back, and goes on where it was', () => {
    const resumed = begin(content, '1', '1', '1', 'resumed')
    expect(state(resumed)).toBe('safe:private')
    const again = talk(engineFor(content), resumed, '1')
    expect(again.position).toMatchObject({
      state: 'ask:second',
      context: { answers: { first: value('yes') }, returnTo: [] },
    })
    expect(state(begin(content, '1', '1', '1', 'language', 'resumed'))).toBe('safe:private')
    expect(answers(talk(engineFor(content), resumed, '2'))).toMatchObject({ first: { missing: 'refused' } })
  })
})

describe('the results of the flow', () => {
  const question = [{ name: 'first', list: 'answer' }]
  const offering = engineFor(smallFlow(question, yesNo, {}, { offersResults: true }))
  const silent = engineFor(smallFlow(question, yesNo))
  const answered = (engine: Engine, reachable: boolean, ...replies: readonly string[]) =>
    talk(engine, engine.begin('en', today, reachable), '1', '1', ...replies)

  test.each([
    ['are offered after the last question', offering, true, 'offer'],
    ['are not offered where nothing can be sent later', offering, false, 'completed'],
    ['are not offered by a flow that does not say so', silent, true, 'completed'],
  ])('%s', (_name, engine, reachable, expected) => expect(state(answered(engine, reachable))).toBe(expected))

  test.each([
    [['1'], true],
    [['qqqq', '1'], true],
    [['language', '1', '1'], true],
    [['back', '2', '1'], true],
    [['2'], false],
    [['0'], false],
    [['qqqq', 'qqqq', 'qqqq'], false],
    [['exit'], false],
    [['keep'], false],
    [['language', 'exit'], false],
  ])('after %j the interview is complete, and they are wanted: %s', (replies, wantsResults) => {
    const { outcome } = answered(offering, true, ...replies)
    expect(outcome).toMatchObject({ disposition: 'completed', interview: true, wantsResults })
    expect(Object.keys(outcome?.answers ?? {})).toEqual(['first'])
    expect(outcome?.answers.first).toHaveProperty('value')
  })

  test('are not sent to who stops there, and silence is no yes', () => {
    expect(answered(offering, true, 'stop').outcome).toMatchObject({ interview: false, wantsResults: false })
    expect(offering.abandon(answered(offering, true).position as Position)).toMatchObject({
      ...{ disposition: 'completed', interview: true, wantsResults: false },
    })
  })

  test('that a conversation is older than the question does not keep it from going on', () => {
    const { position } = talk(silent, silent.begin('en', today), '1')
    const older = Object.entries(position?.context ?? {}).filter(([key]) => !/reachable|wantsResults/.test(key))
    expect(positionSchema.parse({ ...position, context: Object.fromEntries(older) })).toEqual(position)
  })
})
