import type { Token } from './tokens.ts'

/** How a language writes numbers in words. All words are in the form in which words are compared. */
export interface NumberWords {
  /** Words that are a number by themselves: twelve → 12, twenty → 20. */
  readonly values: ReadonlyMap<string, number>
  /** Those of them after which a number below ten is added: "twenty" in "twenty five". */
  readonly tens: ReadonlySet<string>
  /** What must stand between the two: "na" in "ishirini na tano". Empty: nothing, or a hyphen. */
  readonly tensJoins: ReadonlySet<string>
  /** What a number is multiplied by: hundred → 100. */
  readonly scales: ReadonlyMap<string, number>
  /** The scale stands before its number: "mia mbili" is 200. */
  readonly scaleFirst: boolean
  /** What may stand after a scale: "and" in "a hundred and five". */
  readonly scaleJoins: ReadonlySet<string>
  /** What means one before a scale: "a hundred". */
  readonly articles: ReadonlySet<string>
  /** What is written together with a number word and only counts: "জন" in "পাঁচজন". */
  readonly endings: readonly string[]
}

/** A number at some place of a reply; NaN where it does not say which number: "elfu kumi na mbili" is 12000 or 10002. */
export interface NumberAt {
  readonly length: number
  readonly value: number
}

/** A number in digits. `isRough`: its mark may stand for a fraction or for thousands. */
export interface DigitsAt extends NumberAt {
  readonly isRough?: boolean
}

/** A word as part of a number: a value, a scale, or both ("পাঁচশ"). */
interface Atom {
  readonly value?: number
  readonly scale?: number
  readonly isTens?: boolean
}

/** A part of a number below its next scale. */
interface Part extends NumberAt {
  readonly scale?: number
  readonly isDigits?: boolean
}

const hundred = 100
/** Shorter words for a scale ("শ") are a number only together with another. */
const shortestScale = 3

/** A number whose scales stand behind what they multiply, as far as it was read. */
class Sum {
  #total = 0
  /** What the next scale multiplies. */
  #group = 0
  /** The scale before, of thousand and more: the next one is smaller. */
  #limit = Infinity
  last: 'nothing' | 'value' | 'digits' | 'scale' = 'nothing'
  /** The scale before. */
  scale = Infinity

  get value(): number {
    return this.#total + this.#group
  }

  get takesMore(): boolean {
    return this.last === 'nothing' || this.last === 'scale'
  }

  get isInWords(): boolean {
    return this.last === 'value' || this.scale < Infinity
  }

