import { describe, expect, test } from 'vitest'
import { date } from '../../../src/core/questions/date.ts'
import { type Asked, askedAgain, readingOf, understood, viewOf } from './asking.ts'

const any: Asked = { type: 'date' }
const past: Asked = { type: 'date', constraint: '. <= today()' }
const inLanguage = (language: string): Asked => ({ type: 'date', language })

const isDay = (asked: Asked, day: string, replies: readonly string[]) =>
  understood(
    asked,
    replies.map((reply) => [reply, day] as const),
  )
const ofOtherCalendar = (asked: Asked, replies: readonly string[]) =>
  test.each(replies)('%j is of another calendar', (reply) => expect(readingOf(asked, reply)).toBe('invalid calendar'))

describe('a day in numbers', () => {
  isDay(any, '2025-12-31', [
    ...[
      '31/12/2025',
      '31.12.2025',
      '31-12-2025',
      '31–12–2025',
      '31—12—2025',
      '31 – 12 – 2025',
      '31:12:2025',
      '31 12 2025',
    ],
    ...['31 12 25', '31/12/25', '2025-12-31', '2025/12/31', '31122025', '20251231', '12/31/2025'],
    ...['31/12/2025.', '(31/12/2025)', '"31/12/2025"', '٣١/١٢/٢٠٢٥', '31st/12/2025'],
  ])
  isDay(any, '2025-06-05', ['5/6/2025', '05.06.25', '2025-6-5'])
  isDay(any, '2010-11-12', ['20101112'])
  askedAgain(any, [
    ...['31/2/2025', '0/1/2020', '1/0/2020', '29/2/2023', '2020-13-01', '2025', '31 12', '31', '12312025', '311225'],
    ...['1/1/432', '31/12/20 25', '3 1/12/2025', '31/12/2025+', '31+12+2025', '31&12&2025', '1/2/3/2020', '10:12:25'],
    ...['', 'yesterday', 'today', 'III/3/2025', '3/III/2025', '9'.repeat(500)],
  ])
})

describe('a day whose month has its name', () => {
  isDay(any, '2025-12-31', [
    ...[
      '31 December 2025',
      '31 dec 2025',
      '31st of December 2025',
      'Dec 31 2025',
      'December 31st, 2025',
      '2025 Dec 31',
    ],
    ...['31Dec2025', '31-DEC-2025', '31-Dec-25', "31 Dec '25", 'Wednesday 31 December 2025', 'Wed, 31 Dec 2025'],
  ])
  isDay(any, '2025-09-03', ['3 Sept 2025', '3 sep. 2025', '3rd September 2025'])
  isDay(any, '1970-01-01', ['01-JAN-1970'])
  isDay(inLanguage('bn'), '2025-12-31', [
    ...['৩১ ডিসেম্বর ২০২৫', '৩১ ডিসেম্বর, ২০২৫', '২০২৫ সালের ৩১ ডিসেম্বর', '৩১-১২-২০২৫ ইং', '৩১/১২/২০২৫ খ্রিঃ'],
    ...['৩১শে ডিসেম্বর ২০২৫', 'বুধবার, ৩১ ডিসেম্বর ২০২৫', '31 December 2025', '৩১ ডিসেম্বরের ২০২৫ সাল'],
  ])
  isDay(inLanguage('bn'), '2025-01-01', ['১লা জানুয়ারি ২০২৫', '১ জানুয়ারী ২০২৫'])
  isDay(inLanguage('bn'), '2025-08-03', ['৩ আগষ্ট ২০২৫', '৩ আগস্ট ২০২৫', '৩রা অগাস্ট ২০২৫'])
  isDay(inLanguage('sw'), '2025-12-31', [
    ...['31 Desemba 2025', '31 Disemba 2025', 'tarehe 31 Desemba 2025', 'Jumatano 31 Desemba 2025', '31 Dec 2025'],
    ...['tarehe 31 mwezi wa 12 mwaka 2025', '31 mwezi wa kumi na mbili 2025'],
  ])
  isDay(inLanguage('sw'), '2025-03-03', ['3 Machi 2025', '3 mwezi wa tatu 2025'])
  isDay(inLanguage('sw'), '2025-08-03', ['3 Agosti 2025'])
  askedAgain(any, [
    ...['3 Ju 2025', '3 Ma 2025', '3 Marsh 2025', '5 May', 'May 2020', '31 Feb 2025', '1-2 Dec 2025', 'Dec 10:30'],
    ...['5 May 6 June 2025', 'day 31, month 12, 2025', 'in 2020 on 5/3', '3 Dec 2025 at home'],
  ])
})

