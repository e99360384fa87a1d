import { fold, invisible } from './redaction/fold.ts'
import { findIdentityCards } from './redaction/identity-cards.ts'
import { findBareLinks, findEmails, findExplicitLinks, findHandles } from './redaction/links.ts'
import { findNumbers } from './redaction/numbers.ts'
import { type Finder, type Span, taken } from './redaction/span.ts'

/** Each reads only what those before it left over: an e-mail address holds a domain, a link may hold a number. */
const finders: readonly Finder[] = [
  findExplicitLinks,
  findEmails,
  findBareLinks,
  findHandles,
  findIdentityCards,
  findNumbers,
]

/** What stands right beside something is looked at again without it: `rahim@example.org@rahim_u`. */
const mostRounds = 3

/**
 * Free text without what reaches or names a person: telephone numbers, numbers of identity cards, e-mail addresses, links
 * and handles, in digits of any script, become `[number]`, `[e-mail]`, `[link]` and `[handle]`. All else is left as it
 * is. Names of people, and numbers written in words, are not recognised. Takes time linear in the length of the text.
 */
export function redact(text: string): string {
  const units = fold(text).split('')
  const spans: Span[] = []
  for (let round = 0, before = -1; round < mostRounds && spans.length > before; round++) {
    before = spans.length
    for (const find of finders) spans.push(...takenBy(find, units))
  }
  return replaceSpans(text, spans)
}

/** What a finder finds in what is left over, which is taken then. */
function takenBy(find: Finder, units: string[]): Span[] {
  const spans: Span[] = []
  for (const { start, end: seen, marker } of find(units.join(''))) {
    if (units.slice(start, seen).includes(taken)) continue
    let end = seen
    while (units[end] === invisible) end++
    units.fill(taken, start, end)
    spans.push({ start, end, marker })
  }
  return spans
}

function replaceSpans(text: string, spans: readonly Span[]): string {
  let result = ''
  let done = 0
  for (const { start, end, marker } of spans.toSorted((one, other) => one.start - other.start)) {
    result += text.slice(done, start) + marker
    done = end
  }
  return result + text.slice(done)
}
