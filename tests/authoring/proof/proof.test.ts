import { describe, expect, test } from 'vitest'
import { lintFile } from '../../../src/authoring/catalog.ts'
import { checks } from '../../../src/authoring/proof/index.ts'
import { proveFlow } from '../../../src/authoring/proof/proof.ts'
import { readingGrade } from '../../../src/authoring/proof/wording.ts'
import { deedText } from '../../../src/authoring/walk/walk.ts'
import type { FlowContent } from '../../../src/core/flow.ts'
import { projectFolders } from '../../../src/questionnaires.ts'
import { questionnaires, smallFlow } from '../../support/flows.ts'
import { testMedia } from '../../support/media.ts'
import { mistakes } from './mistakes.ts'

const today = '2026-06-01'
const yesNo = { yes_no: { yes: 'Yes', no: 'No' } }
const ask = (name: string, more: object = {}) => ({ name, list: 'yes_no', ...more })
const faultsOf = (content: FlowContent) => proveFlow(content, testMedia, today).faults

/** A small flow whose texts are changed in one language. */
function worded(language: string, change: (texts: Record<string, never>) => object, more: object = {}): FlowContent {
  const content = smallFlow([ask('a')], yesNo)
  const texts = content.texts[language]?.small as Record<string, never>
  return {
    ...content,
    texts: {
      ...content.texts,
      [language]: { ...content.texts[language], small: { ...texts, ...change(texts), ...more } },
    },
  }
}
const labelled = (label: string) => ({ questions: { a: { label } } })

/** For each rule a flow that breaks it, and what is said. */
const cases: Readonly<Record<string, readonly [FlowContent, object]>> = {
  'unreachable-question': [
    smallFlow([ask('a'), ask('b', { relevant: ["${a} = 'yes' and ${a} = 'no'"] })], yesNo),
    { severity: 'error', question: 'b', message: expect.stringContaining('never asked') },
  ],
  'dead-end': [
    smallFlow([ask('a'), ask('b', { choice_filter: 'side = ${a}' })], yesNo),
    { severity: 'error', question: 'b' },
  ],
  'unknown-choice': [
    smallFlow([ask('a'), ask('b', { relevant: ["${a} != 'yess'"] })], yesNo),
    { question: 'b', message: '"a" has no choice "yess", so this never holds: ${a} != \'yess\'; it has: yes, no' },
  ],
  'too-many-questions': [
    smallFlow(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ask(name)),
      yesNo,
    ),
    { severity: 'warning', message: expect.stringContaining('asks 7 questions') },
  ],
  'unlooked-at': [
    // What was answered eighteen questions ago decides what is asked: 2^18 ways of having answered are told apart.
    smallFlow(
      Array.from({ length: 36 }, (_, index) =>
        ask(`q${index}`, index < 18 ? {} : { relevant: [`\${q${index - 18}} = 'yes'`] }),
      ),
      yesNo,
    ),
    { severity: 'warning', message: expect.stringMatching(/^\d+ points of the conversation were looked at/) },
  ],
  'too-many-choices': [
    smallFlow([ask('a', { list: 'long' })], {
      long: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`c${index}`, `Choice ${index}`])),
    }),
    { severity: 'error', question: 'a', message: expect.stringContaining('offers 202 choices at once') },
  ],
  'many-pages': [
    worded('bn', () => labelled('প্রশ্ন '.repeat(40))),
    { severity: 'warning', question: 'a', language: 'bn', medium: 'ussd' },
  ],
  'many-segments': [
    worded('bn', () => labelled('প্রশ্ন '.repeat(40))),
    { severity: 'warning', question: 'a', language: 'bn', medium: 'sms' },
  ],
  'costly-characters': [
    worded('en', () => labelled(`Who’s there? ${'Please tell us. '.repeat(6)}`)),
    {
      ...{ question: 'a', language: 'en', medium: 'sms' },
      message: expect.stringMatching(/replace ’ by ': 1 instead of 2 segments/),
    },
  ],
  'alike-choices': [
    smallFlow([{ name: 'a', list: 'kinds' }], { kinds: { one: 'Court house', two: 'Count house', other: 'Other' } }),
    { severity: 'warning', question: 'a', language: 'en', message: expect.stringContaining('"Court house" and') },
  ],
  'taken-alias': [
    smallFlow(
      [{ name: 'a', list: 'kinds' }],
      { kinds: { well: 'Well/pump', tap: 'Tap' } },
      { tap: { aliases: ['Pump!'] } },
    ),
    { severity: 'error', question: 'a', message: expect.stringContaining('also what "well" is called') },
  ],
  'own-numbers': [
    smallFlow([{ name: 'a', list: 'kinds', label: 'Reply 5 for good' }], { kinds: { bad: 'Bad', good: 'Good' } }),
    { severity: 'error', question: 'a', message: expect.stringContaining('"Good" is chosen by 2, and a text says 5') },
  ],
  'untranslated-text': [
    worded('bn', (texts) => texts),
    {
      severity: 'warning',
      language: 'bn',
      question: 'a',
      message: 'questions.a.label is not translated: "Question a?"',
    },
  ],
  'different-placeholders': [
    worded('bn', () => ({}), { system: { help: 'ফোন করুন' } }),
    { severity: 'error', language: 'bn' },
  ],
  'hard-to-read': [
    worded('en', () =>
      labelled('Did governmental administrators discriminate inequitably against marginalised individuals previously?'),
    ),
    { severity: 'warning', question: 'a', language: 'en', message: expect.stringContaining('years of school') },
  ],
  'no-upper-bound': [
    smallFlow([{ name: 'a', type: 'integer' }]),
    { severity: 'warning', question: 'a', message: expect.stringContaining('constraint: . >= 0 and . <= 120') },
  ],
  'personal-detail': [
    smallFlow([{ name: 'a', type: 'text', label: 'Your full name?' }]),
    { severity: 'warning', question: 'a', language: 'en', message: expect.stringContaining('("full name")') },
  ],
  'unprotected-violence': [
    smallFlow([ask('a', { label: 'Were you raped?' })], yesNo),
    { severity: 'warning', question: 'a', language: 'en', message: expect.stringContaining('("raped")') },
  ],
}

