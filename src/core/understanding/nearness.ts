import { distance } from 'fastest-levenshtein'
import { graphemesOf } from './characters.ts'

/** Shorter words are too much alike: "coast" and "cost", "far" and "fear". */
export const shortestSlip = 5
const long = 9

/** Each letter as one code unit, because the library counts code units and a letter of Bangla may take several. */
function asUnits(words: readonly (readonly string[])[]): string[] {
  const units = new Map<string, string>()
  return words.map((letters) =>
    letters
      .map((letter) => {
        const known = units.get(letter)
        if (known !== undefined) return known
        const unit = String.fromCharCode(0xe000 + units.size)
        units.set(letter, unit)
        return unit
      })
      .join(''),
  )
}

/** Two neighbouring letters changed places. */
function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  const at = [...one].findIndex((unit, index) => unit !== other[index])
  return at >= 0 && one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2)
}

/** What makes a word its opposite, in the languages of a flow. */
export interface NegatingAffixes {
  /** Before a word ("un-"), or in it ("ni-si-ngependa"). */
  readonly beginnings: readonly string[]
  /** Behind a word: "-less". */
  readonly endings: readonly string[]
  /** Whether a word holds a negation by its form: "পাইনি", "sikupata". */
  isNegated(word: string): boolean
}

/** Whether one word is the other with a negation in it or behind it, or only one of them is negated. */
function isOpposite(one: string, other: string, { beginnings, endings, isNegated }: NegatingAffixes): boolean {
  if (isNegated(one) !== isNegated(other)) return true
  const holds = (longer: string, shorter: string, part: string) =>
    longer.length === shorter.length + part.length &&
    [...shorter].some((_, at) => longer === shorter.slice(0, at) + part + shorter.slice(at))
  const negates = (longer: string, shorter: string) =>
    beginnings.some((beginning) => holds(longer, shorter, beginning)) ||
    endings.some((ending) => longer === shorter + ending)
  return negates(one, other) || negates(other, one)
}

/**
 * Whether a word may be a slip for another: one letter wrong, missing, too many or exchanged with its neighbour; two in long words.
 * Never across words of fewer than five letters; never in the first letter, where "mother" becomes "other" and "dissatisfied" the opposite;
 * and never where one is the negation of the other. The same word is no slip.
 */
export function isNear(word: string, expected: string, affixes: NegatingAffixes): boolean {
  // No word has more letters than code units; most are told apart without taking them apart.
  if (word === expected || word[0] !== expected[0] || Math.min(word.length, expected.length) < shortestSlip)
    return false
  const [letters, expectedLetters] = [graphemesOf(word), graphemesOf(expected)]
  const length = Math.min(letters.length, expectedLetters.length)
  if (length < shortestSlip || Math.abs(letters.length - expectedLetters.length) > 2) return false
  const [one = '', other = ''] = asUnits([letters, expectedLetters])
  const isSlip = distance(one, other) <= (length >= long ? 2 : 1) || isSwapped(one, other)
  return isSlip && !isOpposite(word, expected, affixes)
}

/** Whether one letter of a short word is wrong, missing or too many; also of words that are too short to be a slip by themselves. */
export function isAlmost(word: string, expected: string): boolean {
  const [one = '', other = ''] = asUnits([graphemesOf(word), graphemesOf(expected)])
  return Math.abs(one.length - other.length) <= 1 && distance(one, other) <= 1
}
