import type { Option } from '../questions/question-type.ts'
import { type ChoiceList, choiceListOf, roleOf } from './choice-list.ts'
import { isRough, numberAt, type ReplyToList, rangeAt, wholeNumbers, withoutAnnouncers } from './choice-numbers.ts'
import { contradicts, type Part, type Placed } from './contradictions.ts'
import { isNear } from './nearness.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { Role, Vocabulary } from './vocabulary.ts'

/** The list that a person chooses from. */
export interface Choosing {
  readonly options: readonly Option[]
  readonly vocabulary: Vocabulary
  /** Several answers may be given at once. */
  readonly several: boolean
  /** The program asks for itself (consent, a menu): "ok" is a yes, and letters choose nothing. */
  readonly isOwnQuestion?: true
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

/** More words than this are a story, and no answer to ask back about. */
const mostUnknownWords = 6

/** Letters as places in a list, where a reply is nothing but such letters: "a", "a and c". F is for "female" as well. */
const placeLetters = ['a', 'b', 'c', 'd', 'e']

const plainRole = (role: Role): Role => {
  if (role === 'agree') return 'yes'
  return role === 'decline' ? 'no' : role
}

const isYesOption = (option: Option) => roleOf(option) === 'yes'

/** Reads a reply to a list of choices, from left to right, the longest phrase first. */
class ChoiceReader {
  readonly #list: ChoiceList
  readonly #vocabulary: Vocabulary
  readonly #several: boolean
  readonly #isOwnQuestion: boolean
  readonly #tokens: readonly Token[]
  readonly #reply: ReplyToList
  /** "<65": no number in it is meant, not even one that is a name. */
  readonly #isCompared: boolean

  constructor({ options, vocabulary, several, isOwnQuestion }: Choosing, reply: string) {
    const tokens = tokensOf(withoutAnnouncers(reply, vocabulary.announcers))
    this.#list = choiceListOf(options)
    this.#vocabulary = vocabulary
    this.#several = several
    this.#isOwnQuestion = isOwnQuestion ?? false
    // Several answers may be joined by any mark.
    this.#tokens = several ? tokens : wholeNumbers(tokens)
    this.#isCompared = this.#list.hasRanges && /[<>~≤≥]/u.test(reply)
    this.#reply = {
      ...{ list: this.#list, vocabulary, several, tokens: this.#tokens },
      isRough: this.#list.hasRanges && isRough(this.#tokens, vocabulary, reply),
    }
  }

  read(): Chosen {
    const parts = this.#parts()
    const mentioned = new Set(parts.flatMap((part) => (part.kind === 'options' ? part.options : [])))
    const options = this.#list.options.filter((option) => mentioned.has(option))
    const unknown = parts.filter(({ kind }) => kind === 'unknown')
    const nothing = { options: [], certain: false }
    if (options.length === 0) return this.#byLetters() ?? nothing
    if (this.#isCompared) return nothing
    const isAmbiguous = !this.#several && options.length > 1
    const isContradicted = contradicts(parts, options, this.#reply)
    if (isAmbiguous || isContradicted || unknown.length > mostUnknownWords) return nothing
    // "yes ok" says it for certain once.
    const certain = new Set(parts.flatMap((part) => (part.kind === 'options' && !part.near ? part.options : [])))
    return { options, certain: unknown.length === 0 && options.every((option) => certain.has(option)) }
  }

  #parts(): Placed[] {
    const parts: Placed[] = []
    let unknown = 0
    for (let at = 0; at < this.#tokens.length && unknown <= mostUnknownWords; ) {
      const part = this.#partAt(at, parts.at(-1))
      parts.push({ ...part, at })
      at += part.length
      if (part.kind === 'contradiction') break
      if (part.kind === 'unknown') unknown++
    }
    return parts
  }

  /** The longest of what can begin here; of two as long, the first. */
  #partAt(index: number, before: Part | undefined): Part {
    let longest = this.#named(index)
    for (const part of [
      this.#numbered(index, before),
      this.#inRole(index),
      this.#filler(index),
      this.#contradiction(index),
    ])
      if (part && part.length > (longest?.length ?? 0)) longest = part
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
        return this.#vocabulary.affixes.isNegated(this.#tokens[index]?.text ?? '')
          ? { kind: 'contradiction', length: 1 }
          : { kind: 'unknown', length: 1 }
    }
  }

