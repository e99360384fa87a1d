import type { Token } from './tokens.ts'

/** How a language writes numbers in words. */
export interface NumberWords {
  /** Words and their values: twelve → 12. */
  readonly values: ReadonlyMap<string, number>
}

/** The number in words that begins at a token; undefined where none does. */
export function numberWordsAt(
  tokens: readonly Token[],
  index: number,
  { values }: NumberWords,
): { readonly length: number; readonly value: number } | undefined {
  const value = values.get(tokens[index]?.text ?? '')
  return value === undefined ? undefined : { length: 1, value }
}
