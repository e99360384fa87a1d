/** A stretch of text (UTF-16 offsets, end exclusive) that names or reaches a person, and what is shown in its place. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly marker: string
}

/** Takes the place of what was found already; folded text never holds it otherwise. */
export const taken = '\0'

/** One family of personal data. Reads folded text (see `fold.ts`), in time linear in its length. */
export type Finder = (folded: string) => Span[]

/** Every match of a global pattern as a span. */
export const matches = (folded: string, pattern: RegExp, marker: string): Span[] =>
  Array.from(folded.matchAll(pattern), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    marker,
  }))
