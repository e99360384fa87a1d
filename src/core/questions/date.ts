import { dateIn, type WrittenDay } from '../understanding/dates.ts'
import { answered, invalid } from './options.ts'
import type { AskingType, Reading, View } from './question-type.ts'

const [firstYear, lastYear] = [1900, 2100]
/** A later year is mostly one of another calendar: 2025 is 2082 in Nepal. */
const yearsAhead = 10
/** Months of other calendars have up to 32 days. */
const longestMonth = 32

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

/** ISO form of a day that exists, else undefined. */
function isoDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? `${pad(year, 4)}-${pad(month)}-${pad(day)}` : undefined
}

const yearOf = (iso: string) => Number(iso.slice(0, 4))
const weekdayOf = (iso: string) => new Date(iso).getUTCDay() || 7
const readable = (iso: string) => iso.split('-').reverse().join('/')

/** Whether a year that is far ahead is meant: only where the constraint says how far ahead a date may be. */
const isExpected = (day: string, view: View): boolean =>
  view.question.constraint !== undefined && view.fits(day) && !view.fits(`${lastYear}-12-31`)

const isFarAhead = (day: string, view: View): boolean =>
  yearOf(day) > yearOf(view.today) + yearsAhead && !isExpected(day, view)

/**
 * The day that was written, with its century. A year of two digits is of the twentieth or of this century: of the two the one that fulfils the
 * constraint; if both do, the one nearer to today. One that is far ahead is never meant. With `. <= today()` 5/5/35 is 1935, and 5/5/20 is 2020.
 */
function dayOf({ day, month, year, hasCentury }: WrittenDay, view: View): string | undefined {
  if (hasCentury) return isoDay(year, month, day)
  const days = [1900, 2000]
    .map((century) => isoDay(century + year, month, day))
    .filter((each) => each !== undefined)
    .filter((each) => !isFarAhead(each, view))
  const distance = (each: string) => Math.abs(Date.parse(each) - Date.parse(view.today))
  const fitting = days.filter((each) => view.fits(each))
  return (fitting.length > 0 ? fitting : days).sort((one, other) => distance(one) - distance(other))[0]
}

/** Whether it may be a day of another calendar: its year is out of range, or our calendar has no such day (32/2/2082). */
function isOfOtherCalendar({ day, month, year, hasCentury }: WrittenDay, today: string): boolean {
  const isPossible = hasCentury && day >= 1 && day <= longestMonth && month >= 1 && month <= 12
  if (year < firstYear || year > lastYear) return isPossible
  return isPossible && year > yearOf(today) + yearsAhead && isoDay(year, month, day) === undefined
}

/**
 * Asks for the date of our calendar; where the texts are older than that, for a date. Nothing is converted: in Bangladesh and in India the
 * same Bangla date is not the same day, and an Islamic month begins where the moon was seen.
 */
const otherCalendar = (view: View): Reading =>
  invalid(view.vocabulary.dates.otherCalendars.all.length > 0 ? 'calendar' : 'date')

function readDate(reply: string, view: View): Reading {
  const written = dateIn(reply, view.vocabulary)
  if (!written) return invalid('date')
  if (written.kind === 'other_calendar') return otherCalendar(view)
  const ours = written.days.filter((each) => !isOfOtherCalendar(each, view.today))
  const day = ours.map((each) => dayOf(each, view)).find((each) => each !== undefined)
  if (day === undefined) return ours.length < written.days.length ? otherCalendar(view) : invalid('date')
  if (yearOf(day) < firstYear || yearOf(day) > lastYear) return invalid('date')
  if (isFarAhead(day, view)) return otherCalendar(view)
  if (!view.fits(day)) return invalid('constraint')
  // "Monday 31 December 2025" was a Wednesday.
  const isContradicted = written.weekday !== undefined && written.weekday !== weekdayOf(day)
  return isContradicted
    ? { kind: 'near', answer: { value: day }, label: readable(day), expected: 'date' }
    : answered(day)
}

export const date: AskingType = {
  name: 'date',
  properties: { required: [], optional: ['constraint'] },
  way: 'ask',
  measures: 'day',
  refusalKey: () => '0',
  choices: () => [],
  read: readDate,
  samples: (view) => ['1/1/1990', '1/6/2020', '1/6/2026'].filter((reply) => readDate(reply, view).kind === 'answer'),
}
