import { utcDay } from '../core/days.ts'

/** Times as they are stored about people: never finer than is needed to forget, or to end, in time. */

const minute = 60_000
const day = 1440 * minute
/** Days that share one date. */
const daysInPeriod = 4
/** What a moment is rounded up to. */
const grains = [1440, 360, 60, 15, 5].map((minutes) => minutes * minute)

/** A day of the calendar (UTC): by these is forgotten; what people read has the days of the survey's time zone. */
export const dayOf = utcDay

/** The first day of the four days of a time, which are the same for everybody: what is forgotten after seven days is there for four days at least. */
export const periodOf = (time: Date): string =>
  dayOf(new Date(Math.floor(time.getTime() / day / daysInPeriod) * daysInPeriod * day))

/**
 * A time to come, rounded up so that the moment at which it was decided does not show: by at most a quarter of what is left until then, or a
 * minute where that is less than five. A conversation that ends after a day ends up to six hours later.
 */
export function roundedUp(now: Date, time: Date): Date {
  const left = time.getTime() - now.getTime()
  const grain = grains.find((each) => each * 4 <= left) ?? minute
  return new Date(Math.ceil(time.getTime() / grain) * grain)
}

/** A time that has come, rounded down. */
export const roundedDown = (time: Date): Date => new Date(Math.floor(time.getTime() / day) * day)

const monthsInHalf = 6
const monthsOfMark = 12

/** When the mark that somebody took part is erased in any case: after twelve to eighteen months, the same day for everybody of a half-year. */
export const endOfMark = (now: Date): string => {
  const nextHalf = (Math.floor(now.getUTCMonth() / monthsInHalf) + 1) * monthsInHalf
  return dayOf(new Date(Date.UTC(now.getUTCFullYear(), nextHalf + monthsOfMark)))
}