  #named(index: number): Part | undefined {
    const found = this.#list.names.at(this.#tokens, index)
    // A name of two options says nothing.
    if (found?.meanings.length !== 1) return undefined
    return { kind: 'options', options: found.meanings, length: found.length, by: 'name' }
  }

  /** A number, in digits or in words, or a range of them. */
  #numbered(index: number, before: Part | undefined): Part | undefined {
    const [first] = before?.kind === 'options' && before.options.length === 1 ? before.options : []
    const range = this.#several && first ? rangeAt(this.#reply, index, first) : undefined
    const found = range ?? numberAt(this.#reply, index)
    if (!found) return undefined
    const { options, length } = found
    return options ? { kind: 'options', options, length, by: 'number' } : { kind: 'contradiction', length }
  }

  /** The option that has what a word says: "yes", "I don't know", "none". */
  #inRole(index: number): Part | undefined {
    const { role, length } = this.#roleAt(index)
    if (role === 'all' && this.#several) return this.#everything(index, length)
    const options = this.#list.options.filter((option) => role !== undefined && roleOf(option) === plainRole(role))
    if (options.length !== 1) return undefined
    const isUnsure = (role === 'agree' || role === 'decline') && !this.#isOwnQuestion
    return { kind: 'options', options, length, by: 'role', ...(isUnsure ? { near: true } : {}) }
  }

  #roleAt(index: number): { readonly role?: Role; readonly length: number } {
    const found = this.#vocabulary.roles.at(this.#tokens, index)
    const [role] = found?.meanings ?? []
    return found && role !== undefined && found.meanings.length === 1 ? { role, length: found.length } : { length: 0 }
  }

  /** All that can be chosen together: "all", "all 4". */
  #everything(index: number, length: number): Part {
    const options = this.#list.options.filter(({ item }) => !item.exclusive && !item.missing && item.name !== 'none')
    const next = this.#tokens[index + length]
    const isCounted = next?.kind === 'number' && Number(next.text) === options.length
    return { kind: 'options', options, length: isCounted ? length + 1 : length, by: 'everything' }
  }

  /** A negation; or what no option says: "I don't know", where the list does not have it. */
  #contradiction(index: number): Part | undefined {
    const negation = this.#vocabulary.negations.at(this.#tokens, index)
    const { role, length: ofRole } = this.#roleAt(index)
    const isYes = role === undefined || plainRole(role) === 'yes'
    const length = Math.max(negation?.length ?? 0, isYes ? 0 : ofRole)
    return length > 0 ? { kind: 'contradiction', length } : undefined
  }

  /** What changes nothing; also a yes beside the answer, where the list has none: "yes, sometimes". */
  #filler(index: number): Part | undefined {
    const { fillers, units, ranges, conjunctions } = this.#vocabulary
    const { role, length: ofRole } = this.#roleAt(index)
    const isYes =
      role !== undefined &&
      plainRole(role) === 'yes' &&
      !this.#list.options.some(isYesOption) &&
      !this.#tokens.slice(index, index + ofRole).some(({ text }) => this.#list.words.has(text))
    const length = Math.max(
      isYes ? ofRole : 0,
      fillers.at(this.#tokens, index)?.length ?? 0,
      (this.#several && conjunctions.at(this.#tokens, index)?.length) || 0,
      (this.#list.hasRanges && units.at(this.#tokens, index)?.length) || 0,
      (this.#list.hasRanges && ranges.at(this.#tokens, index)?.length) || 0,
    )
    return length > 0 ? { kind: 'nothing', length } : undefined
  }

  /** A name of an option with slips in its words; only where one option alone is as near. */
  #nearly(index: number): Part | undefined {
    const { affixes } = this.#vocabulary
    const isSlip = (word: string, expected: string) =>
      word === expected || (!this.#list.words.has(word) && isNear(word, expected, affixes))
    const begun = this.#list.namesFrom.get(this.#tokens[index]?.text.slice(0, 1) ?? '') ?? []
    const near = begun.filter(({ words }) =>
      words.every((word, at) => isSlip(this.#tokens[index + at]?.text ?? '', word)),
    )
    if (near.length === 0) return undefined
    const length = Math.max(0, ...near.map(({ words }) => words.length))
    const options = [...new Set(near.filter(({ words }) => words.length === length).map(({ meaning }) => meaning))]
    return options.length === 1 ? { kind: 'options', options, length, by: 'name', near: true } : undefined
  }

  /** Letters as places in the list, where no option is called by a letter. */
  #byLetters(): Chosen | undefined {
    if (this.#isOwnQuestion || placeLetters.some((letter) => this.#list.words.has(letter))) return undefined
    const { fillers, conjunctions } = this.#vocabulary
    const letters = this.#tokens.filter(
      (token, index) =>
        placeLetters.includes(token.text) || !(fillers.at(this.#tokens, index) || conjunctions.at(this.#tokens, index)),
    )
    const options = letters.map(({ text }) => this.#list.options[placeLetters.indexOf(text)])
    if (options.length === 0 || !options.every((option) => option !== undefined)) return undefined
    if (!this.#several && options.length > 1) return undefined
    return { options: this.#list.options.filter((option) => options.includes(option)), certain: true }
  }
}

/** What a reply says about a list of choices. Nothing where it names none, or several where one is asked for, or denies what it names. */
export const choose = (reply: string, choosing: Choosing): Chosen => new ChoiceReader(choosing, reply).read()

const ownQuestion = { several: false, isOwnQuestion: true } as const

/** The option that a reply to a question of the program certainly or probably means, where a mistake does no harm. */
export const likelyOption = (reply: string, options: readonly Option[], vocabulary: Vocabulary): Option | undefined =>
  choose(reply, { options, vocabulary, ...ownQuestion }).options[0]

/** The option that a reply to a question of the program certainly means; undefined where there is none. */
export function chosenOption(reply: string, options: readonly Option[], vocabulary: Vocabulary): Option | undefined {
  const { options: chosen, certain } = choose(reply, { options, vocabulary, ...ownQuestion })
  return certain ? chosen[0] : undefined
}
