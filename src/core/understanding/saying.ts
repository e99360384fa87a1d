import type { Phrases } from './phrases.ts'
import type { Token } from './tokens.ts'

/** What a message says if it holds nothing but one of the phrases, perhaps more than once, and words that change nothing: "skip it please". */
export function saidAlone<Meaning>(
  tokens: readonly Token[],
  phrases: Phrases<Meaning>,
  fillers: Phrases<true>,
): Meaning | undefined {
  const meanings = new Set<Meaning>()
  for (let index = 0; index < tokens.length; ) {
    const [phrase, filler] = [phrases.at(tokens, index), fillers.at(tokens, index)]
    if (phrase && phrase.length >= (filler?.length ?? 0)) for (const meaning of phrase.meanings) meanings.add(meaning)
    else if (!filler && tokens[index]?.kind !== 'picture') return undefined
    index += Math.max(phrase?.length ?? 0, filler?.length ?? 0, 1)
  }
  const [meaning] = meanings
  return meanings.size === 1 ? meaning : undefined
}

/** A message of more words is a story, in which a word may mean anything. */
const mostWords = 8

/**
 * What a short message begins or ends with: "Stop. Thank you", "please help, I am in danger". A negation right before it takes it back. Of
 * several, the first.
 */
export function saidAtEnds<Meaning>(
  tokens: readonly Token[],
  phrases: Phrases<Meaning>,
  { fillers, negations }: { readonly fillers: Phrases<true>; readonly negations: Phrases<true> },
): Meaning | undefined {
  if (tokens.length > mostWords) return undefined
  const changesNothing = (from: number, to: number): boolean => {
    for (let index = from; index < to; ) {
      const filler = fillers.at(tokens, index)
      if (!filler && tokens[index]?.kind !== 'picture') return false
      index += filler?.length ?? 1
    }
    return true
  }
  for (let index = 0; index < tokens.length; index++) {
    const found = phrases.at(tokens, index)
    if (!found) continue
    const isNegated = index > 0 && negations.at(tokens, index - 1)?.length === 1
    const isAtEnd = changesNothing(0, index) || changesNothing(index + found.length, tokens.length)
    if (isAtEnd && !isNegated) return found.meanings[0]
  }
  return undefined
}

/** What a message begins with, after words that change nothing, and whether anything else follows: "START HEALTH", "HEALTH clinic". */
export function saidFirst<Meaning>(
  tokens: readonly Token[],
  phrases: Phrases<Meaning>,
  fillers: Phrases<true>,
): { readonly meaning: Meaning; readonly isAlone: boolean } | undefined {
  for (let index = 0; index < tokens.length; ) {
    const found = phrases.at(tokens, index)
    const [meaning] = found?.meanings ?? []
    if (found && meaning !== undefined) {
      const rest = tokens.slice(index + found.length)
      return { meaning, isAlone: rest.length === 0 || saidAlone(rest, fillers, fillers) !== undefined }
    }
    const filler = fillers.at(tokens, index)
    if (!filler) return undefined
    index += filler.length
  }
  return undefined
}
