import { describe, expect, test } from 'vitest'
import { redact } from '../../../src/privacy/redaction.ts'
import { type Asked, askedAgain, readingOf, understood } from './asking.ts'

const whole: Asked = { type: 'integer' }
const broken: Asked = { type: 'decimal' }

describe('a number with a fraction', () => {
  understood(broken, [
    ['1.5', 1.5],
    ['1,5', 1.5],
    ['1.5km', 1.5],
    ['37.5°C', 37.5],
    ['Rs. 10.50', 10.5],
    ['10.50 taka', 10.5],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1 234,5', 1234.5],
    ['1.200', 1.2],
    ['1,200', 1200],
    ['0,500', 0.5],
    ['1.234.567', 1_234_567],
    ['١٫٥', 1.5],
    ['5.', 5],
    ['five', 5],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1.15 thousand', 1150],
  ])
  understood({ ...broken, language: 'bn' }, [['১.৫ কিমি', 1.5]])
  askedAgain(broken, [
    '1.2.3',
    '1.2.x',
    '2 1/2',
    '2½',
    'half',
    ',5',
    '1.5-2',
    'two point five',
    '1.12345678901',
    '1.5.'.repeat(100),
  ])
  askedAgain({ ...broken, language: 'bn' }, ['দেড়', 'দেড় কিমি'])
})

describe('numbers that may be of a telephone or a card', () => {
  askedAgain(whole, [
    '01712345678',
    '+880 1712-345678',
    'my number is 01712345678',
    '123456789',
    '712 345 678',
    '1234567890',
  ])
  askedAgain({ ...whole, constraint: '. > 0' }, ['01712345678', '1712345678'])
  askedAgain(whole, ['1,234,567,890', '3 billion'])
  understood({ ...whole, constraint: '. > 0' }, [['1,234,567,890', 1_234_567_890]])

  const amounts = [
    '5',
    '18',
    '2026',
    '150000',
    '1,50,000',
    '12,34,567',
    '1 234 567',
    '99999999',
    '300000000',
    'Tk 1,50,000/-',
    '10.50',
    '2 lakh',
  ]
  test.each(amounts)('an amount is none to the redaction: %j', (reply) => {
    expect(redact(reply)).toBe(reply)
    expect(readingOf({ type: 'decimal' }, reply)).toEqual(expect.any(Number))
  })
})
