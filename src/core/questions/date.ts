import { fold, tidy } from '../understanding/characters.ts'
import { answered, invalid } from './options.ts'
import type { AskingType } from './question-type.ts'

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

/** ISO form of a day that exists, else undefined. Two-digit years are of this century up to 2049, else of the last. */
function isoDay(year: number, month: number, day: number): string | undefined {
  const full = year >= 100 ? year : year + (year < 50 ? 2000 : 1900)
  const date = new Date(Date.UTC(full, month - 1, day))
  const exists = date.getUTCFullYear() === full && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? `${pad(full, 4)}-${pad(month)}-${pad(day)}` : undefined
}

/** Names of the months, long and short, in the person's language and in English. */
function monthNames(language: string): { month: number; names: string[] }[] {
  return Array.from({ length: 12 }, (_, index) => ({
    month: index + 1,
    names: [language, 'en'].flatMap((tag) =>
      (['long', 'short'] as const).map((month) =>
        new Intl.DateTimeFormat(tag, { month, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, index, 15))),
      ),
    ),
  }))
}

/** Day/month/year, year-month-day, and with the month as a word; month/day/year only where day/month/year is no day. */
function readDate(reply: string, language: string): string | undefined {
  const parts = tidy(reply)
    .replace(/(\d)(?:st|nd|rd|th)\b/giu, '$1')
    .split(/[\s/.,-]+/u)
    .filter(Boolean)
  if (parts.length === 1 && /^\d{8}$/.test(parts[0] ?? '')) {
    const digits = parts[0] ?? ''
    const number = (from: number, to: number) => Number(digits.slice(from, to))
    return isoDay(number(4, 8), number(2, 4), number(0, 2)) ?? isoDay(number(0, 4), number(4, 6), number(6, 8))
  }
  if (parts.length !== 3) return undefined
  const word = parts.findIndex((part) => !/^\d+$/.test(part))
  if (word >= 0) {
    const given = fold(parts[word] ?? '')
    const month = monthNames(language).find(({ names }) => names.some((name) => fold(name) === given))?.month
    const [first, second] = parts.filter((_, index) => index !== word)
    if (!month || !first || !second || !/^\d{1,4}$/.test(first) || !/^\d{1,4}$/.test(second)) return undefined
    return first.length === 4
      ? isoDay(Number(first), month, Number(second))
      : isoDay(Number(second), month, Number(first))
  }
  const [a, b, c] = parts.map(Number) as [number, number, number]
  if (parts[0]?.length === 4) return isoDay(a, b, c)
  if (![2, 4].includes(parts[2]?.length ?? 0)) return undefined
  return isoDay(c, b, a) ?? isoDay(c, a, b)
}

export const date: AskingType = {
  name: 'date',
  properties: { required: [], optional: ['constraint'] },
  way: 'ask',
  measures: 'day',
  refusalKey: () => '0',
  choices: () => [],
  read(reply, view) {
    const day = readDate(reply, view.language)
    if (!day) return invalid('date')
    return view.fits(day) ? answered(day) : invalid('constraint')
  },
  samples: (view) => ['1/1/1990', '1/6/2020', '1/6/2026'].filter((day) => view.fits(readDate(day, 'en') ?? '')),
}
