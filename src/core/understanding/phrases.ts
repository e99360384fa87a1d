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
  /** By its first word, how many words the longest phrase has. */
  const longest = new Map<string, number>()
  for (const [phrase, meaning] of entries) {
    const words = tokensOf(phrase).map(({ text }) => text)
    if (words.length === 0) continue
    const known = meanings.get(keyOf(words))
    if (known?.includes(meaning)) continue
    if (known) known.push(meaning)
    else meanings.set(keyOf(words), [meaning])
    all.push({ words, meaning })
    longest.set(words[0] ?? '', Math.max(longest.get(words[0] ?? '') ?? 0, words.length))
  }
  return {
    all,
    at(tokens, index) {
      const most = longest.get(tokens[index]?.text ?? '') ?? 0
      for (let length = Math.min(most, tokens.length - index); length > 0; length--) {
        const found = meanings.get(keyOf(tokens.slice(index, index + length).map(({ text }) => text)))
        if (found) return { length, meanings: found }
      }
      return undefined
    },
  }
}
