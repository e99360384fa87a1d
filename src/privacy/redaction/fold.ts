/** Stands for characters that are not seen: joiners, direction marks, the second half of a surrogate pair. */
export const invisible = '\u200b'

/**
 * The same text with the characters that people use for one another made the same: digits of every script, full-width and
 * circled characters, the many dashes and spaces. Offsets are kept: the result is as long as the text.
 */
export function fold(text: string): string {
  let folded = ''
  for (const character of text) folded += character >= ' ' && character <= '~' ? character : foldCharacter(character)
  return folded
}

function foldCharacter(character: string): string {
  const plain = plainForm(character)
  if (plain === undefined) return character
  return plain + invisible.repeat(character.length - 1)
}

function plainForm(character: string): string | undefined {
  if (/\p{Nd}/u.test(character)) return String(digitValue(character))
  // Variation selectors and the key cap of keyboard digits are marks that are not seen apart; other marks carry meaning.
  if (/\p{Cf}|\ufe0e|\ufe0f|\u20e3/u.test(character)) return invisible
  if (/[\p{Pd}\u2212]/u.test(character)) return '-'
  if (/[\p{Zs}\p{Zl}\p{Zp}\p{Cc}]/u.test(character)) return ' '
  if (/[\u00b7\u2022\u2024\u066b\u3002\uff61]/u.test(character)) return '.'
  const compatible = character.normalize('NFKC')
  return compatible.length === 1 ? compatible : undefined
}

/** Unicode keeps the ten digits of a script together in ascending order, and sets of ten adjoin without a gap. */
function digitValue(character: string): number {
  const codePoint = character.codePointAt(0) as number
  let first = codePoint
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return (codePoint - first) % 10
}