  /** Adds a part, with the scale that is written to it; false where the number ends before it. */
  add({ value, scale, isDigits }: Part): boolean {
    if (scale !== undefined && (scale >= this.#limit || (scale === hundred && this.#group > 0))) return false
    this.#group += value
    this.last = isDigits ? 'digits' : 'value'
    return scale === undefined || this.multiply(scale)
  }

  /** Multiplies by a scale; false where it is none of this number. */
  multiply(by: number): boolean {
    if (this.last === 'scale' && (this.#group === 0 || by < hundred)) return false
    const times = this.last === 'nothing' ? 1 : this.#group
    if (by === hundred ? times >= hundred : by >= this.#limit) return false
    if (by === hundred) this.#group = times * hundred
    else {
      this.#total += times * by
      this.#group = 0
      this.#limit = by
    }
    this.last = 'scale'
    this.scale = by
    return true
  }
}

class NumberReader {
  readonly #tokens: readonly Token[]
  readonly #words: NumberWords
  readonly #digitsAt: (index: number) => DigitsAt | undefined

  constructor(tokens: readonly Token[], words: NumberWords, digitsAt: (index: number) => DigitsAt | undefined) {
    this.#tokens = tokens
    this.#words = words
    this.#digitsAt = digitsAt
  }

  read(start: number): NumberAt | undefined {
    const found = this.#words.scaleFirst ? this.#scaleFirst(start) : this.#scaleLast(start)
    // 1.15 thousand is 1150 and not 1149.9999999999998.
    return found && { ...found, value: Number(found.value.toFixed(6)) }
  }

  /** "one lakh fifty thousand two hundred and five": each scale multiplies what stands before it. */
  #scaleLast(start: number): NumberAt | undefined {
    const sum = new Sum()
    let at = start
    while (sum.scale >= hundred) {
      const from = sum.last === 'scale' && this.#has(this.#words.scaleJoins, at) ? at + 1 : at
      if (from > start && !this.#continues(from, at)) break
      const part = sum.takesMore ? (this.#digitsFor(sum, from) ?? this.#smallAt(from)) : undefined
      if (part && sum.add(part)) {
        at = from + part.length
        continue
      }
      const isArticle = sum.last === 'nothing' && this.#has(this.#words.articles, at)
      if (isArticle && this.#scaleAt(at + 1) !== undefined) {
        sum.add({ length: 1, value: 1 })
        at++
        continue
      }
      const scale = sum.last === 'nothing' ? this.#scaleAlone(at) : this.#scaleAt(at)
      if (part || scale === undefined || from !== at || !sum.multiply(scale)) break
      at++
    }
    return sum.isInWords ? { length: at - start, value: sum.value } : undefined
  }

  /** Digits as a part of a number with words: "2 lakh 50 thousand", "1 lakh 500". */
  #digitsFor({ last, scale }: Sum, index: number): Part | undefined {
    const digits = this.#digitsAt(index)
    if (!digits) return undefined
    const next = this.#scaleAt(index + digits.length)
    const isRest = digits.value < scale && (next === undefined ? digits.value >= hundred : next < scale)
    if (last === 'scale' && !isRest) return undefined
    return { ...digits, value: digits.isRough && next !== undefined ? Number.NaN : digits.value, isDigits: true }
  }

  /** "elfu mbili mia tano na saba": each scale is multiplied by what stands after it. */
  #scaleFirst(start: number): NumberAt | undefined {
    let [total, limit, at] = [0, Infinity, start]
    for (;;) {
      const isJoined = at > start && this.#has(this.#words.scaleJoins, at)
      const from = isJoined ? at + 1 : at
      if (from > start && !this.#continues(from, at)) break
      const scale = at === start ? this.#scaleAlone(from) : this.#scaleAt(from)
      if (scale !== undefined) {
        if (scale >= limit) break
        const times = this.#times(from + 1, scale)
        total += scale * times.value
        ;[limit, at] = [scale, from + 1 + times.length]
        continue
      }
      if (at === start) return this.#beforeScale(start)
      // "mia mbili tano" may be 205, or two numbers.
      const rest = this.#smallAt(from)
      if (!rest || rest.value >= limit || !(isJoined || rest.value >= 10)) break
      return { length: from + rest.length - start, value: total + rest.value }
    }
    return at > start ? { length: at - start, value: total } : undefined
  }

  /** By how much the scale right before is multiplied; by one where no number follows it directly. */
  #times(index: number, scale: number): NumberAt {
    if (!this.#continues(index, index)) return { length: 0, value: 1 }
    const digits = this.#digitsAt(index)
    const given = digits ?? this.#smallAt(index)
    if (scale === hundred) {
      const isTimes = given !== undefined && given.length === 1 && given.value >= 1 && given.value < 10
      return isTimes ? given : { length: 0, value: 1 }
    }
    // "elfu mia mbili" is 200000 or 1200.
    if (this.#scaleAt(index) !== undefined) return { length: 0, value: Number.NaN }
    if (!given) return { length: 0, value: 1 }
    const isUnclear = digits ? digits.isRough === true : given.length > 1
    return isUnclear ? { ...given, value: Number.NaN } : given
  }

  /** A small number, perhaps before its scale after all: "kumi na mbili elfu", "10 elfu". */
  #beforeScale(start: number): NumberAt | undefined {
    const digits = this.#digitsAt(start)
    const small = digits ?? this.#smallAt(start)
    if (!small) return undefined
    const at = start + small.length
    const scale = this.#continues(at, at) ? this.#scaleAt(at) : undefined
    if (scale === undefined) return digits ? undefined : small
    const next = this.#has(this.#words.scaleJoins, at + 1) ? at + 2 : at + 1
    const isFollowed = this.#digitsAt(next) !== undefined || this.#smallAt(next) !== undefined
    const isUnclear = scale === hundred || isFollowed || (digits?.isRough ?? false)
    return { length: small.length + 1, value: isUnclear ? Number.NaN : small.value * scale }
  }

  /** A number below a hundred in words, or with a scale written to it. */
  #smallAt(index: number): Part | undefined {
    const atom = this.#atomAt(index)
    if (atom?.value === undefined) return undefined
    const { tensJoins } = this.#words
    const next = atom.isTens && tensJoins.size > 0 ? index + 2 : index + 1
    const isJoined = tensJoins.size === 0 || (this.#has(tensJoins, index + 1) && this.#continues(index + 1, index + 1))
    const unit = atom.isTens && isJoined && this.#continues(next, next) ? this.#atomAt(next) : undefined
    if (unit?.value !== undefined && unit.value >= 1 && unit.value < 10 && unit.scale === undefined)
      return { length: next + 1 - index, value: atom.value + unit.value }
    return { length: 1, value: atom.value, ...(atom.scale === undefined ? {} : { scale: atom.scale }) }
  }

  #scaleAt(index: number): number | undefined {
    const atom = this.#atomAt(index)
    return atom?.value === undefined ? atom?.scale : undefined
  }

  #scaleAlone(index: number): number | undefined {
    return (this.#tokens[index]?.text.length ?? 0) < shortestScale ? undefined : this.#scaleAt(index)
  }

  #atomAt(index: number): Atom | undefined {
    const token = this.#tokens[index]
    if (token?.kind !== 'word') return undefined
    const { endings } = this.#words
    const whole = this.#atom(token.text)
    if (whole) return whole
    const bare = endings.filter((each) => token.text.endsWith(each)).map((each) => token.text.slice(0, -each.length))
    return bare.map((each) => this.#atom(each)).find((each) => each !== undefined)
  }

  #atom(word: string): Atom | undefined {
    const { values, scales, tens, tensJoins } = this.#words
    const value = values.get(word)
    if (value !== undefined) return { value, isTens: tens.has(word) }
    const scale = scales.get(word)
    if (scale !== undefined) return { scale }
    for (const [name, by] of scales) {
      const times = word.endsWith(name) ? values.get(word.slice(0, -name.length)) : undefined
      if (times !== undefined && !this.#words.scaleFirst) return { value: times, scale: by }
    }
    if (tensJoins.size > 0) return undefined
    const ten = [...tens].find((each) => word.startsWith(each))
    const unit = ten === undefined ? undefined : values.get(word.slice(ten.length))
    return unit !== undefined && unit >= 1 && unit < 10 ? { value: (values.get(ten ?? '') ?? 0) + unit } : undefined
  }

  #has(words: ReadonlySet<string>, index: number): boolean {
    return words.has(this.#tokens[index]?.text ?? '')
  }

  /** Nothing but a space or a hyphen stands before the tokens from `first` to `index`. */
  #continues(index: number, first: number): boolean {
    const between = this.#tokens.slice(first, index + 1)
    return between.length === index + 1 - first && between.every(({ gap }) => /^[ -]?$/u.test(gap))
  }
}

/** The number in words that begins at a token, perhaps with digits in it ("2 lakh"); undefined where none does. */
export function numberWordsAt(
  tokens: readonly Token[],
  index: number,
  words: NumberWords,
  digitsAt: (index: number) => DigitsAt | undefined = () => undefined,
): NumberAt | undefined {
  return new NumberReader(tokens, words, digitsAt).read(index)
}
