/** What an expression works on; a missing answer is the empty string, as in XLSForm. */
export type Value = string | number | boolean

/** What an expression may look at. */
export interface Scope {
  /** The answer to a question as XLSForm sees it: a choice's name, several names joined by spaces, a number, an ISO date, or ''. */
  question(name: string): Value
  /** A column of the choice that a `choice_filter` is looking at. */
  column(name: string): Value
  /** The answer that a `constraint` is looking at, written `.`. */
  readonly self: Value
  /** ISO date. */
  readonly today: string
}

export type Evaluate = (scope: Scope) => Value

const isoDate = /^\d{4}-\d{2}-\d{2}$/
const millisecondsPerDay = 86_400_000

/** XPath's number(): NaN where there is none; a date counts as days since 1970, so that dates compare and subtract. */
export function toNumber(value: Value): number {
  if (typeof value !== 'string') return Number(value)
  const text = value.trim()
  if (isoDate.test(text)) return Date.parse(text) / millisecondsPerDay
  // JavaScript would also read 0x1f, 1e3 and Infinity.
  return /^-?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN
}

/** XPath's boolean(): '' , 0 and NaN are false. */
export function toBoolean(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : Boolean(value)
}

export const toText = (value: Value): string => String(value)
