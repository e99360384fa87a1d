import type { Choice, Reply } from '../../core/reply.ts'

/** One page of a reply: what stands on it, and which choices begin on it. */
export interface Page {
  readonly text: string
  readonly choices: readonly Choice[]
  readonly end: boolean
}

/** How a choice is written on every medium. */
export const choiceLine = (choice: Choice): string => `${choice.key} ${choice.label}`

interface Piece {
  readonly text: string
  readonly choice: Choice | null
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')
const segmenter = (granularity: 'grapheme' | 'sentence') => {
  const segments = new Intl.Segmenter('und', { granularity })
  return (text: string): string[] => [...segments.segment(text)].map(({ segment }) => segment)
}
const graphemesOf = segmenter('grapheme')
const sentencesOf = segmenter('sentence')
const wordsOf = (text: string): string[] => text.match(/\s*\S+/gu) ?? []

/** The longest beginning that satisfies `fits`, cut between sentences if possible, else words, and never inside a grapheme. */
function split(text: string, fits: (head: string) => boolean): [head: string, tail: string] {
  const longest = (parts: readonly string[]): string => {
    let head = ''
    for (const part of parts) {
      if (!fits((head + part).trimEnd())) break
      head += part
    }
    return head
  }
  const graphemes = graphemesOf(text)
  // At least one grapheme, even where none fits: a limit that is too small must not become an endless loop.
  const head = longest(sentencesOf(text)) || longest(wordsOf(text)) || longest(graphemes) || (graphemes[0] ?? '')
  return [head.trimEnd(), text.slice(head.length).trimStart()]
}

/**
 * Divides a reply into pages that satisfy `fits`: between lines and choices where that is possible, else between sentences or
 * words. Every page but the last ends with the line of `more`.
 */
export function paginate(reply: Reply, more: Choice, fits: (text: string) => boolean): readonly Page[] {
  const pages: Page[] = []
  const moreLine = choiceLine(more)
  let waiting: readonly Piece[] = [
    ...reply.text.split('\n').map((text) => ({ text, choice: null })),
    ...reply.choices.map((choice) => ({ text: choiceLine(choice), choice })),
  ]
  let taken: readonly Piece[] = []
  const textOf = (pieces: readonly Piece[]) => joined(...pieces.map((piece) => piece.text))
  const choicesOf = (pieces: readonly Piece[]) => pieces.flatMap(({ choice }) => choice ?? [])
  const turn = (pieces: readonly Piece[]) => {
    pages.push({ text: joined(textOf(pieces), moreLine), choices: [...choicesOf(pieces), more], end: false })
    taken = []
  }

  for (;;) {
    const all = [...taken, ...waiting]
    const [next, ...later] = waiting
    if (next === undefined || fits(textOf(all))) {
      return [...pages, { text: textOf(all), choices: choicesOf(all), end: reply.end }]
    }
    if (fits(joined(textOf(taken), next.text, moreLine))) {
      taken = [...taken, next]
      waiting = later
    } else if (taken.length > 0) {
      turn(taken)
    } else {
      const [head, tail] = split(next.text, (text) => fits(joined(text, moreLine)))
      turn([{ text: head, choice: next.choice }])
      waiting = [{ text: tail, choice: null }, ...later]
    }
  }
}
