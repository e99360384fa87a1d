import { describe, expect, test } from 'vitest'
import { createTranslator } from '../../../src/core/texts.ts'
import { numberWordsAt } from '../../../src/core/understanding/number-words.ts'
import { tokensOf } from '../../../src/core/understanding/tokens.ts'
import { createVocabulary } from '../../../src/core/understanding/vocabulary.ts'
import { questionnaires } from '../../support/flows.ts'

const languages = ['en', 'bn', 'sw']
const translator = createTranslator(questionnaires.system, 'en')
const vocabularies = Object.fromEntries(languages.map((each) => [each, createVocabulary(translator, each, languages)]))

/** The number that begins with the first word, if it takes all of them. */
function numberIn(language: string, text: string): number | undefined {
  const tokens = tokensOf(text)
  const found = (vocabularies[language]?.numbers ?? [])
    .map((words) => numberWordsAt(tokens, 0, words))
    .find((each) => each !== undefined)
  return found?.length === tokens.length ? found.value : undefined
}

const list = (text: string) => text.trim().split(/\s+/)

/** Everything from 0 to 100, put together by the rules of each language and not from the program's own words. */
const spelled: Readonly<Record<string, readonly string[]>> = {
  en: (() => {
    const small = list(
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    )
    const tens = list('twenty thirty forty fifty sixty seventy eighty ninety')
    const units = ['', ...small.slice(1, 10).map((unit) => ` ${unit}`)]
    return [...small, ...tens.flatMap((ten) => units.map((unit) => ten + unit)), 'one hundred']
  })(),
  sw: (() => {
    const small = list('sifuri moja mbili tatu nne tano sita saba nane tisa')
    const tens = list('kumi ishirini thelathini arobaini hamsini sitini sabini themanini tisini')
    const units = ['', ...small.slice(1).map((unit) => ` na ${unit}`)]
    return [...small, ...tens.flatMap((ten) => units.map((unit) => ten + unit)), 'mia moja']
  })(),
  bn: list(`
    শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয়
    দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোল সতেরো আঠারো উনিশ
    বিশ একুশ বাইশ তেইশ চব্বিশ পঁচিশ ছাব্বিশ সাতাশ আটাশ উনত্রিশ
    ত্রিশ একত্রিশ বত্রিশ তেত্রিশ চৌত্রিশ পঁয়ত্রিশ ছত্রিশ সাঁইত্রিশ আটত্রিশ উনচল্লিশ
    চল্লিশ একচল্লিশ বিয়াল্লিশ তেতাল্লিশ চুয়াল্লিশ পঁয়তাল্লিশ ছেচল্লিশ সাতচল্লিশ আটচল্লিশ উনপঞ্চাশ
    পঞ্চাশ একান্ন বায়ান্ন তিপ্পান্ন চুয়ান্ন পঞ্চান্ন ছাপ্পান্ন সাতান্ন আটান্ন উনষাট
    ষাট একষট্টি বাষট্টি তেষট্টি চৌষট্টি পঁয়ষট্টি ছেষট্টি সাতষট্টি আটষট্টি উনসত্তর
    সত্তর একাত্তর বাহাত্তর তিয়াত্তর চুয়াত্তর পঁচাত্তর ছিয়াত্তর সাতাত্তর আটাত্তর উনআশি
    আশি একাশি বিরাশি তিরাশি চুরাশি পঁচাশি ছিয়াশি সাতাশি আটাশি উননব্বই
    নব্বই একানব্বই বিরানব্বই তিরানব্বই চুরানব্বই পঁচানব্বই ছিয়ানব্বই সাতানব্বই আটানব্বই নিরানব্বই
    একশ
  `),
}

describe.each(languages)('in %s', (language) => {
  test('all numbers from 0 to 100 are read', () => {
    const read = spelled[language]?.map((words) => numberIn(language, words))
    expect(read).toEqual(Array.from({ length: 101 }, (_, value) => value))
  })

  test('each means one number', () => {
    expect(new Set(spelled[language]).size).toBe(101)
  })
})

