import type { Option } from '../questions/question-type.ts'
import type { ChoiceList } from './choice-list.ts'
import { numberWordsAt } from './number-words.ts'
import type { Token } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A reply taken apart, and the list that it is about. */
export interface ReplyToList {
  readonly list: ChoiceList
  readonly vocabulary: Vocabulary
  readonly several: boolean
  readonly tokens: readonly Token[]
  /** Its numbers are no exact ones. */
  readonly isRough: boolean
}

/** What a number in a reply chooses; null where it is no key and stands for none. */
interface Numbered {
  readonly options: readonly Option[] | null
  readonly length: number
}

/** "No. 1" is a number, "No" an answer; and "1 Sent" is the one before a signature. */
export function withoutAnnouncers(reply: string, announcers: readonly string[]): string {
  const text = reply.trimStart()
  const announcer = announcers.find((each) => text.slice(0, each.length).toLowerCase() === each)
  return announcer !== undefined && /^\s*\p{Nd}/u.test(text.slice(announcer.length))
    ? text.slice(announcer.length)
    : reply
}

/** The option that a number is the key of. */
function withKey({ options }: ChoiceList, value: number): Option | undefined {
  const written = String(value)
  return options.find(({ key }) => key === written)
}

/** The one option that a number stands for. */
function standingFor({ options, hasRanges }: ChoiceList, value: number): Option | undefined {
  if (!hasRanges || !Number.isInteger(value)) return undefined
  const within = options.filter(
    ({ item: { from, to } }) =>
      (from !== undefined || to !== undefined) && value >= (from ?? -Infinity) && value <= (to ?? Infinity),
  )
  return within.length === 1 ? within[0] : undefined
}

/** "13" is 1 and 3, where no key has two digits. */
function withDigits({ options }: ChoiceList, written: string): readonly Option[] | undefined {
  const digits = [...written]
  const isPlain = digits.length > 1 && new Set(digits).size === digits.length
  if (!isPlain || options.some(({ key }) => key.length > 1)) return undefined
  const chosen = digits.map((digit) => options.find(({ key }) => key === digit))
  return chosen.every((option) => option !== undefined) ? chosen : undefined
}

/** The options from one to another, where every number between their keys is a key too. */
function between({ options }: ChoiceList, first: Option, last: number): readonly Option[] | undefined {
  const from = Number(first.key)
  const chosen = options.filter(({ key }) => Number(key) >= from && Number(key) <= last)
  return last > from && chosen.length === last - from + 1 ? chosen : undefined
}

/** "-2" is a negative number, "- 2" a line of a list, "option-2" a choice; and "3-1" neither a range nor two choices. */
function isMinus({ tokens, several }: ReplyToList, index: number): boolean {
  const gap = tokens[index]?.gap ?? ''
  const isAttached = index > 0 && /^[-−–]$/u.test(gap)
  return isAttached ? several && tokens[index - 1]?.kind === 'number' : /(?:^|\s)[-−–]$/u.test(gap)
}

/** "3 km", "miaka 30", "age is 5": the number counts something, so it is no key. */
function hasUnit({ list, vocabulary, tokens }: ReplyToList, index: number, length: number): boolean {
  const isUnit = (at: number) =>
    vocabulary.units.at(tokens, at) !== undefined &&
    vocabulary.fillers.at(tokens, at) === undefined &&
    list.names.at(tokens, at) === undefined
  let before = index - 1
  while (before >= 0 && vocabulary.fillers.at(tokens, before)?.length === 1) before--
  return isUnit(index + length) || (before >= 0 && isUnit(before))
}

/** Whether something in a reply says that its numbers are no exact ones: "over 30", "18+". */
export function isRough(tokens: readonly Token[], { limits, ranges }: Vocabulary, reply: string): boolean {
  const isLimit = (at: number) => limits.at(tokens, at) !== undefined && ranges.at(tokens, at) === undefined
  return reply.includes('+') || tokens.some((_, at) => isLimit(at))
}

function inWords({ vocabulary, tokens }: ReplyToList, index: number) {
  const ordinal = vocabulary.ordinals.at(tokens, index)
  const [place] = ordinal?.meanings ?? []
  if (ordinal && place !== undefined) return { value: place, length: ordinal.length }
  for (const language of vocabulary.numbers) {
    const found = numberWordsAt(tokens, index, language)
    if (found) return found
  }
  return undefined
}

/** Whether a word stands in names of other options only. */
function isOfOthers({ words }: ChoiceList, word: string, option: Option): boolean {
  const owners = words.get(word)
  return owners !== undefined && !owners.has(option)
}

/** The number that begins at a token, in digits or in words; undefined where none does. */
export function numberAt(reply: ReplyToList, index: number): Numbered | undefined {
  const { list, tokens, several } = reply
  const token = tokens[index]
  const number = token?.kind === 'number' ? { value: Number(token.text), length: 1 } : inWords(reply, index)
  if (!number) return undefined
  const { value, length } = number
  if (token?.kind === 'number' && isMinus(reply, index)) return { options: null, length }
  const isQuantity = hasUnit(reply, index, length)
  const option = isQuantity ? undefined : withKey(list, value)
  const meant = option ?? (reply.isRough ? undefined : standingFor(list, value))
  if (meant) {
    // "third" is no third choice where another one is "Third gender".
    const words = token?.kind === 'number' ? [] : tokens.slice(index, index + length)
    const isOfAnother = words.length > 0 && words.every(({ text }) => isOfOthers(list, text, meant))
    return { options: isOfAnother ? null : [meant], length }
  }
  const digits = several && !isQuantity && token?.kind === 'number' ? withDigits(list, token.text) : undefined
  return { options: digits ?? null, length }
}

/** "1-3", "1..3", "1 to 3": everything from `first`, which the number right before chose, to this one. */
export function rangeAt(reply: ReplyToList, index: number, first: Option): Numbered | undefined {
  const { list, tokens, vocabulary } = reply
  const token = tokens[index]
  if (!token || tokens[index - 1]?.kind !== 'number') return undefined
  const isMark = token.kind === 'number' && /^\s*(?:[-–—~]|\.\.+)\s*$/u.test(token.gap)
  const word = isMark ? undefined : vocabulary.ranges.at(tokens, index)
  const end = isMark ? token : word && tokens[index + word.length]
  if (end?.kind !== 'number') return undefined
  const options = between(list, first, Number(end.text))
  return options && { options, length: (word?.length ?? 0) + 1 }
}

/** "5.0" is 5 and "1.1" no key, where there is one answer. */
export function wholeNumbers(tokens: readonly Token[]): readonly Token[] {
  const isFraction = (one: Token | undefined, other: Token | undefined) =>
    one?.kind === 'number' && other?.kind === 'number' && (other.gap === '.' || other.gap === ',')
  return tokens.flatMap((token, index) => {
    const [before, next] = [tokens[index - 1], tokens[index + 1]]
    if (isFraction(before, token)) return []
    return isFraction(token, next) ? [{ ...token, text: String(Number(`${token.text}.${next?.text}`)) }] : [token]
  })
}
