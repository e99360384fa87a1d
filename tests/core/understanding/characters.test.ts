import { expect, test } from 'vitest'
import { fold, tidy } from '../../../src/core/understanding/characters.ts'

test.each([
  ['১২৩', '123'],
  ['१२', '12'],
  ['١٢', '12'],
  ['۱۲', '12'],
  ['１', '1'],
  ['①', '1'],
  ['1️⃣', '1'],
  ['໑๒', '12'],
  ['১\u200c২', '12'],
  [' 1 \n', '1'],
  ['1\u200b', '1'],
  ['a\u0000b\u001b[31m', 'ab[31m'],
  ['two   words', 'two words'],
])('tidy(%j) is %j', (written, expected) => expect(tidy(written)).toBe(expected))

test.each([
  ['  YES! ', 'yes'],
  ['"Sí."', 'si'],
  ['হ্যাঁ।', 'হ্যাঁ'],
  ['না॥', 'না'],
  ['NDIYO', 'ndiyo'],
  ['¿Sí?', 'si'],
  ['*', '*'],
  ['?', '?'],
])('fold(%j) is %j', (written, expected) => expect(fold(written)).toBe(expected))
