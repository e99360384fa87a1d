import { describe, expect, test } from 'vitest'
import { integer } from '../../../src/core/questions/number.ts'
import { type Asked, askedAgain, askedBack, readingOf, understood, viewOf } from './asking.ts'

const whole: Asked = { type: 'integer' }

describe('a whole number stands beside words and marks that change nothing', () => {
  understood(whole, [
    ...[
      '12',
      '12.',
      '12,',
      '12?',
      '12!!!',
      '12 :)',
      '12😀',
      '12 👍',
      '"12"',
      '(12)',
      '[12]',
      '=12',
      '12=',
      '*12*',
      '#12',
      '+12',
    ].map((reply): [string, number] => [reply, 12]),
    ...[
      'No 12',
      'No. 12',
      'no: 12',
      'A: 12',
      'Ans-12',
      'Answer - 12',
      'answer is 12',
      'we are 12',
      "I'm 12 years old",
      '12yrs',
    ].map((reply): [string, number] => [reply, 12]),
    ...[
      '12 people',
      '12 times',
      '12%',
      '12 km',
      'hi, 12 thanks',
      'there are 12 of them here',
      '12 which we counted',
    ].map((reply): [string, number] => [reply, 12]),
    ...[
      'Rs 500',
      '500tk',
      'Tk.500',
      'Ksh 500',
      'Ksh500',
      '$500',
      '৳৫০০',
      '₹500',
      '500/-',
      '500/=',
      'Rs.500/- only',
      '500.00',
    ].map((reply): [string, number] => [reply, 500]),
  ])
})

describe('digits of every script and form', () => {
  understood(whole, [
    ...['1২', '१२', '１２', '١٢', '1️⃣2️⃣', '⑫', '𝟏𝟐', '012', '1\u200b2'].map((reply): [string, number] => [reply, 12]),
    ['🔟', 10],
    ['007', 7],
    ['0', 0],
    ['-0', 0],
    ['-5', -5],
    ['−5', -5],
    ['–5', -5],
    ['Answer -5', -5],
  ])
  askedAgain(whole, ['①②', '½', '2½', '5²', '10⁶', '5₂', '०१७१२३', '1 2', '1 2 3', '5 5', '12, 12', '12;13', 'lO'])
})

describe('thousands', () => {
  understood(whole, [
    ...[
      '1,000',
      '1.000',
      '1 000',
      "1'000",
      '1’000',
      '1_000',
      '1٬000',
      '1\u00a0000',
      '1\u202f000',
      '1000.0',
      '1,000.00',
    ].map((reply): [string, number] => [reply, 1000]),
    ['1,50,000', 150_000],
    ['1,234,567', 1_234_567],
    ['1 234 567', 1_234_567],
  ])
  askedAgain(whole, [
    '12,34',
    '1 00',
    '1,2345',
    '1,23,45',
    '1 50 000',
    '12 34 567',
    '0,500',
    '0 500',
    '1,000.5',
    '1,000 000',
  ])
})

describe('numbers in words', () => {
  understood(whole, [
    ['twelve', 12],
    ['Twenty-five.', 25],
    ['a hundred', 100],
    ['dozen', 12],
    ['twice', 2],
    ['2 lakh', 200_000],
    ['1.5 lakh', 150_000],
    ['2 lakh 50 thousand', 250_000],
    ['5 five', 5],
    ['five (5)', 5],
    ['12 (twelve) people', 12],
    ['5 (5)', 5],
    ['I have five children', 5],
  ])
  understood({ ...whole, language: 'bn' }, [
    ['পাচ', 5],
    ['১২টি', 12],
    ['১২ জন', 12],
    ['পাঁচজন', 5],
    ['নয়', 9],
    ['নয় জন', 9],
    ['৫শ', 500],
    ['২ লাখ', 200_000],
    ['সংখ্যা ১২', 12],
    ['১২ ।', 12],
    ['৫০০/-', 500],
    ['five', 5],
  ])
  understood({ ...whole, language: 'sw' }, [
    ['mia mbili hamsini', 250],
    ['miaka ishirini na tano', 25],
    ['watoto watano', 5],
    ['elfu 10', 10_000],
    ['elfu moja mia 5', 1500],
    ['na. 5', 5],
  ])
  askedAgain(whole, [
    'half',
    'half a dozen',
    'five six',
    'five or six',
    'thousands',
    '5 or six',
    '100 five',
    '1.200 lakh',
  ])
  askedAgain({ ...whole, language: 'bn' }, ['৫ নয়', 'এটা নয়', 'দেড়', 'সাড়ে তিন', 'আড়াই হাজার', 'দু একটা', 'দুই তিন'])
  askedAgain({ ...whole, language: 'sw' }, ['elfu kumi na mbili', 'moja au mbili', 'si 5', 'nusu', 'mia 2 mia 3'])
})

