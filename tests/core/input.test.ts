import { expect, test } from 'vitest'
import { fold, matchWords, tidy } from '../../src/core/input.ts'

test.each([
  ['১২৩', '123'],
  ['१२', '12'],
  ['١٢', '12'],
  ['۱۲', '12'],
  ['１', '1'],
  [' 1 \n', '1'],
  ['1\u200b', '1'],
  ['a\u0000b\u001b[31m', 'ab[31m'],
  ['two   words', 'two words'],
])('tidy(%j) is %j', (written, expected) => expect(tidy(written)).toBe(expected))

test.each([
  ['  YES! ', 'yes'],
  ['"Sí."', 'si'],
  ['হ্যাঁ।', 'হ্যাঁ'],
  ['*', '*'],
  ['?', '?'],
])('fold(%j) is %j', (written, expected) => expect(fold(written)).toBe(expected))

const words = (text: string) => [text]

test.each([
  ['helth', ['health', 'education'], 'health'],
  ['HEALTH', ['health', 'wealth'], 'health'],
  ['yess', ['yes', 'no'], undefined],
  ['tealth', ['health', 'wealth'], undefined],
  ['', ['health'], undefined],
  ['prefer nt to say', ['prefer not to say'], 'prefer not to say'],
])('%j among %j means %j', (written, candidates, expected) =>
  expect(matchWords(written, candidates, words)).toBe(expected),
)
