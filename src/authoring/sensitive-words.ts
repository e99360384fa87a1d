import type { Texts } from '../core/flow.ts'
import { tidy, unaccented } from '../core/understanding/characters.ts'

/** Finds a word that must not stand where anybody who holds the phone may read it; undefined where there is none. */
export type FindSensitiveWord = (text: string) => string | undefined

/** How an entry of a list of words is written: words, of which the last may be no more than the beginning of one, the first no more than the end. */
export const wordPattern = /^-?[\p{L}\p{M}\p{N}]+(?: [\p{L}\p{M}\p{N}]+)*-?$/u

const apostrophes = /(?<=[\p{L}\p{M}])['’‘ʼ`´](?=\p{L})/gu
/** The words of a text in the form in which they are compared, with one space between them. */
export const comparedWords = (text: string): string =>
  (
    unaccented(tidy(text))
      .replace(apostrophes, '')
      .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []
  ).join(' ')
const spaced = (text: string): string => ` ${comparedWords(text)} `

/** Matches whole words between spaces. Entries hold letters, spaces and hyphens only, so nothing in them needs escaping. */
const patternOf = (entries: readonly string[]): RegExp | undefined =>
  entries.length === 0
    ? undefined
    : new RegExp(
        `(?<= )(?:${entries
          .map((entry) => {
            const begun = entry.endsWith('-') ? '[^ ]*' : ''
            const ended = entry.startsWith('-') ? '[^ ]*' : ''
            return `${ended}${comparedWords(entry)}${begun}`
          })
          .join('|')})(?= )`,
        'gu',
      )

/** Says which words of a list stand in a text, each once. */
export type WordFinder = (text: string) => string[]

/** Looks for these words; those of `innocent` are taken out of the text first. */
export function wordFinder(entries: readonly string[], innocent: readonly string[] = []): WordFinder {
  const [pattern, harmless] = [patternOf(entries), patternOf(innocent)]
  return (text) => {
    if (!pattern) return []
    const words = harmless ? spaced(text).replace(harmless, '·') : spaced(text)
    return [...new Set(words.match(pattern))]
  }
}

/** Looks for the `sensitive_words` of every language, whatever the text's. */
export function sensitiveWordFinder(system: Texts): FindSensitiveWord {
  const find = wordFinder(Object.values(system).flatMap((texts) => (texts.system?.sensitive_words ?? []) as string[]))
  return (text) => find(text)[0]
}

/** What to say of a text that holds such a word. */
export const sensitiveWordFinding = (word: string): string =>
  `"${word}" is a sensitive word; whoever holds the phone can read this: say it neutrally`