describe('words and times beside a day', () => {
  isDay(any, '2025-12-31', [
    ...[
      'on 31/12/2025',
      '31/12/2025 thanks',
      'it is 31/12/2025',
      'I was born on 31 December 2025',
      'date: 31/12/2025 👍',
    ],
    ...['31/12/2025 10:00', '31/12/2025 10:00:30', '31/12/2025 at 10am', '10:00 31/12/2025', '31:12:2025 10:00'],
  ])
  askedAgain(any, [
    'before 31/12/2025',
    'not 31/12/2025',
    '31/12/2025 or 1/1/2026',
    '31/12/2025 25:00',
    '31/12/2025 10:99',
  ])

  test('a day of the week that contradicts the date is asked back', () => {
    expect(readingOf(any, 'Monday 31 December 2025')).toBe('near 31/12/2025')
  })
})

describe('years of two digits', () => {
  // Without a constraint the nearer one, and none that is far ahead.
  isDay(any, '2035-05-05', ['5/5/35'])
  isDay(any, '1937-05-05', ['5/5/37'])
  isDay(any, '1950-01-01', ['1/1/50'])
  isDay(any, '1990-01-01', ['1/1/90'])
  isDay(any, '2000-02-29', ['29/2/00'])
  isDay(past, '1935-05-05', ['5/5/35'])
  isDay(past, '2020-05-05', ['5/5/20'])
  isDay({ type: 'date', constraint: ". >= '1900-01-01' and . <= '1999-12-31'" }, '1920-05-05', ['5/5/20'])
  isDay({ type: 'date', constraint: ". >= '2000-01-01' and . <= '2050-01-01'" }, '2045-05-05', ['5/5/45'])
})

describe('other calendars', () => {
  ofOtherCalendar(any, [
    ...['15/05/2082', '2082-05-15', '32/02/2082', '15/08/1432', '1/1/0001', '5/5/1899', '01011432', '15/05/2037'],
    ...['1 Baisakh 2082', '15 Poush 2080 BS', '15/05/2080 BS', '1 Ramadan 1446', '10 Muharram 1447 AH', '15 Magh 2081'],
  ])
  ofOtherCalendar(past, ['15/05/2082'])
  ofOtherCalendar(inLanguage('bn'), ['১লা বৈশাখ ১৪৩২ বঙ্গাব্দ', '১/১/১৪৩২', '১৫/০৮/১৪৩২', '৩ পৌষ ১৪৩২', '১ রমজান ১৪৪৬ হিজরি'])
  ofOtherCalendar(inLanguage('sw'), ['1 Ramadhani 1446', '1 Rajabu 1446'])

  // The constraint says how far ahead a date may be.
  isDay({ type: 'date', constraint: ". <= '2050-01-01'" }, '2040-05-15', ['15/05/2040'])
  ofOtherCalendar({ type: 'date', constraint: ". <= '2050-01-01'" }, ['15/05/2082'])
  ofOtherCalendar({ type: 'date', constraint: '. >= today()' }, ['15/05/2082'])
  isDay(any, '2036-05-15', ['15/05/2036'])

  test('texts that are older than these words ask for a date', () => {
    const read = (language: string) => date.read('15/08/1432', viewOf({ type: 'date', language }))
    expect(read('en')).toEqual({ kind: 'invalid', expected: 'calendar' })
    // A language that has no texts at all.
    expect(read('fr')).toEqual({ kind: 'invalid', expected: 'date' })
  })
})

test('what does not fulfil the constraint is said so', () => {
  expect(readingOf(past, '31/12/2027')).toBe('invalid constraint')
  expect(readingOf(past, '0')).toBe('refused')
})
