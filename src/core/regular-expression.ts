import { RE2JS } from 're2js'

/** A regular expression of an author, compiled once. */
export interface Pattern {
  /** Steps of the compiled programme: the time for one look is at most this, times the length of the text. */
  readonly size: number
  /** Why it cannot be used, and what to write instead; null: it can. */
  readonly fault: string | null
  /** Whether it is the whole of a text, as ODK Collect matches it. Never throws; false where there is a fault. */
  test(text: string): boolean
}

const longest = 200
const largest = 200
const advice = 'write it without lookahead, lookbehind, references such as \\1 and escapes such as \\u0041'

const unusable = (fault: string): Pattern => ({ size: 0, fault, test: () => false })

/** What the engine says, without its own name for the error. */
const reasonOf = (error: unknown): string => (error as Error).message.replace(/^error parsing regexp:\s*/, '')

/**
 * Reads a regular expression as RE2 does: in time that grows with the length of a text and no faster, whatever the text is. JavaScript's
 * own engine tries every way of matching one after the other, so that a single answer could hold up everybody else's.
 */
export function readPattern(source: string): Pattern {
  if (source.length > longest)
    return unusable(`the regular expression has more than ${longest} characters; write a shorter one`)
  const lost = /(?<!\\)[pP]\{[A-Z][A-Za-z_]*\}/.exec(source)?.[0]
  if (lost !== undefined) return unusable(`the regular expression '${source}' has lost a backslash; write \\${lost}`)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(source)
  } catch (error) {
    return unusable(`the regular expression '${source}' cannot be used (${reasonOf(error)}); ${advice}`)
  }
  const size = compiled.programSize()
  if (size > largest)
    return unusable(`the regular expression '${source}' repeats too much; use smaller numbers in its braces`)
  return { size, fault: null, test: (text) => compiled.testExact(text) }
}
