import type { Translator } from '../texts.ts'
import { type Phrases, phrasesOf } from './phrases.ts'

/** The words that dates are written with, for a person who uses one language. */
export interface DateWords {
  /** Names of months, long and short: 1 is January. */
  readonly months: Phrases<number>
  /** Names of the days of the week: 1 is Monday. */
  readonly weekdays: Phrases<number>
  /** What changes nothing in a date: "on", "AD". */
  readonly fillers: Phrases<true>
  /** What stands behind the number of a day: "st" in "31st". */
  readonly dayEndings: Phrases<true>
  /** What stands behind a time of day: "am". */
  readonly clock: Phrases<true>
  /** Months and eras of other calendars. Empty where a text is too old to know any. */
  readonly otherCalendars: Phrases<true>
}

/** Names as the language has them, from the library of the platform. `days`: one of each, of the year 2024, which began on a Monday. */
function namesIn(languages: readonly string[], part: 'month' | 'weekday', days: readonly Date[]): [string, number][] {
  return languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((length) => {
      const format = new Intl.DateTimeFormat(language, { [part]: length, timeZone: 'UTC' })
      return days.map((day, index): [string, number] => [format.format(day), index + 1])
    }),
  )
}

/** The words for dates of `languages`, the person's own first; months and days have their English names, too. */
export function createDateWords(translator: Translator, languages: readonly string[]): DateWords {
  const named = [...new Set([...languages, 'en'])]
  const values = (key: string) =>
    languages.flatMap((language) => Object.entries(translator.values(language, `system:reply.${key}`)))
  const marked = (key: string) =>
    phrasesOf(
      languages.flatMap((language) =>
        translator.words(language, `system:reply.${key}`).map((word) => [word, true as const]),
      ),
    )
  const months = Array.from({ length: 12 }, (_, index) => new Date(Date.UTC(2024, index, 15)))
  const week = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(2024, 0, index + 1)))
  return {
    months: phrasesOf([...namesIn(named, 'month', months), ...values('months')]),
    weekdays: phrasesOf([...namesIn(named, 'weekday', week), ...values('weekdays')]),
    fillers: marked('date_words'),
    dayEndings: marked('day_endings'),
    clock: marked('clock_words'),
    otherCalendars: marked('other_calendars'),
  }
}