// The first language has the placeholder that the second one lacks.
const [broken] = cases['different-placeholders'] ?? []
if (broken) Object.assign(broken.texts.en?.small ?? {}, { system: { help: 'Call {{helpline}}' } })

describe('every rule', () => {
  // The others stand in mistakes.ts, with what comes near to them.
  test.each(checks.map(({ rule }) => rule).filter((rule) => !(rule in mistakes) || rule in cases))(
    'finds what it is there for: %s',
    (rule) => {
      const [content, expected] = cases[rule] ?? []
      if (!content) throw new Error('every rule needs a flow that breaks it')
      expect(faultsOf(content)).toContainEqual(expect.objectContaining({ rule, ...expected }))
    },
  )

  test('finds nothing in a small flow that is good', () => {
    const content = worded('bn', () => ({
      questions: { a: { label: 'প্রশ্ন?' } },
      choices: { yes_no: { yes: 'হ্যাঁ', no: 'না' } },
      title: 'ছোট',
    }))
    expect(faultsOf(content)).toEqual([])
  })
})

test.each([
  ['the key of another choice', { tap: { aliases: ['1'] } }],
  ['an alias of another choice', { tap: { aliases: ['spout'] }, well: { aliases: ['Spout'] } }],
])('an alias that is also %s is a finding', (_, items) => {
  const content = smallFlow([{ name: 'a', list: 'kinds' }], { kinds: { well: 'Well', tap: 'Tap' } }, items)
  expect(faultsOf(content).map(({ rule }) => rule)).toContain('taken-alias')
})

test.each([
  ['1', '0', true],
  ['1', '2', false],
  ['2 or more', '1', true],
  ['18-24', '25-34', false],
  ['2020', '2021', false],
])('labels that are other numbers than their keys are a finding: %s, %s: %s', (one, other, expected) => {
  const content = smallFlow([{ name: 'a', list: 'kinds' }], { kinds: { one, other } })
  expect(faultsOf(content).some(({ rule }) => rule === 'own-numbers')).toBe(expected)
})

test.each([
  ['Agree', 'Disagree'],
  ['Satisfied', 'Dissatisfied'],
  ['Clinic A', 'Clinic B'],
  ['Third gender', 'Third'],
])('%s and %s do not look alike', (one, other) => {
  const content = smallFlow([{ name: 'a', list: 'kinds' }], { kinds: { one, other } })
  expect(faultsOf(content).map(({ rule }) => rule)).not.toContain('alike-choices')
})

