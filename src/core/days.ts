/** Says on which day of the calendar a moment is: `YYYY-MM-DD`. */
export type DayOf = (moment: Date) => string

/** The day everywhere where no other time zone is set. */
export const utcDay: DayOf = (moment) => moment.toISOString().slice(0, 10)

/** Whether a time zone of this name (IANA, such as `Asia/Dhaka`) is known. */
export function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +06:00 know no daylight saving time, and are no names.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

/** Days as people in a time zone count them. Throws a RangeError for one that `isTimeZone` does not know. */
export function daysIn(timeZone: string): DayOf {
  if (timeZone === 'UTC') return utcDay
  const format = new Intl.DateTimeFormat('en', {
    ...{ timeZone, calendar: 'iso8601', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  })
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]))
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`
  }
}
