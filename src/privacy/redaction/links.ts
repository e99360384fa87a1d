import { type Finder, matches } from './span.ts'

// Every repetition is bounded or separated from its neighbours by characters that it cannot hold, so that matching stays linear.
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,62})'
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

const mailbox = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._%+'-]{0,63}"
const email = new RegExp(`${mailbox}@(?:${label}\\.){1,4}\\p{L}{2,24}${end}`, 'giu')
const emailWithSpaces = new RegExp(
  `${mailbox}\\s?@\\s?(?:${label}\\s?\\.\\s?){1,3}(?:com|net|org|edu|in|me)${end}`,
  'giu',
)
const emailInWords = new RegExp(
  `${mailbox}\\s?[\\[(]?\\s?\\b(?:at|@)\\s?[\\])]?\\s?` +
    '(?:gmail|yahoo|ymail|hotmail|outlook|icloud|proton(?:mail)?|live|rediffmail)' +
    `\\s?[\\[(]?(?:\\.|\\bdot\\b)[\\])]?\\s?(?:com|me|in|net|co)${end}`,
  'giu',
)

const handle = /(?<![\p{L}\p{N}_])@[\p{L}_][\p{L}\p{M}\p{N}_.]{2,63}/gu

export const findEmails: Finder = (folded) => [
  ...matches(folded, email, '[e-mail]'),
  ...matches(folded, emailWithSpaces, '[e-mail]'),
  ...matches(folded, emailInWords, '[e-mail]'),
]

export const findExplicitLinks: Finder = (folded) => [
  ...matches(folded, withScheme, '[link]'),
  ...matches(folded, withWww, '[link]'),
]

export const findBareLinks: Finder = (folded) => [
  ...matches(folded, domainWithPath, '[link]'),
  ...matches(folded, countryDomain, '[link]'),
  ...matches(folded, plainDomain, '[link]'),
]

/** Names in messengers and social networks, as in `@name`. */
export const findHandles: Finder = (folded) => matches(folded, handle, '[handle]')
