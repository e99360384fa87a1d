import type { Choice, Reply } from '../../core/reply.ts'
import { beginning, shortened, split } from './cut.ts'

/** One page of a reply: what stands on it, and which choices begin on it. */
export interface Page {
  readonly text: string
  readonly choices: readonly Choice[]
  readonly end: boolean
}

type Fits = (text: string) => boolean

/** How a choice is written on every medium. */
export const choiceLine = (choice: Choice): string => `${choice.key} ${choice.label}`

interface Piece {
  readonly text: string
  readonly choice: Choice | null
  /** It is said before the reply itself. */
  readonly isLead?: true
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')
const textOf = (pieces: readonly Piece[]) => joined(...pieces.map((piece) => piece.text))
const choicesOf = (pieces: readonly Piece[]) => pieces.flatMap(({ choice }) => choice ?? [])
const isLead = (pieces: readonly Piece[]) => pieces.length > 0 && pieces.every((piece) => piece.isLead)

/**
 * Divides a reply into pages that satisfy `fits`: between lines and choices where that is possible, else between sentences or
 * words. Every page but the last ends with the line of `more`. What is said before the reply stands on its first page together
 * with the beginning of the reply, and as much of it as costs no further page: nobody turns a page to see again what is asked.
 */
export function paginate(reply: Reply, more: Choice, fits: Fits): readonly Page[] {
  const alone = divide(reply, [], more, fits)
  const lead = (reply.lead ?? []).filter((line) => line !== '')
  let fallback: readonly Page[] | undefined
  for (const lines of shortened(lead)) {
    const led = divide(reply, lines, more, fits)
    if (led.pages.length > alone.pages.length || led.opensWithLead) continue
    // Rather less of it than a question that is cut in two because of it.
    if (led.cuts <= alone.cuts) return led.pages
    fallback ??= led.pages
  }
  return fallback ?? alone.pages
}

interface Division {
  readonly pages: readonly Page[]
  /** A page holds nothing but what is said before. */
  readonly opensWithLead: boolean
  /** How many lines go on on the next page. */
  readonly cuts: number
}

function divide({ text, choices, end }: Reply, lead: readonly string[], more: Choice, fits: Fits): Division {
  const pages: Page[] = []
  let opensWithLead = false
  let cuts = 0
  const moreLine = choiceLine(more)
  let waiting: readonly Piece[] = [
    ...lead.map((line) => ({ text: line, choice: null, isLead: true as const })),
    ...text.split('\n').map((line) => ({ text: line, choice: null })),
    ...choices.map((choice) => ({ text: choiceLine(choice), choice })),
  ]
  let taken: readonly Piece[] = []
  const turn = (pieces: readonly Piece[]) => {
    opensWithLead ||= isLead(pieces)
    pages.push({ text: joined(textOf(pieces), moreLine), choices: [...choicesOf(pieces), more], end: false })
    taken = []
  }

  for (;;) {
    const all = [...taken, ...waiting]
    const [next, ...later] = waiting
    if (next === undefined || fits(textOf(all)))
      return { pages: [...pages, { text: textOf(all), choices: choicesOf(all), end }], opensWithLead, cuts }
    const withNext = (part: string) => fits(joined(textOf(taken), part, moreLine))
    if (withNext(next.text)) {
      taken = [...taken, next]
      waiting = later
      continue
    }
    // Beside what is said before it a question begins, however little of it there is room for; else a line stays whole.
    const begun = isLead(taken) && !next.isLead ? beginning(next.text, withNext) : ''
    if (taken.length > 0 && begun === '') {
      turn(taken)
      continue
    }
    const [head, tail] = begun === '' ? split(next.text, withNext) : [begun, next.text.slice(begun.length).trimStart()]
    cuts++
    turn([...taken, { ...next, text: head }])
    waiting = [{ text: tail, choice: null }, ...later]
  }
}
