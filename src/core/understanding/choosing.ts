import type { Option } from '../questions/question-type.ts'
import { isNear } from './nearness.ts'
import { numberWordsAt } from './number-words.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { Role, Vocabulary } from './vocabulary.ts'

/** The list that a person chooses from. */
export interface Choosing {
  readonly options: readonly Option[]
  readonly vocabulary: Vocabulary
  /** Several answers may be given at once. */
  readonly several: boolean
}

/** What a reply says about a list of choices. */
export interface Chosen {
  /** In the order of the list. */
  readonly options: readonly Option[]
  /**
   * Every word of the reply is accounted for: it names a choice or changes nothing. Otherwise a word was only nearly the same, or something
   * stands there that may change the meaning.
   */
  readonly certain: boolean
}

/** What one place of a reply is. */
type Part =
  | { readonly kind: 'options'; readonly options: readonly Option[]; readonly length: number; readonly near?: true }
  | { readonly kind: 'nothing' | 'contradiction'; readonly length: number }
  | { readonly kind: 'unknown'; readonly length: 1 }

/** More words than this are a story, and no answer to ask back about. */
const mostUnknownWords = 6

/** "No. 1" is a number, "No" an answer; and "1 Sent" is the one before a signature. */
function withoutAnnouncers(reply: string, announcers: readonly string[]): string {
  const text = reply.trimStart()
  const announcer = announcers.find((each) => text.slice(0, each.length).toLowerCase() === each)
  return announcer !== undefined && /^\s*\p{Nd}/u.test(text.slice(announcer.length))
    ? text.slice(announcer.length)
    : reply
}

/** The ways in which an option may be called: its label, the alternatives in it ("Third gender/Hijra"), and its aliases. */
function namesOf({ label, aliases = [] }: Option): string[] {
  const plain = label.replace(/\([^()]*\)/gu, ' ')
  const alternatives = plain.includes('/') ? plain.split('/') : []
  return [label, plain, ...alternatives, ...aliases]
}

/** Letters as places in a list, where a reply is nothing but such letters: "a", "a and c". */
const placeLetters = ['a', 'b', 'c', 'd', 'e', 'f']

const roleOf = ({ item }: Option): Role | undefined => {
  if (item.missing === 'dont_know') return 'dont_know'
  if (item.exclusive) return 'none'
  return item.name === 'yes' || item.name === 'no' ? item.name : undefined
}

/** Reads a reply to a list of choices, from left to right, the longest phrase first. */
class ChoiceReader {
  readonly #options: readonly Option[]
  readonly #vocabulary: Vocabulary
  readonly #several: boolean
  readonly #phrases: Phrases<Option>
  readonly #tokens: readonly Token[]

  constructor({ options, vocabulary, several }: Choosing, reply: string) {
    this.#options = options
    this.#vocabulary = vocabulary
    this.#several = several
    this.#phrases = phrasesOf(options.flatMap((each) => namesOf(each).map((name): [string, Option] => [name, each])))
    this.#tokens = this.#wholeNumbers(tokensOf(withoutAnnouncers(reply, vocabulary.announcers)))
  }

  read(): Chosen {
    const parts = this.#parts()
    const mentioned = new Set(parts.flatMap((part) => (part.kind === 'options' ? part.options : [])))
    const options = this.#options.filter((option) => mentioned.has(option))
    const unknown = parts.filter(({ kind }) => kind === 'unknown').length
    const isAmbiguous = !this.#several && options.length > 1
    const isContradicted = parts.some(({ kind }) => kind === 'contradiction')
    if (options.length === 0) return this.#byLetters() ?? { options: [], certain: false }
    if (isAmbiguous || isContradicted || unknown > mostUnknownWords) return { options: [], certain: false }
    const isNear = parts.some((part) => part.kind === 'options' && part.near)
    return { options, certain: unknown === 0 && !isNear }
  }

