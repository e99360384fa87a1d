import type { Translator } from '../texts.ts'
import { tidy, unaccented } from './characters.ts'
import { createDateWords, type DateWords } from './date-words.ts'
import type { NegatingAffixes } from './nearness.ts'
import type { NumberWords } from './number-words.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import { tokensOf } from './tokens.ts'

/**
 * What a word of a reply can say about a choice without naming it. `agree` and `decline` ("ok", "I refuse") answer a request; beside a question
 * about facts they may mean no more than that it was read.
 */
export type Role = 'yes' | 'no' | 'agree' | 'decline' | 'dont_know' | 'none' | 'all'

/** The words that replies are made of besides the answers themselves, for somebody who uses one language. */
export interface Vocabulary {
  readonly roles: Phrases<Role>
  /** Words that change nothing: "please", "my answer is", "option". */
  readonly fillers: Phrases<true>
  /** Between several answers: "and". */
  readonly conjunctions: Phrases<true>
  /** Between the ends of a range: "to". */
  readonly ranges: Phrases<true>
  /** Places in a list: "second" → 2. */
  readonly ordinals: Phrases<number>
  /** How numbers are written in words, in the person's language and in English. */
  readonly numbers: readonly NumberWords[]
  /** How often: "twice" → 2. */
  readonly counts: Phrases<number>
  /** What is counted: "people", "years". */
  readonly units: Phrases<true>
  /**
   * What is measured, by kind (`time`, `length`, `money` …): words with the same number mean the same unit. Of `time` the number says how
   * many days it is.
   */
  readonly measures: ReadonlyMap<string, Phrases<number>>
  /** What makes a number no exact one: "about", "less than". */
  readonly limits: Phrases<true>
  /** What makes another number of the one beside it: "half", "minus". */
  readonly altering: Phrases<true>
  /** What is heard wherever it is said (STOP, danger), so that it is no part of a number. */
  readonly calls: Phrases<true>
  /** Words that are heard where nothing else is said (SKIP, BACK), so that a number beside them may be none. */
  readonly commands: Phrases<true>
  readonly negations: Phrases<true>
  readonly affixes: NegatingAffixes
  /** Abbreviations that stand before a number, with their punctuation: "no." */
  readonly announcers: readonly string[]
  /** How lines of signatures begin. */
  readonly signatures: readonly string[]
  readonly dates: DateWords
}

export const daysOfYear = 365

const roles: readonly Role[] = ['yes', 'no', 'agree', 'decline', 'dont_know', 'none', 'all']
const commands = ['exit', 'keep', 'erase', 'danger', 'stop', 'start', 'help', 'back', 'language', 'skip', 'more']
const measures = ['time', 'length', 'weight', 'volume', 'money']

/** A word as a token has it. */
const wordOf = (word: string): string => tokensOf(word)[0]?.text ?? ''

/** How a language writes numbers in words. `isKnown`: the word means something else to the person. */
function numberWordsOf(translator: Translator, language: string, isKnown: (word: string) => boolean): NumberWords {
  const valuesOf = (key: string): [string, number][] =>
    Object.entries(translator.values(language, `system:reply.${key}`))
      .filter(([word]) => !isKnown(word))
      .map(([word, value]) => [wordOf(word), value])
  const wordsOf = (key: string) => new Set(translator.words(language, `system:reply.${key}`).map(wordOf))
  const [tens, scales, leading] = [valuesOf('tens'), valuesOf('scales'), valuesOf('leading_scales')]
  return {
    values: new Map([...valuesOf('numbers'), ...tens]),
    tens: new Set(tens.map(([word]) => word)),
    tensJoins: wordsOf('tens_joins'),
    scales: new Map([...scales, ...leading]),
    scaleFirst: leading.length > 0,
    scaleJoins: wordsOf('scale_joins'),
    articles: wordsOf('scale_articles'),
    endings: [...wordsOf('number_endings')],
  }
}

const made = new Map<string, Vocabulary>()
const mostMade = 100

/**
 * The vocabulary for a person who uses `language` in a flow that speaks `languages`, from `reply` in `system.json`. What a word means in
 * the person's own language goes before what it means in others: "na" is "and" in Swahili and "no" in Bangla.
 */
