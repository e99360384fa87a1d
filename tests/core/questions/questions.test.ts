import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/core/flow.ts'
import { questionTypeOf, questionTypes } from '../../../src/core/questions/index.ts'
import { wholeText } from '../../../src/core/reply.ts'
import { engineFor, smallFlow } from '../../support/flows.ts'

const today = '2026-11-23'
const lists = {
  answer: { yes: 'Yes', no: 'No' },
  kinds: { physical: 'Physical', mental: 'Mental', economic: 'Economic', none: 'None of these' },
}

interface Cases {
  /** The question, beside its type and name. */
  readonly question?: object
  readonly understood: readonly (readonly [reply: string, answer: Answer])[]
  readonly invalid: readonly string[]
}

const value = (given: string | number | string[]): Answer => ({ value: given })

/** What people send, by question type: every type has its cases, or the suite fails. */
const cases: Readonly<Record<string, Cases>> = {
  select_one: {
    question: { list: 'answer' },
    understood: [
      ...[
        '1',
        '১',
        '१',
        '１',
        '١',
        '1.',
        '1)',
        ' 1 ',
        '(1)',
        '#1',
        '1️⃣',
        '①',
        '1?',
        '১।',
        '১॥',
        '"1"',
        '1 ...',
        '1 yes',
        '1. Yes',
        '1 - yes',
        'yes',
        'YES',
        'Yes!',
        ' yes \n',
      ].map((reply) => [reply, value('yes')] as const),
      ['2', value('no')],
      ['no', value('no')],
      ['0', { missing: 'refused' }],
      ['০', { missing: 'refused' }],
      ['0.', { missing: 'refused' }],
      ['skip', { missing: 'refused' }],
    ],
    invalid: ['3', '', '11', '1 no', 'maybe', '1 2', '🙂', '-1', '1.5', '9'.repeat(500)],
  },
  select_multiple: {
    question: { list: 'kinds' },
    understood: [
      ...[
        '1 3',
        '1,3',
        '3 1',
        '1, 3',
        '1 and 3',
        '১ ও ৩',
        '১ও৩',
        '1and3',
        '১ এবং ৩।',
        '1.\n3.',
        '(1) (3)',
        '1 & 3',
        '1/3',
        '1+3',
        '1;3',
        '1*3',
        '1.3',
        'physical, economic',
        '13',
        '1 3 1',
      ].map((reply) => [reply, value(['physical', 'economic'])] as const),
      ['2', value(['mental'])],
      ['none of these', value(['none'])],
      ['0', { missing: 'refused' }],
    ],
    invalid: ['1 4', '5', '1 5', '', 'x', '11', '19'],
  },
  integer: {
    question: { constraint: '. >= 1 and . <= 200000' },
    understood: [
      ['12', value(12)],
      ['১২', value(12)],
      ['1,200', value(1200)],
      ['1 200', value(1200)],
      ['1.200', value(1200)],
      ['1,00,000', value(100000)],
      ['12.', value(12)],
      ['twelve people', value(12)],
      ['0', { missing: 'refused' }],
    ],
    invalid: ['1.5', '1 2', '5-6', '200001', '-3', '', '1e3', '0x10', '9'.repeat(500)],
  },
  decimal: {
    question: { constraint: '. > 0' },
    understood: [
      ['1.5', value(1.5)],
      ['1,5', value(1.5)],
      ['1,200', value(1200)],
      ['1.200', value(1.2)],
      ['1,200.50', value(1200.5)],
      ['1.200,50', value(1200.5)],
      ['1,234,567', value(1234567)],
      ['٣.٥', value(3.5)],
      ['Rs. 10.50', value(10.5)],
      ['0', { missing: 'refused' }],
    ],
    invalid: ['', 'x', '1.2.x', '-1'],
  },
  date: {
    question: { constraint: '. <= today()' },
    understood: [
      ...[
        '31/12/2025',
        '31.12.2025',
        '31-12-25',
        '2025-12-31',
        '31 December 2025',
        '31 dec 2025',
        'Dec 31 2025',
        '31st December 2025',
        '12/31/2025',
        '31122025',
        '20251231',
        '2025/12/31',
        'December 31, 2025',
        '2025 Dec 31',
        '31-Dec-25',
        ' 31 / 12 / 2025 ',
        '৩১/১২/২০২৫',
        'Wednesday 31 December 2025',
        '31/12/2025 10:00',
      ].map((reply) => [reply, value('2025-12-31')] as const),
      ['5/6/2020', value('2020-06-05')],
      ['0', { missing: 'refused' }],
    ],
    invalid: ['31/2/2025', '2025', 'yesterday', '15/05/2082', '', '31/12/2027', '1/2'],
  },
  text: {
    understood: [
      ['The clinic is far', value('The clinic is far')],
      ['ক্লিনিক দূরে', value('ক্লিনিক দূরে')],
      ['call 01712345678', value('call [number]')],
      ['a\u0000b', value('a b')],
      ['0', { missing: 'refused' }],
    ],
    invalid: ['', '  ', '\u200b'],
  },
}