  #parts(): Part[] {
    const parts: Part[] = []
    let unknown = 0
    for (let index = 0; index < this.#tokens.length && unknown <= mostUnknownWords; ) {
      const part = this.#partAt(index, parts.at(-1))
      parts.push(part)
      index += part.length
      if (part.kind === 'unknown') unknown++
    }
    return parts
  }

  /** The longest of what can begin here; of two as long, the first. */
  #partAt(index: number, before: Part | undefined): Part {
    const found = [
      this.#named(index),
      this.#range(index, before),
      this.#numbered(index),
      this.#inRole(index),
      this.#negation(index),
      this.#filler(index),
    ].filter((part) => part !== undefined)
    const longest = found.reduce<Part | undefined>(
      (best, part) => (best === undefined || part.length > best.length ? part : best),
      undefined,
    )
    return longest ?? this.#nearly(index) ?? this.#other(index)
  }

  /** A picture changes nothing; a number that is no key contradicts the keys beside it. */
  #other(index: number): Part {
    switch (this.#tokens[index]?.kind) {
      case 'picture':
        return { kind: 'nothing', length: 1 }
      case 'number':
        return { kind: 'contradiction', length: 1 }
      default:
        return { kind: 'unknown', length: 1 }
    }
  }

  #named(index: number): Part | undefined {
    const found = this.#phrases.at(this.#tokens, index)
    // A name of two options says nothing.
    return found?.meanings.length === 1 ? { kind: 'options', options: found.meanings, length: found.length } : undefined
  }

  #numbered(index: number): Part | undefined {
    const token = this.#tokens[index]
    if (token?.kind === 'number') {
      // "- 2" is a line of a list, "-2" a negative number.
      if (/(?:^|\s)[-−–]$/u.test(token.gap)) return undefined
      const options = this.#withNumber(Number(token.text), token.text)
      return options && { kind: 'options', options, length: 1 }
    }
    const { ordinals, numbers } = this.#vocabulary
    const ordinal = ordinals.at(this.#tokens, index)
    const [place] = ordinal?.meanings ?? []
    const inWords = numbers.map((each) => numberWordsAt(this.#tokens, index, each)).find((each) => each !== undefined)
    const value = place ?? inWords?.value
    const options = value === undefined ? undefined : this.#withNumber(value, String(value))
    return options && { kind: 'options', options, length: ordinal?.length ?? inWords?.length ?? 1 }
  }

  /** What a number chooses: a key, or what it stands for, or as many keys as it has digits. */
  #withNumber(value: number, written: string): readonly Option[] | undefined {
    const byKey = this.#options.find(({ key }) => key === String(value) || key === written)
    if (byKey) return [byKey]
    const within = this.#options.filter(
      ({ item: { from, to } }) =>
        (from !== undefined || to !== undefined) && value >= (from ?? -Infinity) && value <= (to ?? Infinity),
    )
    if (within.length === 1) return within
    return this.#several ? this.#withDigits(written) : undefined
  }

  /** "13" is 1 and 3, where no key has two digits. */
  #withDigits(written: string): readonly Option[] | undefined {
    const digits = [...written]
    if (digits.length < 2 || new Set(digits).size < digits.length || this.#options.some(({ key }) => key.length > 1))
      return undefined
    const chosen = digits.map((digit) => this.#options.find(({ key }) => key === digit))
    return chosen.every((option) => option !== undefined) ? chosen : undefined
  }

  /** "1-3", "1..3", "1 to 3": everything between the last number and this one. */
  #range(index: number, before: Part | undefined): Part | undefined {
    const token = this.#tokens[index]
    const [first] = before?.kind === 'options' && before.options.length === 1 ? before.options : []
    if (!this.#several || !token || !first) return undefined
    if (
      token.kind === 'number' &&
      this.#tokens[index - 1]?.kind === 'number' &&
      /^\s*(?:[-–—~]|\.\.+)\s*$/u.test(token.gap)
    )
      return this.#between(first, token.text, 1)
    const word = this.#vocabulary.ranges.at(this.#tokens, index)
    const end = word && this.#tokens[index + word.length]
    return word && end?.kind === 'number' && this.#tokens[index - 1]?.kind === 'number'
      ? this.#between(first, end.text, word.length + 1)
      : undefined
  }

  #between(first: Option, end: string, length: number): Part | undefined {
    const [from, to] = [Number(first.key), Number(end)]
    const options = this.#options.filter(({ key }) => Number(key) >= from && Number(key) <= to)
    return to > from && options.length === to - from + 1 ? { kind: 'options', options, length } : undefined
  }

  #inRole(index: number): Part | undefined {
    const found = this.#vocabulary.roles.at(this.#tokens, index)
    const [role] = found?.meanings ?? []
    if (!found || role === undefined || found.meanings.length > 1) return undefined
    const { length } = found
    if (role === 'all') return this.#everything(index, length)
    const options = this.#options.filter((option) => roleOf(option) === role)
    return options.length === 1 ? { kind: 'options', options, length } : undefined
  }

  /** All that can be chosen together: "all", "all 4". */
  #everything(index: number, length: number): Part | undefined {
    if (!this.#several) return undefined
    const options = this.#options.filter(({ item }) => !item.exclusive && !item.missing)
    const next = this.#tokens[index + length]
    const counted = next?.kind === 'number' && Number(next.text) === options.length
    return { kind: 'options', options, length: counted ? length + 1 : length }
  }

  #negation(index: number): Part | undefined {
    const found = this.#vocabulary.negations.at(this.#tokens, index)
    return found && { kind: 'contradiction', length: found.length }
  }

  #filler(index: number): Part | undefined {
    const { fillers, units, conjunctions } = this.#vocabulary
    const joins = this.#several ? conjunctions.at(this.#tokens, index) : undefined
    const found = [fillers.at(this.#tokens, index), units.at(this.#tokens, index), joins].filter((each) => each)
    const length = Math.max(0, ...found.map((each) => each?.length ?? 0))
    return length > 0 ? { kind: 'nothing', length } : undefined
  }

  /** A name of an option with slips in its words; only where one option alone is as near. */
  #nearly(index: number): Part | undefined {
    const near = this.#phrases.all.filter(({ words }) => {
      const given = this.#tokens.slice(index, index + words.length)
      return (
        given.length === words.length &&
        given.every(({ text }, at) => text === words[at] || isNear(text, words[at] ?? '', this.#vocabulary.affixes))
      )
    })
    const length = Math.max(0, ...near.map(({ words }) => words.length))
    const options = [...new Set(near.filter(({ words }) => words.length === length).map(({ meaning }) => meaning))]
    return options.length === 1 ? { kind: 'options', options, length, near: true } : undefined
  }

  #byLetters(): Chosen | undefined {
    const { fillers, conjunctions } = this.#vocabulary
    const letters = this.#tokens.filter(
      (token, index) =>
        placeLetters.includes(token.text) || !(fillers.at(this.#tokens, index) || conjunctions.at(this.#tokens, index)),
    )
    const options = letters.map(({ text }) => this.#options[placeLetters.indexOf(text)])
    if (options.length === 0 || !options.every((option) => option !== undefined)) return undefined
    if (!this.#several && options.length > 1) return undefined
    return { options: this.#options.filter((option) => options.includes(option)), certain: true }
  }

  /** "5.0" is 5 and "1.1" no key, where there is one answer; several may be joined by any mark. */
  #wholeNumbers(tokens: readonly Token[]): Token[] {
    if (this.#several) return [...tokens]
    return tokens.flatMap((token, index) => {
      const [before, next] = [tokens[index - 1], tokens[index + 1]]
      const isFraction = (one: Token | undefined, other: Token | undefined) =>
        one?.kind === 'number' && other?.kind === 'number' && /^[.,]$/u.test(other.gap)
      if (isFraction(before, token)) return []
      if (!isFraction(token, next)) return [token]
      return /^0+$/.test(next?.text ?? '') ? [token] : [{ ...token, kind: 'word', text: `${token.text}.${next?.text}` }]
    })
  }
}

/** What a reply says about a list of choices. Nothing where it names none, or several where one is asked for, or denies what it names. */
export const choose = (reply: string, choosing: Choosing): Chosen => new ChoiceReader(choosing, reply).read()

/** The option that a reply certainly or probably means, where a mistake does no harm. */
export const likelyOption = (reply: string, options: readonly Option[], vocabulary: Vocabulary): Option | undefined =>
  choose(reply, { options, vocabulary, several: false }).options[0]

/** The option that a reply certainly means; undefined where there is none. */
export function chosenOption(reply: string, options: readonly Option[], vocabulary: Vocabulary): Option | undefined {
  const { options: chosen, certain } = choose(reply, { options, vocabulary, several: false })
  return certain ? chosen[0] : undefined
}
