import { remembering, type Translator } from '../texts.ts'
import { unaccented } from './characters.ts'
import type { NegatingAffixes } from './nearness.ts'
import type { NumberWords } from './number-words.ts'
import { type Phrases, phrasesOf } from './phrases.ts'

/** What a word of a reply can say about a choice without naming it. */
export type Role = 'yes' | 'no' | 'dont_know' | 'none' | 'all'

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

const roles: readonly Role[] = ['yes', 'no', 'dont_know', 'none', 'all']

const lists = [
  ...roles,
  ...(['fillers', 'conjunctions', 'ranges', 'units', 'limits', 'negations', 'announcers', 'signatures'] as const),
  ...(['negating_beginnings', 'negating_endings'] as const),
] as const

/** The words of one language, as they are written. */
type WordLists = Readonly<Record<(typeof lists)[number] | 'and', readonly string[]>> & {
  readonly numbers: Readonly<Record<string, number>>
  readonly ordinals: Readonly<Record<string, number>>
}

const listsOf = (translator: Translator, language: string): WordLists => ({
  ...(Object.fromEntries(lists.map((key) => [key, translator.words(language, `system:reply.${key}`)])) as Pick<
    WordLists,
    (typeof lists)[number]
  >),
  and: translator.words(language, 'system:words.and'),
  numbers: translator.values(language, 'system:reply.numbers'),
  ordinals: translator.values(language, 'system:reply.ordinals'),
})

/** Made once for the same words: every version of every flow has them. */
const made = remembering((written) => vocabularyOf(JSON.parse(written) as [WordLists, ...WordLists[]]))

/**
 * The vocabulary for a person who uses `language` in a flow that speaks `languages`, from `reply` in `system.json`. What a word means in
 * the person's own language goes before what it means in others: "na" is "and" in Swahili and "no" in Bangla.
 */
export function createVocabulary(translator: Translator, language: string, languages: readonly string[]): Vocabulary {
  const others = languages.filter((each) => each !== language)
  return made(JSON.stringify([language, ...others].map((each) => listsOf(translator, each))))
}

function vocabularyOf([own, ...others]: readonly [WordLists, ...WordLists[]]): Vocabulary {
  const known = new Set([...lists.flatMap((key) => own[key]), ...own.and])
  /** Of other languages only what means nothing else in the person's own. */
  const pooled = (key: (typeof lists)[number] | 'and'): string[] => [
    ...own[key],
    ...others.flatMap((other) => other[key].filter((word) => !known.has(word))),
  ]
  const marked = (words: readonly string[]) => phrasesOf(words.map((word) => [word, true as const]))

  return {
    roles: phrasesOf(roles.flatMap((role) => pooled(role).map((word): [string, Role] => [word, role]))),
    fillers: marked(pooled('fillers')),
    conjunctions: marked([...pooled('and'), ...pooled('conjunctions')]),
    ranges: marked(pooled('ranges')),
    ordinals: phrasesOf(Object.entries(own.ordinals)),
    numbers: [{ values: new Map(Object.entries(own.numbers)) }],
    units: marked(pooled('units')),
    limits: marked(pooled('limits')),
    negations: marked(pooled('negations')),
    affixes: { beginnings: own.negating_beginnings, endings: own.negating_endings },
    announcers: own.announcers.map(unaccented),
    signatures: [own, ...others].flatMap(({ signatures }) => signatures).map(unaccented),
  }
}
