import { digitsAt } from './digits.ts'
import { isAlmost, isNear } from './nearness.ts'
import { numberWordsAt } from './number-words.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import { saidAlone } from './saying.ts'
import { type Token, takenApart, tokensOf } from './tokens.ts'
import { daysOfYear, type Vocabulary } from './vocabulary.ts'

/** What is asked for. */
export interface Counting {
  readonly vocabulary: Vocabulary
  /** The question; its own words, said again, change nothing. */
  readonly label: string
  /** 1.200 is 1.2, and not 1200. */
  readonly takesFractions: boolean
}

/** The one number in a reply. */
export interface Amount {
  readonly value: number
  /** Nothing beside it may make it another number, or less than a number. */
  readonly isCertain: boolean
  /** Words stand beside it that are not known. */
  readonly hasOtherWords: boolean
}

interface Found {
  readonly value: number
  readonly inWords: boolean
  readonly start: number
  readonly end: number
}

/** What one place of a reply is. */
type Kind = 'number' | 'nothing' | 'alteration' | 'denial' | 'doubt'

/** More words than this are a story, and no number. */
const mostUnknownWords = 6

const shortestSlip = 3

/** Raised digits are no digits of the number: 5² is not 52. */
const raised = /[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]/u
const dash = '[-‐-―−]'
/** Marks that make another number of the one beside them, or no exact one: "<5", "5/6", "~5", "2½". */
const alteringMark = /[<>≤≥~≈∼±×÷⁄^|\\/&@√\p{N}]/u
/** How amounts of money end: 500/-, 500/=. */
const moneyEnd = /^ ?\/[-=]+/u
const openEnd = new RegExp(`^\\s*${dash}+\\s*$`, 'u')
const opening = '[\\s(["\'“=:]'
const minus = new RegExp(`(?:^|${opening})${dash}\\p{Sc}?$`, 'u')
const minusAfterWord = new RegExp(`${opening}${dash}\\p{Sc}?$`, 'u')
const bullet = new RegExp(`${dash}\\s*$`, 'u')
const startsWithMark = new RegExp(`(?:^|[\\s(]|${dash})[.,٫]$`, 'u')
/** Marks that make one word of what they join: "l2", "covid-19", "20-ish". */
const joining = /^[-.'’_]?$/u
/** What may be an abbreviation of thousands or millions: "k", "m", "cr". */
const abbreviation = /^(?:[a-z]|[b-df-hj-np-tv-xz]{2})$/u

class AmountReader {
  readonly #vocabulary: Vocabulary
  readonly #takesFractions: boolean
  readonly #label: ReadonlySet<string>
  readonly #labelTokens: readonly Token[]
  readonly #tokens: readonly Token[]
  readonly #tail: string
  readonly #numbers: Found[] = []
  readonly #unknown: number[] = []
  #isDenied = false
  #isDoubtful = false

  constructor(reply: string, { vocabulary, label, takesFractions }: Counting) {
    this.#vocabulary = vocabulary
    this.#takesFractions = takesFractions
    this.#labelTokens = tokensOf(label)
    this.#label = new Set(this.#labelTokens.map(({ text }) => text))
    // Numbers on two lines are two.
    const { tokens, tail } = takenApart(reply.replace(/[\r\n]+/gu, ' ; '))
    this.#tokens = tokens
    this.#tail = tail
  }

  read(): Amount | undefined {
    for (let index = 0; index < this.#tokens.length; ) index += this.#take(index)
    const [first, ...others] = this.#numbers
    if (!first) return this.#none()
    if (this.#isDenied || this.#unknown.length > mostUnknownWords) return undefined
    if (!others.every((other) => this.#isSame(first, other))) return undefined
    if (!this.#numbers.every((each) => this.#standsAlone(each)) || this.#unknown.some((each) => this.#isPartOfIt(each)))
      return undefined
    const value = this.#signed(first)
    if (value === undefined) return undefined
    const hasOtherWords = this.#unknown.length > 0
    const isSlip = this.#unknown.some((each) => this.#isSlip(each))
    const isDoubtful = this.#isDoubtful || isSlip || this.#isOtherMeasure() || this.#isBullet(first)
    // "A good one": one is often no number.
    const isPronoun = first.inWords && others.length === 0 && value === 1 && hasOtherWords
    return { value, isCertain: !isDoubtful && !isPronoun, hasOtherWords }
  }

  /** Takes what begins at a token; how many tokens that is. */
  #take(index: number): number {
    const { fillers, units, negations, altering, calls, ...others } = this.#vocabulary
    const lengthOf = (...lists: readonly Phrases<unknown>[]) =>
      Math.max(0, ...lists.map((list) => list.at(this.#tokens, index)?.length ?? 0))
    const number = this.#numberAt(index)
    const role = others.roles.at(this.#tokens, index)
    const unknowing = role?.meanings.includes('dont_know') ? role.length : 0
    const doubt = Math.max(lengthOf(others.limits, others.ranges, others.conjunctions, others.commands), unknowing)
    const lengths: Readonly<Record<Kind, number>> = {
      number: number ? number.end - number.start : 0,
      nothing: Math.max(lengthOf(fillers, units), this.#announcer(index)),
      alteration: lengthOf(altering, calls),
      denial: doubt > 0 ? 0 : lengthOf(negations),
      doubt,
    }
    const longest = Math.max(...Object.values(lengths))
    if (longest === 0) {
      const { kind, text } = this.#tokens[index] as Token
      if (kind === 'word' && !this.#label.has(text)) this.#unknown.push(index)
      return 1
    }
    if (number && lengths.number === longest) this.#numbers.push(number)
    if (lengths.alteration === longest) this.#isDenied = true
    if (longest === 1 && this.#announcer(index) === 1) return 1
    if (lengths.denial === longest && !(number && this.#isAlone(index))) this.#isDenied = true
    if (lengths.doubt === longest) this.#isDoubtful = true
    return longest
  }

  /** Nothing else is said but what is counted: "নয় জন" is nine people, though "নয়" is "not", too. */
  #isAlone(index: number): boolean {
    return this.#tokens.every((_, at) => at === index || this.#vocabulary.units.at(this.#tokens, at) !== undefined)
  }

  #numberAt(start: number): Found | undefined {
    const digits = (index: number) => digitsAt(this.#tokens, index, this.#takesFractions)
    const inWords = this.#vocabulary.numbers
      .map((words) => numberWordsAt(this.#tokens, start, words, digits))
      .find((each) => each !== undefined)
    const times = this.#vocabulary.counts.at(this.#tokens, start)
    const counted =
      times?.meanings.length === 1 ? { length: times.length, value: times.meanings[0] as number } : undefined
    const found = inWords ?? counted ?? digits(start)
    return found && { value: found.value, inWords: Boolean(inWords ?? counted), start, end: start + found.length }
  }

  /** "No 5" is "number five": how many tokens announce the number that follows. */
  #announcer(index: number): number {
    const [token, next] = [this.#tokens[index], this.#tokens[index + 1]]
    const isOne = this.#vocabulary.announcers.some((each) => each.replace(/[^\p{L}\p{M}]/gu, '') === token?.text)
    if (!isOne || next?.kind !== 'number' || !/^ ?[.:]? ?$/u.test(next.gap)) return 0
    return index === 0 || /[.:]/u.test(next.gap) ? 1 : 0
  }

  /** Said once in digits and once in words, or again in brackets. */
  #isSame(first: Found, other: Found): boolean {
    if (first.value !== other.value) return false
    return first.inWords !== other.inWords || /[(=[]/u.test(this.#tokens[other.start]?.gap ?? '')
  }

  /** No mark beside a number makes another one of it. */
  #standsAlone({ start, end }: Found): boolean {
    const before = this.#tokens[start]?.gap ?? ''
    const after = (this.#tokens[end]?.gap ?? this.#tail).replace(moneyEnd, '')
    const isOpen = end === this.#tokens.length && openEnd.test(after)
    const sign = start === 0 && before.trim() === '+' ? '' : before
    return (
      !alteringMark.test(sign) && !sign.includes('+') && !alteringMark.test(after) && !after.includes('+') && !isOpen
    )
  }

  /** A word that is not known, and so near to a number that it may belong to it: "l2", "20-ish", "15 k". */
  #isPartOfIt(index: number): boolean {
    const token = this.#tokens[index] as Token
    const isAfter = this.#numbers.some(({ end }) => end === index)
    const isBefore = this.#numbers.some(({ start }) => start === index + 1)
    const after = this.#tokens[index + 1]?.gap ?? ''
    const isShort = abbreviation.test(token.text)
    return (isAfter && (joining.test(token.gap) || (isShort && token.gap === ' '))) || (isBefore && joining.test(after))
  }

  /** A word that is not known but may be a slip for one that changes the number: "twnty five", "5 hundrd", "arround 20". */
  #isSlip(index: number): boolean {
    const { text } = this.#tokens[index] as Token
    const { numbers, limits, affixes } = this.#vocabulary
    if (limits.all.some(({ words }) => words.length === 1 && isNear(text, words[0] ?? '', affixes))) return true
    const after = this.#numbers.find(({ end }) => end === index)
    const isBefore = this.#numbers.some(({ start }) => start === index + 1)
    if (text.length < shortestSlip || (!after && !isBefore)) return false
    return numbers.some(({ scales, tens, values }) => {
      const units = after?.inWords ? [...values].filter(([, value]) => value < 10).map(([word]) => word) : []
      const long = [...scales.keys(), ...(isBefore ? tens : [])].filter(({ length }) => length > shortestSlip)
      return [...long, ...units].some((word) => isAlmost(text, word))
    })
  }

  /** The value with its sign; undefined where a mark before it makes a fraction of a whole number (".5"). */
  #signed({ value, start, end, inWords }: Found): number | undefined {
    if (Number.isNaN(value)) return undefined
    const before = this.#tokens[start]?.gap ?? ''
    const sign = !inWords && this.#isNegative(start) ? -1 : 1
    if (start > 0 && !/\s/u.test(before)) return sign * value
    if (!startsWithMark.test(before)) return sign * value
    if (!this.#takesFractions || before.endsWith(',') || end > start + 1) return undefined
    return sign * Number(`0.${this.#tokens[start]?.text}`)
  }

  #isNegative(start: number): boolean {
    const before = (this.#tokens[start]?.gap ?? '').replace(/[.,٫]$/u, '')
    return (start === 0 ? minus : minusAfterWord).test(before)
  }

  /** "- 5" may be the line of a list. */
  #isBullet({ start, inWords }: Found): boolean {
    return start === 0 && bullet.test(this.#tokens[0]?.gap ?? '') && (inWords || !this.#isNegative(start))
  }

  /** "18 months" where years are asked for, "500 m" where kilometres are. */
  #isOtherMeasure(): boolean {
    return [...this.#vocabulary.measures].some(([kind, measures]) => {
      const found = (tokens: readonly Token[]) =>
        tokens.flatMap((_, index) => measures.at(tokens, index)?.meanings ?? [])
      const asked = found(this.#labelTokens)
      const given = found(this.#tokens)
      if (asked.length > 0) return given.some((each) => !asked.includes(each))
      return kind === 'time' && given.some((each) => each < daysOfYear)
    })
  }

  /** "None" is zero, but that is asked back. */
  #none(): Amount | undefined {
    const { roles, fillers, units } = this.#vocabulary
    const rest = phrasesOf([...fillers.all, ...units.all].map(({ words }) => [words.join(' '), true as const]))
    const isNone = saidAlone(this.#tokens, roles, rest) === 'none'
    return isNone ? { value: 0, isCertain: false, hasOtherWords: false } : undefined
  }
}

/** The one number in a reply, in digits or in words; undefined where there is none, or more than one, or what stands beside it changes it. */
export function amountIn(reply: string, counting: Counting): Amount | undefined {
  return raised.test(reply) ? undefined : new AmountReader(reply, counting).read()
}