test.each([
  ['integer', undefined, true],
  ['decimal', undefined, true],
  ['integer', '. >= 0', true],
  ['integer', '. < 1000000000', true],
  ['integer', '. > 0 and . != 5', true],
  ['decimal', '. >= ${first}', true],
  ['integer', '. >= 0 and . <= 120', false],
  ['integer', '. <= 99999999', false],
  ['integer', '. = 98 or . <= 30', false],
  ['decimal', '. <= ${first}', false],
  ['date', undefined, false],
  ['date', '. <= today()', false],
])('whether a question takes a telephone number is told by its constraint: %s, %s', (type, constraint, isFound) => {
  const content = smallFlow([
    { name: 'first', type: 'integer', constraint: '. < 10' },
    { name: 'b', type, ...(constraint === undefined ? {} : { constraint }) },
  ])
  expect(faultsOf(content).some(({ rule }) => rule === 'no-upper-bound')).toBe(isFound)
})

test('a finding says how one comes there', () => {
  const content = smallFlow([ask('a'), ask('b', { label: 'é…'.repeat(100) })], yesNo)
  const fault = faultsOf(content).find(({ rule, question }) => rule === 'costly-characters' && question === 'b')
  expect(fault?.path?.map(deedText)).toEqual(['1', '1'])
})

describe('costs of a completed answer', () => {
  // consent, a, then b for those who say yes: 1, 2 or 3 questions and the last screen.
  const content = smallFlow([ask('a'), ask('b', { relevant: ["${a} = 'yes'"] })], yesNo)
  const { costs } = proveFlow(content, testMedia, today)
  const of = (language: string, medium: string) =>
    costs.find((each) => each.language === language && each.medium === medium)

  test('are counted from the first message to the last screen', () => {
    expect(of('en', 'telegram')).toMatchObject({
      cheapest: { sent: 3, received: 3 },
      longest: { sent: 4, received: 4 },
    })
  })

  test('are typical where each choice is as likely as the others', () => {
    // One of the two choices leads to b.
    expect(of('en', 'telegram')?.typical.sent).toBeCloseTo(3.5, 9)
  })

  test('count the offer of results only where they can be sent', () => {
    const offering = smallFlow([ask('a')], yesNo, {}, { offersResults: true })
    const proof = proveFlow(offering, testMedia, today)
    const longest = (medium: string) => proof.costs.find((each) => each.medium === medium)?.longest.received
    // The keyword, consent and a; then the offer.
    expect(Object.fromEntries(testMedia.map(({ name }) => [name, longest(name)]))).toEqual({
      ...{ sms: 4, telegram: 4 },
      ...{ ussd: 3, whatsapp: 3 },
    })
  })

  test('are higher in a script that takes more room', () => {
    const shipped = questionnaires.versions.find(({ flow }) => flow === 'living-conditions')?.content
    if (!shipped) throw new Error('there is no such flow')
    const all = proveFlow(shipped, testMedia, today).costs
    const sent = (language: string) =>
      all.find((each) => each.language === language && each.medium === 'sms')?.typical.sent ?? 0
    expect(sent('bn')).toBeGreaterThan(sent('en'))
  })
})

test.each([
  // Counted by hand: 11 words, 1 sentence, 15 syllables; 9 words, 1 sentence, 9 syllables.
  ['Did you or a child at home get care at clinics', 0.39 * 11 + 11.8 * (12 / 11) - 15.59],
  ['Who did you go to when you were sick', 0.39 * 9 + 11.8 - 15.59],
])('the reading grade follows the formula: %s', (text, grade) => {
  expect(readingGrade(text)).toBeCloseTo(grade, 6)
})

test('a text of a few words has no grade', () => expect(readingGrade('How old are you?')).toBeNull())

test.each(questionnaires.versions.map(({ flow }) => flow))(
  '%s has no errors on any channel in any language',
  (flow) => {
    const { findings, proof } = lintFile(`flows/${flow}.yaml`, projectFolders, today, testMedia)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(proof?.faults.filter(({ rule }) => rule === 'no-upper-bound')).toEqual([])
    expect(proof?.costs).toHaveLength(12)
  },
)