test('every question type that asks has its cases', () => {
  expect(Object.keys(cases).sort()).toEqual(
    questionTypes
      .filter(({ way }) => way === 'ask')
      .map(({ name }) => name)
      .sort(),
  )
})

describe.each(Object.entries(cases))('%s', (type, { question = {}, understood, invalid }) => {
  const engine = engineFor(
    smallFlow(
      [
        { name: 'asked', type, ...question },
        { name: 'last', list: 'answer' },
      ],
      lists,
      { none: { exclusive: true } },
    ),
  )
  const consented = engine.say(engine.begin('en', today).position as never, '1', today).position as never

  test.each(understood)('%j is understood as %j', (reply, answer) => {
    const { position, understood } = engine.say(consented, reply, today)
    expect(understood).toBe(true)
    expect(position?.context.answers.asked).toEqual(answer)
  })

  test.each(invalid)('%j is not understood', (reply) => {
    const step = engine.say(consented, reply, today)
    expect(step.understood).toBe(false)
    expect(step.position?.state).toBe('ask:asked')
    expect(step.position?.context.answers.asked).toBeUndefined()
    expect(wholeText(step.reply)).toMatch(/Please|fit/)
  })

  test('its samples are understood', () => {
    const samples = engine.samples(consented)
    expect(samples.length).toBeGreaterThan(0)
    for (const sample of samples) expect(engine.say(consented, sample, today).understood).toBe(true)
    expect(questionTypeOf({ type }).way).toBe('ask')
  })
})

test('where 0 is a real answer it is kept, and a word skips', () => {
  const engine = engineFor(smallFlow([{ name: 'children', type: 'integer', constraint: '. >= 0 and . < 30' }]))
  const at = engine.say(engine.begin('en', today).position as never, '1', today)
  expect(at.reply.choices).toEqual([{ key: 'SKIP', label: 'Skip' }])
  expect(engine.say(at.position as never, '0', today).outcome?.answers.children).toEqual({ value: 0 })
  expect(engine.say(at.position as never, 'skip', today).outcome?.answers.children).toEqual({ missing: 'refused' })
})

test.each([
  ['bn', '৩১ ডিসেম্বর ২০২৫', '31 Dec 2025'],
  ['sw', '31 Desemba 2025', '31 December 2025'],
  ['sw', '3 Machi 2025', '3 Mar 2025'],
])('in %s a month may have its name in that language or in English: %s, %s', (language, own, english) => {
  const content = smallFlow([{ name: 'born', type: 'date' }])
  const engine = engineFor({
    ...content,
    flow: { ...content.flow, languages: [language] },
    texts: { ...content.texts, [language]: { ...content.texts.en } },
  })
  const asked = engine.say(engine.begin(language, today).position as never, '1', today).position as never
  const answers = [own, english].map((reply) => engine.say(asked, reply, today).outcome?.answers.born)
  expect(answers[0]).toEqual({ value: expect.stringMatching(/^2025-/) })
  expect(answers[1]).toEqual(answers[0])
})
