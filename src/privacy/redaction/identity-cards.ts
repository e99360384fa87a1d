import { isAnnounced } from './announcement.ts'
import { type Finder, matches } from './span.ts'

// India's permanent account number: five letters (the fourth says whose it is), four digits, a letter.
const pan = /(?<![\p{L}\p{N}])[a-z]{3}[abcfghjlpt][a-z]\d{4}[a-z](?![\p{L}\p{N}])/giu
const panInGroups = /(?<![\p{L}\p{N}])[A-Z]{3}[ABCFGHJLPT][A-Z][ -]\d{4}[ -][A-Z](?![\p{L}\p{N}])/gu
// Passports (India, Bangladesh, Kenya, Viet Nam) and India's voter cards.
const lettersThenDigits = /(?<![\p{L}\p{N}])(?:[a-z]{1,3}|[A-Z]{1,3}|(?!ID|NO)[A-Z]{1,2} )\d{7,8}(?![\p{L}\p{N}])/gu
const eightCharacters = /(?<![\p{L}\p{N}])(?:[A-Z0-9]{8}|[a-z0-9]{8})(?![\p{L}\p{N}])/gu

/** Malawi's cards have eight letters and digits in any order; a word with its number (`ROOM1234`) changes only once. */
function isMalawiCard(characters: string, announced: boolean): boolean {
  if (!/\d/.test(characters) || !/[a-z]/i.test(characters)) return false
  const changes = characters.match(/\d[a-z]|[a-z](?=\d)/gi)?.length ?? 0
  return announced || changes >= 3
}

/** Numbers of identity cards that hold letters. */
export const findIdentityCards: Finder = (folded) => [
  ...matches(folded, pan, '[number]'),
  ...matches(folded, panInGroups, '[number]'),
  ...matches(folded, lettersThenDigits, '[number]'),
  ...matches(folded, eightCharacters, '[number]').filter(({ start, end }) =>
    isMalawiCard(folded.slice(start, end), isAnnounced(folded, start)),
  ),
]
