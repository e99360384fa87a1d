import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import englishWords from 'word-list'
import type { Option } from '../../src/core/questions/question-type.ts'
import { namesOf } from '../../src/core/understanding/choice-list.ts'
import { numberWordsAt } from '../../src/core/understanding/number-words.ts'
import { tokensOf } from '../../src/core/understanding/tokens.ts'
import { listsOf, ownLists, readerOf, type ShownList, vocabularyOf } from '../support/choosing.ts'
import { questionnaires } from '../support/flows.ts'

// Words of a dictionary as replies to every list of every questionnaire: what is recorded must be what the choice is called, its number,
// or a word that says so. Whatever else a person may write by chance or by a slip is not recorded.

const languages = Object.keys(questionnaires.system)
const others = languages.filter((language) => language !== 'en')
const linesOf = (file: string | URL) => readFileSync(file, 'utf8').split('\n').filter(Boolean)
const dictionary = linesOf(englishWords)
const isEnglish = new Set(dictionary)
const short = dictionary.filter((word) => word.length <= 3)
const long = dictionary.filter((word) => word.length > 3)
/** Every list meets one in so many of the long words, each another share; with `WORDS=all`, which takes minutes, all of them. */
const shares = process.env.WORDS === 'all' ? 1 : 60

const labelWords = questionnaires.versions.flatMap(({ content }) =>
  languages.flatMap((language) =>
    listsOf(content, language).flatMap(({ options }) =>
      options.flatMap((option) => namesOf(option).flatMap((name) => tokensOf(name).map(({ text }) => text))),
    ),
  ),
)
const otherWords = others.flatMap((language) => linesOf(new URL(`words/${language}.txt`, import.meta.url)))
const common = [...new Set([...otherWords, ...labelWords, ...short])].filter((word) => /^\D+$/.test(word))

/** Every list once, however many questionnaires ask from it. */
const lists = [
  ...new Map(
    languages
      .flatMap((language) => [
        ...ownLists(language),
        ...questionnaires.versions.flatMap(({ content }) => listsOf(content, language)),
      ])
      .map((list) => [JSON.stringify({ ...list, name: list.isOwnQuestion ? 'own' : 'asked' }), list]),
  ).values(),
]

type Reply = Readonly<Record<string, readonly string[]>> & {
  readonly ordinals: Readonly<Record<string, number>>
}
const replyWords = (language: string) => questionnaires.system[language]?.system?.reply as unknown as Reply

const plain = (name: string) =>
  tokensOf(name)
    .map(({ text }) => text)
    .join(' ')

/** Words by which somebody says a role, of all languages. */
const wordsFor = (role: string) => new Set(languages.flatMap((each) => replyWords(each)[role] ?? []))
const roles = new Map(
  ['yes', 'no', 'agree', 'decline', 'dont_know', 'none', 'all'].map((role) => [role, wordsFor(role)]),
)

function rolesOf({ item }: Option, { several, isOwnQuestion }: ShownList): string[] {
  if (item.missing === 'dont_know') return ['dont_know']
  if (item.exclusive) return ['none']
  const own = { yes: ['yes', ...(isOwnQuestion ? ['agree'] : [])], no: ['no', ...(isOwnQuestion ? ['decline'] : [])] }
  return own[item.name as 'yes' | 'no'] ?? (several ? ['all'] : [])
}

/** What a word is as a number; how numbers are written is tested by itself. */
function numberIn(word: string, language: string): number | undefined {
  const tokens = tokensOf(word)
  const found = vocabularyOf(language).numbers.map((each) => numberWordsAt(tokens, 0, each))
  return found.find((each) => each?.length === tokens.length)?.value
}

/** Whether a word says an option: its key or number in words, its place as a letter, its name, or a word for what it says. */
function isMeant(word: string, option: Option, list: ShownList): boolean {
  const { ordinals } = replyWords(list.language)
  const number = ordinals[word] ?? numberIn(word, list.language)
  const { from = Number.NEGATIVE_INFINITY, to = Number.NEGATIVE_INFINITY } = option.item
  const isNumber = number !== undefined && (String(number) === option.key || (number >= from && number <= to))
  const isPlace = !list.isOwnQuestion && word.length === 1 && 'abcde'.indexOf(word) === list.options.indexOf(option)
  const isName = namesOf(option).some((name) => plain(name) === plain(word))
  const isForRole = rolesOf(option, list).some((role) => roles.get(role)?.has(word))
  return isNumber || isPlace || isName || isForRole
}

const negative = /^(?:un|in|im|ir|il|dis|non|mis)(?=.{3})/
/** Whether a suggested name is the word without its negation: "unsafe" and "Safe". */
const isOpposite = (word: string, option: Option) =>
  negative.test(word) &&
  namesOf(option).some(
    (name) => !negative.test(plain(name)) && plain(name).startsWith(word.replace(negative, '').slice(0, 3)),
  )

const wordsTried = lists.map((list, share) => ({
  list,
  words: [...common, ...long.filter((_, index) => index % shares === share % shares)],
}))

describe.each(wordsTried)('$list.name, $list.language', ({ list, words }) => {
  test('takes no word of a dictionary for an answer that it does not say', () => {
    const read = readerOf(list)
    const found = words.map((word) => ({ word, ...read(word) }))
    const wrong = found.filter(({ word, recorded }) => recorded.some((option) => !isMeant(word, option, list)))
    expect(wrong.map(({ word, recorded }) => `${word}: ${recorded.map(({ label }) => label)}`)).toEqual([])
    const opposite = found.filter(({ word, suggested }) => suggested.some((option) => isOpposite(word, option)))
    expect(opposite.map(({ word, suggested }) => `${word}: ${suggested.map(({ label }) => label)}`)).toEqual([])
    // Asking back is for slips: most words are none.
    expect(found.filter(({ suggested }) => suggested.length > 0).length).toBeLessThan(words.length / 100)
  })
})

/** Words of other languages that are English too, and what speaks for them: rare in English, and no answer there. */
const known = ['naam', 'poa', 'na']

test('what is a yes or a no in another language is no English word with another meaning', () => {
  const english = new Set(
    ['yes', 'no', 'agree', 'decline', 'dont_know', 'none', 'all'].flatMap((role) => replyWords('en')[role] ?? []),
  )
  const foreign = others.flatMap((language) => [...roles.keys()].flatMap((role) => replyWords(language)[role] ?? []))
  expect(foreign.filter((word) => isEnglish.has(word) && !english.has(word) && !known.includes(word))).toEqual([])
})
