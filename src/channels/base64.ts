/** So long that no word is taken for it, and that what comes out can be judged. */
const shortest = 24

/** From here on chance does not make a text of anything else. */
const longEnough = 60

const alphabet = /^[A-Za-z0-9+/]+={0,2}$/

/** A control character other than line breaks and tabs, or one that no script has. */
const neverWritten = /[^\P{Cc}\t\n\r]|[\p{Co}\p{Cn}]/u

const ordinary = /[\p{L}\p{M}\p{N}\p{P}\p{Zs}\s]/gu
/** The rest may be signs and emoji. */
const leastOrdinary = 0.8

const spaceOrOtherScript = /\s|(?!\p{Script=Latin})\p{L}/u

/** A rough name of the script of a letter: all of Latin, all of East Asia, else the part of Unicode that it stands in. */
function scriptOf(letter: string): number {
  const point = letter.codePointAt(0) ?? 0
  if (point < 0x370 || (point >= 0x1e00 && point < 0x1f00)) return 0
  return Math.min(point, 0x2e80) >> 9
}

/** Whether every word is of one script. What comes of other bytes by chance is a jumble of them. */
const isOfWords = (text: string): boolean =>
  (text.match(/[\p{L}\p{M}]+/gu) ?? []).every((word) => new Set([...word].map(scriptOf)).size === 1)

/** Bytes as UTF-8, where the last character may be cut off, as parts of long messages are; null for anything else. */
function fromUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

function readsAsText(text: string): boolean {
  const characters = [...text].length
  const common = text.match(ordinary)?.join('') ?? ''
  return !neverWritten.test(text) && spaceOrOtherScript.test(text) && [...common].length >= characters * leastOrdinary
}

/**
 * Some carriers pass long messages on in base64, wrapped into lines as in mail. Decodes a text that is nothing else and becomes
 * one that somebody may have written; any other text stays as it is. Words of letters stay: they do not come out as UTF-8.
 */
export function decodedText(text: string): string {
  const packed = text.replace(/\s*[\r\n]\s*/g, '').trim()
  const isMixed = /[a-z]/.test(packed) && /[A-Z]/.test(packed)
  if (packed.length < shortest || packed.length % 4 !== 0 || !isMixed || !alphabet.test(packed)) return text
  const bytes = Buffer.from(packed, 'base64')
  // Padding that no encoder writes.
  if (bytes.toString('base64') !== packed) return text
  const decoded = fromUtf8(bytes)
  if (decoded === null || !readsAsText(decoded)) return text
  return packed.length >= longEnough || isOfWords(decoded) ? decoded : text
}
