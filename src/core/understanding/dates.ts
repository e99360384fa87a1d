import { type Token, takenApart } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A day as it was written. A year of two digits leaves the century open. */
export interface WrittenDay {
  readonly day: number
  readonly month: number
  readonly year: number
  readonly hasCentury: boolean
}

/** What a reply says about a date. */
export type WrittenDate =
  /** `days`: how it may be read, the likeliest first. `weekday`: the day of the week that was named, 1 is Monday. */
  | { readonly kind: 'days'; readonly days: readonly WrittenDay[]; readonly weekday: number | undefined }
  | { readonly kind: 'other_calendar' }

interface DateNumber {
  readonly text: string
  readonly gap: string
  /** "31st": it is the day. */
  readonly isDay: boolean
  /** Words stand between it and the number before. */
  readonly isApart: boolean
  /** "10 am": it is an hour. */
  readonly isHour: boolean
}

/** What may stand between the parts of a date, and after it. */
const between = /^(?:(?![&@])[\s\p{P}−])*$/u
const isShort = (text: string) => text.length <= 2

const written = (year: string, month: string | number, day: string): WrittenDay[] => {
  const isYear = year.length === 2 || year.length === 4
  if (!isYear || !isShort(String(month)) || !isShort(day)) return []
  return [{ day: Number(day), month: Number(month), year: Number(year), hasCentury: year.length === 4 }]
}

class DateReader {
  readonly #vocabulary: Vocabulary
  readonly #tokens: readonly Token[]
  readonly #tail: string
  readonly #numbers: DateNumber[] = []
  readonly #months = new Set<number>()
  readonly #weekdays = new Set<number>()
  #isApart = false

  constructor(reply: string, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    const { tokens, tail } = takenApart(reply)
    this.#tokens = tokens
    this.#tail = tail
  }

  read(): WrittenDate | undefined {
    const { otherCalendars } = this.#vocabulary.dates
    if (this.#tokens.some((_, index) => otherCalendars.at(this.#tokens, index))) return { kind: 'other_calendar' }
    if (![...this.#tokens.map(({ gap }) => gap), this.#tail].every((gap) => between.test(gap))) return undefined
    for (let index = 0; index < this.#tokens.length; ) {
      const length = this.#take(index)
      if (length === 0) return undefined
      index += length
    }
    const [month, ...otherMonths] = this.#months
    const [weekday, ...otherWeekdays] = this.#weekdays
    if (otherMonths.length > 0 || otherWeekdays.length > 0) return undefined
    const days = this.#days(this.#numbers, month) ?? this.#days(this.#withoutTime(), month)
    return days && { kind: 'days', days, weekday }
  }

  /** Takes what begins at a token; how many tokens that is, 0 where it is no part of a date. */
  #take(index: number): number {
    const token = this.#tokens[index] as Token
    if (token.kind === 'number') return this.#takeNumber(index)
    this.#isApart = true
    if (token.kind === 'picture') return 1
    const { fillers, dates } = this.#vocabulary
    const month = dates.months.at(this.#tokens, index)
    const weekday = dates.weekdays.at(this.#tokens, index)
    const others = [fillers.at(this.#tokens, index), dates.fillers.at(this.#tokens, index)]
    const nothing = Math.max(0, ...others.map((each) => each?.length ?? 0))
    const longest = Math.max(month?.length ?? 0, weekday?.length ?? 0, nothing)
    const [named, ...ambiguous] = month?.length === longest ? month.meanings : []
    if (named !== undefined) {
      this.#months.add(named)
      return ambiguous.length === 0 ? longest : 0
    }
    if (weekday?.length === longest) for (const day of weekday.meanings) this.#weekdays.add(day)
    return longest
  }

  #takeNumber(index: number): number {
    const { dayEndings, clock } = this.#vocabulary.dates
    const { text, gap } = this.#tokens[index] as Token
    const isClose = /^ ?$/u.test(this.#tokens[index + 1]?.gap ?? '.')
    const ending = isClose ? dayEndings.at(this.#tokens, index + 1) : undefined
    const hour = isClose ? clock.at(this.#tokens, index + 1) : undefined
    const isApart = this.#isApart && this.#numbers.length > 0
    this.#numbers.push({ text, gap, isDay: ending !== undefined, isApart, isHour: hour !== undefined })
    this.#isApart = false
    return 1 + (ending?.length ?? hour?.length ?? 0)
  }

  /** The numbers without one time of day: 10:00, 10:00:30, 10 am. */
  #withoutTime(): readonly DateNumber[] {
    const isMinute = (index: number) => {
      const { text, gap } = this.#numbers[index] ?? { text: '', gap: '' }
      return gap === ':' && /^[0-5]\d$/u.test(text)
    }
    const start = this.#numbers.findIndex(({ text, gap, isHour }, index) => {
      if (gap === ':' || !isShort(text) || Number(text) > 23) return false
      return isHour || (isMinute(index + 1) && (isMinute(index + 2) || this.#numbers[index + 2]?.gap !== ':'))
    })
    if (start < 0) return []
    let end = start + 1
    while (isMinute(end)) end++
    return this.#numbers.filter((_, index) => index < start || index >= end)
  }

  /** The days that numbers may mean, with the month that has its name; undefined where they are no date. */
  #days(numbers: readonly DateNumber[], month: number | undefined): readonly WrittenDay[] | undefined {
    const hasCentury = numbers.some(({ text }) => text.length === 4)
    const hasColon = numbers.slice(1).some(({ gap }) => gap.includes(':'))
    // 10:12:25 is a time.
    if ((hasColon && !hasCentury) || numbers.some(({ isHour }) => isHour)) return undefined
    const [first, second, third, ...more] = numbers
    if (!first || more.length > 0) return undefined
    const days = () => {
      if (month !== undefined) return second && !third ? this.#besideMonth(first, second, month) : []
      if (!second) return this.#inOneNumber(first.text)
      return third && !second.isApart && !third.isApart ? this.#inNumbers(first.text, second.text, third.text) : []
    }
    const found = days()
    return found.length > 0 ? found : undefined
  }

  /** "31 December 2025", "December 31, 2025", "2025 Dec 31". */
  #besideMonth(first: DateNumber, second: DateNumber, month: number): WrittenDay[] {
    const isYearFirst = first.text.length === 4 || (second.isDay && !first.isDay)
    return isYearFirst ? written(first.text, month, second.text) : written(second.text, month, first.text)
  }

  /** Day/month/year, year-month-day; month/day/year only where day/month/year is no day. */
  #inNumbers(first: string, second: string, third: string): WrittenDay[] {
    if (first.length === 4) return written(first, second, third)
    return [...written(third, second, first), ...written(third, first, second)]
  }

  /** 31122025, 20251231. */
  #inOneNumber(text: string): WrittenDay[] {
    if (text.length !== 8) return []
    return [
      ...written(text.slice(4), text.slice(2, 4), text.slice(0, 2)),
      ...written(text.slice(0, 4), text.slice(4, 6), text.slice(6)),
    ]
  }
}

/** The date in a reply, if every word of it belongs to one. */
export const dateIn = (reply: string, vocabulary: Vocabulary): WrittenDate | undefined =>
  new DateReader(reply, vocabulary).read()