test.each([
  ['en', 'twenty-five', 25],
  ['en', 'twentyfive', 25],
  ['en', 'a hundred', 100],
  ['en', 'hundred', 100],
  ['en', 'one hundred and five', 105],
  ['en', 'two hundred fifty', 250],
  ['en', 'twelve hundred', 1200],
  ['en', 'one thousand two hundred and thirty-four', 1234],
  ['en', 'five hundred thousand', 500_000],
  ['en', 'one lakh fifty thousand', 150_000],
  ['en', 'two crore', 20_000_000],
  ['en', 'a dozen', 12],
  ['en', 'three dozen', 36],
  ['bn', 'পাচ', 5],
  ['bn', 'দুটি', 2],
  ['bn', 'পাঁচজন', 5],
  ['bn', 'একশো পাঁচ', 105],
  ['bn', 'দুইশ পঞ্চাশ', 250],
  ['bn', 'এক হাজার দুইশ', 1200],
  ['bn', 'এক লাখ পঞ্চাশ হাজার', 150_000],
  ['bn', 'তিন কোটি', 30_000_000],
  ['bn', 'pachta', 5],
  ['bn', 'eksho', 100],
  ['bn', 'twenty five', 25],
  ['sw', 'wawili', 2],
  ['sw', 'mia', 100],
  ['sw', 'mia tano', 500],
  ['sw', 'mia na tano', 105],
  ['sw', 'mia mbili hamsini', 250],
  ['sw', 'mia mbili hamsini na tano', 255],
  ['sw', 'elfu moja mia mbili hamsini na tano', 1255],
  ['sw', 'elfu tano', 5000],
  ['sw', 'elfu kumi mia tano', 10_500],
  ['sw', 'kumi na mbili elfu', 12_000],
  ['sw', 'laki mbili', 200_000],
  ['sw', 'forty two', 42],
])('in %s %j is %d', (language, words, expected) => expect(numberIn(language, words)).toBe(expected))

test.each([
  // 12000 or 10002; 200000 or 1200.
  ['sw', 'elfu kumi na mbili'],
  ['sw', 'elfu mia mbili'],
])('in %s %j says that it is a number and not which', (language, words) => {
  expect(numberIn(language, words)).toBeNaN()
})

test.each([
  ['en', 'five six'],
  ['en', 'twenty and five'],
  ['en', 'twenty, five'],
  ['en', 'twenty thirty'],
  ['en', 'two thousand three lakh'],
  ['en', 'one hundred two hundred'],
  ['en', 'ek'],
  ['bn', 'দুই তিন'],
  ['bn', 'বিশ পাঁচ'],
  ['bn', 'শ'],
  ['bn', 'moja'],
  ['sw', 'moja na mbili'],
  ['sw', 'ishirini tano'],
  ['sw', 'mia mbili tano'],
])('in %s %j is not one number', (language, words) => expect(numberIn(language, words)).toBeUndefined())

test('a language whose texts are older than number words understands none', () => {
  const { reply: _reply, ...older } = questionnaires.system.en?.system ?? {}
  const vocabulary = createVocabulary(createTranslator({ en: { system: older } }, 'en'), 'en', ['en'])
  expect(vocabulary.numbers.map((words) => numberWordsAt(tokensOf('a hundred'), 0, words))).toEqual([undefined])
})

/** Latin letters are shared by all languages of a flow, so that a transliteration must not be a word of English. */
test('no transliteration is an English word that people send', () => {
  const transliterated = [...(vocabularies.bn?.numbers[0]?.values.keys() ?? [])].filter((word) => /^[a-z]/.test(word))
  expect(transliterated).toContain('ek')
  for (const word of ['tin', 'char', 'at', 'no', 'son', 'bis', 'shat', 'dosh', 'teen', 'sat', 'noy', 'kuri'])
    expect(transliterated).not.toContain(word)
})
