import { tidy, unaccented } from './characters.ts'

/** A word, a whole number in digits, or a picture (an emoji). */
export interface Token {
  readonly kind: 'word' | 'number' | 'picture'
  /** In the form in which words are compared. */
  readonly text: string
  /** Spaces and punctuation between it and the token before, or the beginning. */
  readonly gap: string
}

/** A word, a number, or a picture. */
const parts = /([\p{L}\p{M}]+)|(\d+)|[\p{Extended_Pictographic}]/gu
/** "don't", "j'ai": one word. */
const apostrophes = /(?<=[\p{L}\p{M}])['’‘ʼ`´](?=\p{L})/gu

/** A longer text is a story: it names no choice, and is not worth the time of taking it apart. */
const longestRead = 500

function kindOf([, word, number]: RegExpExecArray): Token['kind'] {
  if (word !== undefined) return 'word'
  return number !== undefined ? 'number' : 'picture'
}

/** A text taken apart, and what stands after its last token. A text of more than 500 characters has no tokens. */
export function takenApart(text: string): { readonly tokens: Token[]; readonly tail: string } {
  if (text.length > longestRead) return { tokens: [], tail: '' }
  const plain = unaccented(tidy(text)).replace(apostrophes, '')
  const tokens: Token[] = []
  let end = 0
  for (const match of plain.matchAll(parts)) {
    tokens.push({ kind: kindOf(match), text: match[0], gap: plain.slice(end, match.index) })
    end = match.index + match[0].length
  }
  return { tokens, tail: plain.slice(end) }
}

/** Takes a text apart. What stands after the last token is left out. A text of more than 500 characters has no tokens. */
export const tokensOf = (text: string): Token[] => takenApart(text).tokens
