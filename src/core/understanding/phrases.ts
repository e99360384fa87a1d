import { type Token, tokensOf } from './tokens.ts'

/** Words and phrases with what they mean. */
export interface Phrases<Meaning> {
  /** The longest phrase that begins at a token, and everything that it means; undefined where none does. */
  at(
    tokens: readonly Token[],
    index: number,
  ): { readonly length: number; readonly meanings: readonly Meaning[] } | undefined
  /** Each phrase, as its words. */
  readonly all: readonly { readonly words: readonly string[]; readonly meaning: Meaning }[]
}

const keyOf = (words: readonly string[]) => words.join(' ')

/** Makes phrases ready to be looked up: case, accents and punctuation do not matter. What holds no word is left out. */
export function phrasesOf<Meaning>(entries: Iterable<readonly [phrase: string, meaning: Meaning]>): Phrases<Meaning> {
  const meanings = new Map<string, Meaning[]>()
  const all: { words: readonly string[]; meaning: Meaning }[] = []
  let longest = 0
  for (const [phrase, meaning] of entries) {
    const words = tokensOf(phrase).map(({ text }) => text)
    if (words.length === 0) continue
    const known = meanings.get(keyOf(words))
    if (known?.includes(meaning)) continue
    if (known) known.push(meaning)
    else meanings.set(keyOf(words), [meaning])
    all.push({ words, meaning })
    longest = Math.max(longest, words.length)
  }
  return {
    all,
    at(tokens, index) {
      for (let length = Math.min(longest, tokens.length - index); length > 0; length--) {
        const found = meanings.get(keyOf(tokens.slice(index, index + length).map(({ text }) => text)))
        if (found) return { length, meanings: found }
      }
      return undefined
    },
  }
}
