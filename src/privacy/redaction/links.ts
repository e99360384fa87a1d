import { invisible } from './fold.ts'
import { type Finder, matches, type Span } from './span.ts'

// Every repetition is bounded or separated from its neighbours by characters that it cannot hold, so that matching stays linear.
const label = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_-]{0,62})'
const end = '(?![\\p{L}\\p{N}])'

const withScheme = /(?:https?|ftp|tg|viber|whatsapp):\/{1,2}[^\s\0]{1,2048}(?<![.,;:!?)])/giu
const withWww = /(?<![\p{L}\p{N}])www\.[^\s\0]{3,2048}(?<![.,;:!?)])/giu
// A full stop without a space after it is common in messages ("bad.in the morning"), so that endings that are words count
// as addresses only below a second level or before a path.
const plainDomain = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${label}\\.){1,4}(?:com|org|net|edu|xyz)${end}(?:/[^\\s\\0]{0,2048}(?<![.,;:!?)]))?`,
  'giu',
)
const countryDomain = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${label}\\.){1,3}(?:com?|org|net|edu|gov|gob|go|ac|info)\\.[a-z]{2}${end}(?:/[^\\s\\0]{0,2048}(?<![.,;:!?)]))?`,
  'giu',
)
const domainWithPath = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${label}\\.){1,4}\\p{L}{2,12}/[^\\s\\0]{1,2048}(?<![.,;:!?)])`,
  'giu',
)

/**
 * What stands before an at sign, whatever it is: addresses may hold quotes and most signs, and people put names into brackets.
 * How much of it belongs to the address is decided by `addressIn`.
 */
const inLocal = '[^\\s\\0@,;:।]'
const inLocalPattern = new RegExp(inLocal, 'u')
const local = `${inLocal}{1,64}`
/** Stands around an at sign at most: `rahim(@)example.com`, `rahim@<example.com>`. */
const at = '@[<>()[\\]{}"\']{0,2}'
const email = new RegExp(`${local}${at}(?:[-_]?${label}\\.{1,2}){1,4}\\p{L}{2,24}${end}`, 'giu')
const emailAtNumber = new RegExp(`${local}${at}\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)`, 'giu')
/** A name with spaces, in quotes or brackets: `"Rahim Uddin"@example.com`. */
const bracketed = '(?<=^|\\s)["<([{][^\\0@\\n"<>()[\\]{}]{1,64}[">)\\]}]'
const emailOfName = new RegExp(`${bracketed}${at}(?:[-_]?${label}\\.{1,2}){1,4}\\p{L}{2,24}${end}`, 'giu')
/** A comma, or the full stop of Bangla and Hindi, typed for the dot. */
const emailMistyped = new RegExp(`${local}${at}(?:${label}\\.){0,2}${label}[,।](?:com|net|org|edu)${end}`, 'giu')
/** An address of a messenger or for payments: `rahim@okbank`. */
const mention = new RegExp(`${local}@[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]{2,63}(?<![.-])`, 'giu')

const mailbox = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._%+'-]{0,63}"
const emailWithSpaces = new RegExp(
  `${mailbox}\\s?@\\s?(?:${label}\\s?\\.\\s?){1,3}(?:com|net|org|edu|in|me)${end}`,
  'giu',
)
const emailInWords = new RegExp(
  `${mailbox}\\s?[\\[({<]?\\s?(?:\\bat|@)\\s?[\\])}>]?\\s?` +
    '(?:gmail|yahoo|ymail|hotmail|outlook|icloud|proton(?:mail)?|live|rediffmail)' +
    `\\s?[\\[({<]?(?:\\.|\\bdot\\b)[\\])}>]?\\s?(?:com|me|in|net|co)${end}`,
  'giu',
)

const handle = /(?<![\p{L}\p{N}])@[\p{L}_][\p{L}\p{M}\p{N}_.]{2,63}/gu

const opening: ReadonlyMap<string, string> = new Map([
  ...(['()', '[]', '{}', '<>', '""', "''"] as const).map((pair) => [pair.charAt(0), pair.charAt(1)] as const),
])

/** Where the last bracket or quote that is open stands, and is not the first one of a pair; -1: none is. */
function lastOpen(text: string): number {
  const open: { readonly closing: string; readonly place: number }[] = []
  for (const [place, character] of [...text].entries()) {
    // An apostrophe inside of a name opens nothing.
    const isApostrophe = character === "'" && /\p{L}/u.test(text.charAt(place - 1))
    if (open.at(-1)?.closing === character) open.pop()
    else if (opening.has(character) && !isApostrophe) open.push({ closing: opening.get(character) ?? '', place })
  }
  return open.at(-1)?.place ?? -1
}

/**
 * The part of a match that is the address: from after the last bracket or quote that is still open, and without signs before
 * the first letter or digit. All of it, where nothing would be left before the at sign.
 */
function addressIn(text: string): number {
  const before = text.slice(0, text.indexOf('@'))
  for (const from of [lastOpen(before) + 1, 0]) {
    const first = before.slice(from).search(/[\p{L}\p{N}]/u)
    if (first >= 0) return from + first
  }
  return 0
}

function addresses(text: string, pattern: RegExp, marker: string): Span[] {
  let done = 0
  if (!text.includes('@')) return []
  return matches(text, pattern, marker).map((span) => {
    // The pattern is bounded, for the sake of time; what is written without a space belongs to it all the same.
    let { start } = span
    while (start > done && inLocalPattern.test(text.charAt(start - 1))) start--
    done = span.end
    return { ...span, start: start + addressIn(text.slice(start, span.end)) }
  })
}

/** Looks at the text as it is seen: what is invisible between two letters must not hide them. */
const asSeen =
  (find: Finder): Finder =>
  (folded) => {
    const places: number[] = []
    let seen = ''
    for (let place = 0; place < folded.length; place++) {
      if (folded[place] === invisible) continue
      places.push(place)
      seen += folded[place]
    }
    if (seen.length === folded.length) return find(folded)
    return find(seen).map(({ start, end, marker }) => ({
      start: places[start] ?? 0,
      end: (places[end - 1] ?? folded.length - 1) + 1,
      marker,
    }))
  }

export const findEmails: Finder = asSeen((folded) => [
  ...matches(folded, emailOfName, '[e-mail]').map((span) => ({ ...span, start: span.start + 1 })),
  ...addresses(folded, email, '[e-mail]'),
  ...addresses(folded, emailAtNumber, '[e-mail]'),
  ...addresses(folded, emailMistyped, '[e-mail]'),
  ...matches(folded, emailWithSpaces, '[e-mail]'),
  ...matches(folded, emailInWords, '[e-mail]'),
])

export const findExplicitLinks: Finder = asSeen((folded) => [
  ...matches(folded, withScheme, '[link]'),
  ...matches(folded, withWww, '[link]'),
])

export const findBareLinks: Finder = asSeen((folded) => [
  ...matches(folded, domainWithPath, '[link]'),
  ...matches(folded, countryDomain, '[link]'),
  ...matches(folded, plainDomain, '[link]'),
])

/** Names in messengers and social networks, as in `@name`; and addresses that name no domain. */
export const findHandles: Finder = asSeen((folded) => [
  ...addresses(folded, mention, '[handle]').filter(({ start, end }) =>
    /\p{L}/u.test(folded.slice(start, end).split('@')[0] ?? ''),
  ),
  ...matches(folded, handle, '[handle]'),
])
