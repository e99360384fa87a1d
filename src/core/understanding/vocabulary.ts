import type { Translator } from '../texts.ts'
import { tidy, unaccented } from './characters.ts'
import type { NegatingAffixes } from './nearness.ts'
import type { NumberWords } from './number-words.ts'
import { type Phrases, phrasesOf } from './phrases.ts'

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
  readonly numbers: readonly NumberWords[]
  /** What is counted: "people", "years". */
  readonly units: Phrases<true>
  /** What makes a number no exact one: "about", "less than". */
  readonly limits: Phrases<true>
  readonly negations: Phrases<true>
  readonly affixes: NegatingAffixes
  /** Abbreviations that stand before a number, with their punctuation: "no." */
  readonly announcers: readonly string[]
  /** How lines of signatures begin. */
  readonly signatures: readonly string[]
}

const roles: readonly Role[] = ['yes', 'no', 'agree', 'decline', 'dont_know', 'none', 'all']

/**
 * The vocabulary for a person who uses `language` in a flow that speaks `languages`, from `reply` in `system.json`. What a word means in
 * the person's own language goes before what it means in others: "na" is "and" in Swahili and "no" in Bangla.
 */
export function createVocabulary(translator: Translator, language: string, languages: readonly string[]): Vocabulary {
  const ordered = [language, ...languages.filter((each) => each !== language)]
  const wordsOf = (each: string, key: string) => translator.words(each, `system:reply.${key}`)
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
  const parts = (key: string) => ordered.flatMap((each) => wordsOf(each, key).map((part) => unaccented(tidy(part))))
  const negated = parts('negated').map((part) => ({ part: part.replaceAll('-', ''), isEnding: part.startsWith('-') }))
  const values = (key: string, each: string) => Object.entries(translator.values(each, `system:reply.${key}`))

  return {
    roles: phrasesOf(roles.flatMap((role) => pooled(role).map((word): [string, Role] => [word, role]))),
    fillers: marked(pooled('fillers')),
    conjunctions: marked([...conjunctions, ...pooled('conjunctions')]),
    ranges: marked(pooled('ranges')),
    ordinals: phrasesOf(values('ordinals', language)),
    numbers: [{ values: new Map(values('numbers', language)) }],
    units: marked(pooled('units')),
    limits: marked(pooled('limits')),
    negations: marked(pooled('negations')),
    affixes: {
      beginnings: parts('negating_beginnings'),
      endings: parts('negating_endings'),
      isNegated: (word) =>
        negated.some(({ part, isEnding }) => word !== part && (isEnding ? word.endsWith(part) : word.startsWith(part))),
    },
    announcers: wordsOf(language, 'announcers').map(unaccented),
    signatures: ordered.flatMap((each) => wordsOf(each, 'signatures')).map(unaccented),
  }
}
