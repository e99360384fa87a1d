import { type Chance, oneOf } from './chance.ts'
import type { Option } from './screen-reader.ts'

const banglaDigits = '০১২৩৪৫৬৭৮৯'
const inBangla = (digits: string) => digits.replace(/\d/g, (digit) => banglaDigits[Number(digit)] ?? digit)

/** A letter too many in the middle: asked back, where the word is long enough. */
const misspelled = (word: string) => {
  const middle = Math.floor(word.length / 2)
  return `${word.slice(0, middle)}${word[middle]}${word.slice(middle)}`
}
const isWord = (label: string) => /^[a-z]{6,}$/i.test(label)

/**
 * How somebody writes an answer: mostly the number, sometimes in the digits of their own script, with a full stop or spaces, as the word itself, in
 * capitals, or with a letter too many.
 */
export function written(options: readonly Option[], language: string, chance: Chance): string {
  const keys = options.map(({ key }) => key)
  const plain = keys.join(oneOf([' ', ',', ', '], chance))
  const [only, ...others] = options
  const word = only && others.length === 0 && isWord(only.label) ? only.label : null
  const ways = [plain, plain, plain, ` ${plain} `, ...(keys.length === 1 ? [`${plain}.`, `${plain})`] : [])]
  if (language === 'bn') ways.push(inBangla(plain), inBangla(plain))
  if (word !== null) ways.push(word, word.toUpperCase(), misspelled(word))
  return oneOf(ways, chance)
}

/** What people write by mistake, or because the network lost a part. */
export const mistake = (chance: Chance): string => oneOf(['777', 'ok', '??', 'yess no'], chance)
