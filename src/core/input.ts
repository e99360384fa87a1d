import { distance } from 'fastest-levenshtein'

const decimalDigit = /\p{Nd}/u
/** Also what makes an emoji of a digit (1️⃣). */
const invisible = /[\p{Cc}\p{Cf}\p{Me}\p{Variation_Selector}]/gu

/** The value of a decimal digit of any script: every script's ten digits stand side by side in Unicode, beginning with zero. */
function digitValue(digit: string): string {
  const codePoint = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && decimalDigit.test(String.fromCodePoint(codePoint - value - 1))) value++
  return String(value)
}

/** Digits of any script become 0-9 (১, १, ١, １). */
const latinDigits = (text: string): string => text.replace(/[^\P{Nd}0-9]/gu, (digit) => digitValue(digit))

/** One form for what people write in many: compatibility forms unified, digits Latin, no invisible characters, single spaces. */
export function tidy(text: string): string {
  // A line break is a control character too, but it separates words.
  const spaced = text.replace(/\s+/gu, ' ')
  return latinDigits(spaced.normalize('NFKC').replace(invisible, '')).replace(/\s+/gu, ' ').trim()
}

/** The form in which words are compared: case, accents on Latin letters and punctuation around the text do not matter. */
export function fold(text: string): string {
  const bare = tidy(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/(\p{Script=Latin})\p{Mn}+/gu, '$1')
    .normalize('NFC')
  // What is nothing but punctuation ("*", "?") is a word of its own.
  return bare.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '') || bare
}

/** How many letters of a word may be wrong, missing, or too many. */
function tolerance(length: number): number {
  if (length >= 8) return 2
  return length >= 4 ? 1 : 0
}

/**
 * The one candidate that the text means: written the same after `fold`, or else nearest within a small misspelling, if no
 * other candidate is as near. Returns undefined where none or several fit.
 */
export function matchWords<T>(
  text: string,
  candidates: readonly T[],
  words: (candidate: T) => readonly string[],
): T | undefined {
  const given = fold(text)
  if (!given) return undefined
  let best: { candidate: T; distance: number } | undefined
  let ambiguous = false
  for (const candidate of candidates) {
    const nearest = Math.min(
      ...words(candidate).map((word) => {
        const expected = fold(word)
        const apart = distance(given, expected)
        return apart <= tolerance(expected.length) ? apart : Number.POSITIVE_INFINITY
      }),
    )
    if (nearest === Number.POSITIVE_INFINITY) continue
    if (!best || nearest < best.distance) {
      best = { candidate, distance: nearest }
      ambiguous = false
    } else if (nearest === best.distance) ambiguous = true
  }
  return ambiguous ? undefined : best?.candidate
}
