import type { Translator } from '../core/texts.ts'
import { fold } from '../core/understanding/characters.ts'
import { contentOf } from '../core/understanding/message.ts'
import { isNear } from '../core/understanding/nearness.ts'
import { type Phrases, phrasesOf } from '../core/understanding/phrases.ts'
import { saidAlone, saidAtEnds, saidFirst } from '../core/understanding/saying.ts'
import { type Token, tokensOf } from '../core/understanding/tokens.ts'
import { createVocabulary, type Vocabulary } from '../core/understanding/vocabulary.ts'

/** The words that work in every state. */
export const everywhereWords = [
  ...(['danger', 'exit', 'keep', 'erase', 'stop'] as const),
  ...(['start', 'help', 'back', 'language', 'more'] as const),
] as const
export type EverywhereWord = (typeof everywhereWords)[number]

/** A word that begins a flow, in one language. */
interface Keyword {
  readonly word: string
  readonly flow: string
  readonly language: string
}

/** A message as it is compared with words: taken apart once, without quoted lines and signature. */
export interface Said {
  readonly content: string
  readonly folded: string
  readonly tokens: readonly Token[]
}

/** The words of all languages that mean something wherever they are written. */
export interface Words {
  hear(message: string): Said
  /** The word that a message is, and nothing else. */
  exactly(said: Said): EverywhereWord | undefined
  /** The word that a message holds beside words that change nothing; STOP and danger also at the beginning or end of a short message. */
  within(said: Said): EverywhereWord | undefined
  /** Whether a message is a key, perhaps beside words that change nothing. */
  isKey(said: Said, key: string): boolean
  /** The words that replies are made of, for somebody who uses a language. */
  vocabulary(language: string): Vocabulary
  keywords(list: readonly Keyword[]): Keywords
}

/** The keywords of what is open. */
export interface Keywords {
  /** The keyword that a message begins with, after words that change nothing; `isAlone`: nothing else that means anything follows. */
  first(said: Said): { readonly keyword: Keyword; readonly isAlone: boolean } | undefined
  /** The one keyword that a message of one word may be a slip for. */
  near(said: Said): Keyword | undefined
}

/** Longer words are no slip for a keyword. */
const longestKeyword = 40

export function createWords(translator: Translator, languages: readonly string[]): Words {
  const entries = (key: string, meaning: EverywhereWord) =>
    languages.flatMap((language) =>
      translator.words(language, key).map((word): [string, EverywhereWord] => [word, meaning]),
    )
  const everywhere = everywhereWords.flatMap((word) => entries(`system:words.${word}`, word))
  const exact = new Map(everywhere.map(([text, word]) => [fold(text), word]))
  const phrases = phrasesOf(everywhere)
  const anywhere = phrasesOf([
    ...entries('system:anywhere.danger', 'danger'),
    ...entries('system:anywhere.stop', 'stop'),
  ])
  const vocabularies = new Map(languages.map((each) => [each, createVocabulary(translator, each, languages)]))
  const vocabulary = (language: string) =>
    vocabularies.get(language) ?? (vocabularies.get(languages[0] ?? '') as Vocabulary)
  const all = vocabulary(languages[0] ?? '')
  /** "START HEALTH" is the keyword HEALTH. */
  const beforeKeywords: Phrases<true> = phrasesOf(
    [...all.fillers.all, ...phrasesOf(entries('system:words.start', 'start')).all].map(({ words }) => [
      words.join(' '),
      true,
    ]),
  )

  return {
    hear(message) {
      const content = contentOf(message, all.signatures)
      return { content, folded: fold(content), tokens: tokensOf(content) }
    },
    exactly: ({ folded }) => exact.get(folded),
    within: ({ tokens }) => saidAlone(tokens, phrases, all.fillers) ?? saidAtEnds(tokens, anywhere, all),
    isKey: ({ tokens }, key) => saidAlone(tokens, phrasesOf([[key, true]]), all.fillers) === true,
    vocabulary,

    keywords(list) {
      const known = phrasesOf(list.map((keyword): [string, Keyword] => [keyword.word, keyword]))
      return {
        first({ tokens }) {
          const found = saidFirst(tokens, known, beforeKeywords)
          return found && { keyword: found.meaning, isAlone: found.isAlone }
        },
        near({ tokens: [token, ...more] }) {
          if (!token || more.length > 0 || token.text.length > longestKeyword) return undefined
          const near = list.filter(({ word }) => isNear(token.text, fold(word), all.affixes))
          return near.length === 1 ? near[0] : undefined
        },
      }
    },
  }
}
