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

/** What phrases with the same beginning have in common. */
interface Node<Meaning> {
  readonly next: Map<string, Node<Meaning>>
  readonly meanings: Meaning[]
}

/** Makes phrases ready to be looked up: case, accents and punctuation do not matter. What holds no word is left out. */
export function phrasesOf<Meaning>(entries: Iterable<readonly [phrase: string, meaning: Meaning]>): Phrases<Meaning> {
  const root: Node<Meaning> = { next: new Map(), meanings: [] }
  const all: { words: readonly string[]; meaning: Meaning }[] = []
  for (const [phrase, meaning] of entries) {
    const words = tokensOf(phrase).map(({ text }) => text)
    if (words.length === 0) continue
    let node = root
    for (const word of words) {
      const next = node.next.get(word) ?? { next: new Map(), meanings: [] }
      node.next.set(word, next)
      node = next
    }
    if (node.meanings.includes(meaning)) continue
    node.meanings.push(meaning)
    all.push({ words, meaning })
  }
  return {
    all,
    at(tokens, index) {
      let found: { length: number; meanings: readonly Meaning[] } | undefined
      let node = root.next.get(tokens[index]?.text ?? '')
      for (let length = 1; node; length++) {
        if (node.meanings.length > 0) found = { length, meanings: node.meanings }
        node = node.next.get(tokens[index + length]?.text ?? '')
      }
      return found
    },
  }
}
