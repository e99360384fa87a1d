import type { Texts } from '../core/flow.ts'
import { fold } from '../core/understanding/characters.ts'

/** Finds a word that must not stand where anybody who holds the phone may read it; undefined where there is none. */
export type FindSensitiveWord = (text: string) => string | undefined

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Looks for the `sensitive_words` of every language, whatever the text's. The beginning of a word is enough. */
export function sensitiveWordFinder(system: Texts): FindSensitiveWord {
  const words = Object.values(system).flatMap((texts) => (texts.system?.sensitive_words ?? []) as string[])
  if (words.length === 0) return () => undefined
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.map((word) => escaped(fold(word))).join('|')})`, 'u')
  return (text) => pattern.exec(fold(text))?.[0]
}

/** What to say of a text that holds such a word. */
export const sensitiveWordFinding = (word: string): string =>
  `"${word}" is a sensitive word; whoever holds the phone can read this: say it neutrally`
