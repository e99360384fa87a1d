import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodedText } from '../../src/channels/base64.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

describe('a text in base64 is read', () => {
  test.each([
    ['words', 'The clinic is far, and the medicine costs too much.'],
    ['lines', 'Now is\r\nthe time\r\nto answer: 1, 2 & 3!'],
    ['quotes and a euro sign', 'They said “no water” for 20 €, twice'],
    ['Vietnamese', 'Bệnh viện ở rất xa'],
    ['Amharic', 'ሆስፒታሉ በጣም ሩቅ ነው'],
    ['two scripts in one word, in a long text', 'আমি SMSটি পেয়েছি কিন্তু পড়তে পারিনি, আবার পাঠান'],
    ['Bangla, without a space', 'হাসপাতাল'],
    ['Bangla', 'ক্লিনিক অনেক দূরে, ওষুধ নেই'],
    ['Swahili', 'Hospitali iko mbali na hakuna dawa'],
    ['Arabic', 'العيادة بعيدة جدا'],
    ['an emoji or two', 'Very far away 👍🏽 thank you ❤️'],
  ])('%s', (_, text) => expect(decodedText(encoded(text))).toBe(text))

  const long = 'The road is closed in the rains, so nobody can go there before the market day. '.repeat(3).trim()

  test.each([
    ['in lines as in mail', encoded(long).replace(/.{76}/g, '$&\r\n')],
    ['in lines of a shorter kind', encoded(long).replace(/.{60}/g, '$&\n')],
    ['with a line break at the end', `${encoded(long)}\r\n`],
    ['with spaces around it', ` ${encoded(long)} `],
  ])('%s', (_, packed) => expect(decodedText(packed)).toBe(long))

  test('although its last character was cut off', () => {
    const bytes = Buffer.from('The doctor said “come back”')
    expect(decodedText(bytes.subarray(0, 30).toString('base64'))).toBe('The doctor said “come back')
  })
})

describe('a text as people write it stays as it is', () => {
  test.each([
    ['a number', '1'],
    ['one word', 'STOPSTOPSTOP'],
    ['one word, again and again', 'STOPSTOPSTOPSTOPSTOPSTOP'],
    ['words without spaces', 'MedicineStaffCostDistance'],
    ['words without spaces, of the right length', 'MedicineStaffCostDistances12'],
    ['one long word', 'Donaudampfschifffahrtsgesellschaft'],
    ['one long word, of the right length', 'Antidisestablishmentarianism'],
    ['laughing', 'HahahaHahahaHahahaHahaha'],
    ['a sentence', 'The clinic is far and it costs too much'],
    ['lines of words', 'Medicine\nStaff\nCostAndTheWayThere'],
    ['a number of many digits', '123456789012345678901234'],
    ['an address', 'https://example.org/AbcdEfghIjklMnop'],
    ['a word in base64 that is too short to be sure', encoded('Yes, far')],
    ['one word in base64, which may be anything', encoded('Antidisestablishmentarianism')],
    ['capitals only', 'ICBBICBBICBBICBBICBBICBB'],
    ['base64 of bytes that are no text', Buffer.from([...Array(24).keys()].map((n) => n * 9)).toString('base64')],
    ['base64 of control characters', encoded('a\u0000b\u0001c d\u0002e f g h i j k l')],
    ['base64 of signs', encoded('+<=>|~^`$ +<=>|~^`$ +<=>|~^`$')],
    ['padding that no encoder writes', `${encoded('The clinic is far away now').slice(0, -2)}B=`],
    ['words that come out as letters of many scripts', 'SignatureTokenAgainInSrv'],
    ['more of them', 'RemoteCitizensStatements'],
    ['nothing', ''],
  ])('%s', (_, text) => expect(decodedText(text)).toBe(text))

  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')

  test('any letters in a row', () => {
    const words = fc.string({ unit: letter, minLength: 24, maxLength: 160 })
    fc.assert(
      fc.property(words, (text) => {
        expect(decodedText(text)).toBe(text)
      }),
      { numRuns: 5000 },
    )
  })
})
