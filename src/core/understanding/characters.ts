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

/** Numbers in a circle or in brackets, and the key that shows ten. Each is a number by itself, whatever stands beside it: "①③" is 1 and 3. */
const enclosed = /[①-⒇⓪-⓿❶-➓🔟]/gu
function enclosedNumber(character: string): string {
  if (character === '🔟') return ' 10 '
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x2776) return ` ${((code - 0x2776) % 10) + 1} `
  if (code >= 0x24eb) return code === 0x24ff ? ' 0 ' : ` ${code < 0x24f5 ? code - 0x24eb + 11 : code - 0x24f5 + 1} `
  return ` ${character.normalize('NFKC')} `
}

/** Nothing but letters, digits, marks and spaces of any English keyboard: most of what is written is in its one form already. */
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

/** One form for what people write in many: compatibility forms unified, digits Latin, no invisible characters, single spaces. */
export function tidy(text: string): string {
  if (isPlain(text)) return text.trim().replace(/ +/g, ' ')
  // A line break is a control character too, but it separates words.
  const spaced = text.replace(/\s/gu, ' ').replace(enclosed, enclosedNumber)
  return latinDigits(spaced.normalize('NFKC').replace(invisible, '')).replace(/\s+/gu, ' ').trim()
}

const isOuter = (character: string): boolean => /^[\s\p{P}]$/u.test(character)

/** Without punctuation around it; character by character, because an expression that looks for the end of a text may look for it from every place. */
function withoutOuterPunctuation(text: string): string {
  const characters = [...text]
  const start = characters.findIndex((character) => !isOuter(character))
  return start < 0 ? '' : characters.slice(start, characters.findLastIndex((each) => !isOuter(each)) + 1).join('')
}

/** In small letters, without accents on Latin letters. */
export const unaccented = (text: string): string =>
  isPlain(text)
    ? text.toLowerCase()
    : text
        .toLowerCase()
        .normalize('NFD')
        .replace(/(\p{Script=Latin})\p{Mn}+/gu, '$1')
        .normalize('NFC')

/** The form in which words are compared: case, accents on Latin letters and punctuation around the text do not matter. */
export function fold(text: string): string {
  const bare = unaccented(tidy(text))
  // What is nothing but punctuation ("*", "?") is a word of its own.
  return withoutOuterPunctuation(bare) || bare
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** What a reader counts as letters: a Bangla consonant with its vowel sign is one. */
export const graphemesOf = (text: string): string[] =>
  // Plain letters stand for themselves; the segmenter takes a hundred times as long.
  isPlain(text) ? text.split('') : [...segmenter.segment(text)].map(({ segment }) => segment)