describe('what is no single number', () => {
  askedAgain(whole, [
    ...['5-6', '5 - 6', '18-24', '5 to 6', '5/6', '1/2', '12 yr 3 months', '10:30', '31/12/2025', '5 feet 6', '1) 5'],
    ...['5+', '5 +', '5-', '<5', '>5', '≥ 5', '~5', '±5', '5 & me', '@5', '.5', '-.5', 'Tk .500', '12,5', '1.5'],
    ...['1e3', '0x10', 'l2', '5th', 'covid-19', '15k', '15 k', '2 m', '1.2.3', '1.2.x'],
    ...[
      '',
      'many',
      'not 5',
      '5 but not sure',
      'minus five',
      '-5.5',
      '00712345',
      '9'.repeat(500),
      '99999999999999999999',
    ],
    ...['five is what I would say if they asked me about that'],
  ])
})

describe('a number that may be another one', () => {
  askedBack(whole, [
    ['about 20', 20],
    ['less than 20', 20],
    ['over 20', 20],
    ['20 or more', 20],
    ['up to 20', 20],
    ['20 next year', 20],
    ['20-ish', 20],
    ['idk 5', 5],
    ["I don't know, maybe 5", 5],
    ['skip question 3', 3],
    ['me and 5 children', 5],
    ['5 per day', 5],
    ['- 5', 5],
    ['--5', 5],
    ['-five', 5],
    ['a good one', 1],
    ['none', 0],
  ])
  askedBack({ ...whole, language: 'bn' }, [
    ['প্রায় ১২', 12],
    ['১২ জনের বেশি', 12],
    ['একটা সমস্যা আছে', 1],
  ])
  askedBack({ ...whole, language: 'sw' }, [
    ['kama 20', 20],
    ['zaidi ya 20', 20],
    ['mimi na watoto 5', 5],
  ])
})

describe('a word beside a number may be a slip for a part of it', () => {
  askedBack(whole, [
    ['twnty five', 5],
    ['twenty fve', 20],
    ['5 hundrd', 5],
    ['5 thousnd', 5],
    ['arround 20', 20],
  ])
  askedBack({ ...whole, language: 'bn' }, [['পাঁচ হাজর', 5]])
  askedBack({ ...whole, language: 'sw' }, [['mia mbli', 100]])
  understood(whole, [
    ['20 men', 20],
    ['twenty women', 20],
  ])
})

describe('units that are not those of the question', () => {
  const age: Asked = { type: 'integer', label: 'How old are you?' }
  askedBack(age, [
    ['18 months', 18],
    ['3 weeks', 3],
  ])
  understood(age, [['18 years', 18]])
  askedBack({ type: 'integer', language: 'bn', label: 'আপনার বয়স কত?' }, [
    ['১৮ মাস', 18],
    ['18 months', 18],
  ])
  understood({ type: 'integer', language: 'bn', label: 'আপনার বয়স কত?' }, [['১৮ বছর', 18]])
  const months: Asked = { type: 'integer', label: 'How many months ago?' }
  understood(months, [['18 months', 18]])
  askedBack(months, [['2 years', 2]])
  const far: Asked = { type: 'decimal', label: 'How many km is it?' }
  understood(far, [['1.5km', 1.5]])
  askedBack(far, [['500 metres', 500]])
})

describe('what is heard everywhere', () => {
  askedAgain(whole, ['stop texting 5', '5 stop', 'help me 5', 'danger 1'])

  test('words that are not known are told, because the message may be something else', () => {
    const read = (reply: string) => integer.read(reply, viewOf({ type: 'integer' }))
    expect(read('12 people')).toEqual({ kind: 'answer', answer: { value: 12 } })
    expect(read('12 kadhaa')).toEqual({ kind: 'answer', answer: { value: 12 }, hasOtherWords: true })
  })
})

test('what does not fulfil the constraint is said so', () => {
  const asked: Asked = { type: 'integer', constraint: '. >= 10 and . <= 110' }
  expect(readingOf(asked, 'twenty years')).toBe(20)
  expect(readingOf(asked, '5 years')).toBe('invalid constraint')
  expect(readingOf(asked, 'about 5')).toBe('invalid constraint')
  expect(readingOf(asked, '0')).toBe('refused')
  expect(readingOf(asked, 'zero')).toBe('refused')
})