export function createVocabulary(translator: Translator, language: string, languages: readonly string[]): Vocabulary {
  const ordered = [language, ...languages.filter((each) => each !== language)]
  const written = ordered.map((each) =>
    ['reply', 'words', 'anywhere'].map((part) => translator.source(each, `system:${part}`)),
  )
  const key = JSON.stringify([ordered, written])
  // Every version of every flow has the same words as a rule, so what was made for one serves the others.
  const vocabulary = made.get(key) ?? vocabularyOf(translator, language, languages)
  if (made.size >= mostMade) made.clear()
  made.set(key, vocabulary)
  return vocabulary
}

function vocabularyOf(translator: Translator, language: string, languages: readonly string[]): Vocabulary {
  const ordered = [language, ...languages.filter((each) => each !== language)]
  const wordsOf = (each: string, key: string) => translator.words(each, `system:reply.${key}`)
  const systemWords = (each: string, group: string, keys: readonly string[]) =>
    keys.flatMap((key) => translator.words(each, `system:${group}.${key}`))
  const own = new Set<string>()
  for (const key of [...roles, 'fillers', 'conjunctions', 'ranges', 'units', 'limits', 'negations'])
    for (const word of wordsOf(language, key)) own.add(word)
  for (const word of translator.words(language, 'system:words.and')) own.add(word)

  /** Of other languages only what means nothing else in the person's own. */
  const pooled = (key: string): string[] => [
    ...wordsOf(language, key),
    ...ordered.slice(1).flatMap((each) => wordsOf(each, key).filter((word) => !own.has(word))),
  ]
  const marked = (words: readonly string[]) => phrasesOf(words.map((word) => [word, true as const]))
  const conjunctions = ordered.flatMap((each) =>
    translator.words(each, 'system:words.and').filter((word) => each === language || !own.has(word)),
  )
  const nothing = () => false
  const english = language !== 'en' && languages.includes('en') ? ['en'] : []
  const ownAndEnglish = [language, ...english]
  /** Words with values, of the person's language and of English. */
  const pooledValues = (key: string) =>
    phrasesOf(
      ownAndEnglish.flatMap((each) => values(key, each).filter(([word]) => each === language || !own.has(word))),
    )
  const parts = (key: string) => ordered.flatMap((each) => wordsOf(each, key).map((part) => unaccented(tidy(part))))
  const negated = parts('negated').map((part) => ({ part: part.replaceAll('-', ''), isEnding: part.startsWith('-') }))
  const values = (key: string, each: string) => Object.entries(translator.values(each, `system:reply.${key}`))

  return {
    roles: phrasesOf(roles.flatMap((role) => pooled(role).map((word): [string, Role] => [word, role]))),
    fillers: marked(pooled('fillers')),
    conjunctions: marked([...conjunctions, ...pooled('conjunctions')]),
    ranges: marked(pooled('ranges')),
    ordinals: phrasesOf(values('ordinals', language)),
    numbers: ownAndEnglish.map((each) =>
      numberWordsOf(translator, each, each === language ? nothing : (word) => own.has(word)),
    ),
    counts: pooledValues('counts'),
    units: marked(pooled('units')),
    measures: new Map(
      measures.map((kind) => [kind, phrasesOf(ordered.flatMap((each) => values(`measures.${kind}`, each)))]),
    ),
    limits: marked(pooled('limits')),
    altering: marked(pooled('altering')),
    calls: marked(ordered.flatMap((each) => systemWords(each, 'anywhere', ['stop', 'danger']))),
    commands: marked(ordered.flatMap((each) => systemWords(each, 'words', commands)).filter((word) => word.length > 1)),
    negations: marked(pooled('negations')),
    affixes: {
      beginnings: parts('negating_beginnings'),
      endings: parts('negating_endings'),
      isNegated: (word) =>
        negated.some(({ part, isEnding }) => word !== part && (isEnding ? word.endsWith(part) : word.startsWith(part))),
    },
    announcers: wordsOf(language, 'announcers').map(unaccented),
    signatures: ordered.flatMap((each) => wordsOf(each, 'signatures')).map(unaccented),
    dates: createDateWords(translator, ordered),
  }
}
