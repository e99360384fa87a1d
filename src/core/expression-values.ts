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
  return text === '' ? Number.NaN : Number(text)
}

/** XPath's boolean(): '' , 0 and NaN are false. */
export function toBoolean(value: Value): boolean {
  return typeof value === 'number' ? value !== 0 && !Number.isNaN(value) : Boolean(value)
}

export const toText = (value: Value): string => String(value)

const selectedNames = (value: Value): string[] => toText(value).split(' ').filter(Boolean)

/** Everything that a part of an expression can come to, whatever is answered; null where that is any number or text. */
export type Results = readonly Value[] | null

const anyOf = (parts: readonly Results[]): Results =>
  parts.includes(null) ? null : [...new Set(parts.flatMap((part) => part ?? []))]

export const truths: Results = [true, false]

interface ExpressionFunction {
  readonly parameters: number
  evaluate(parameters: readonly Evaluate[], scope: Scope): Value
  /** What it can come to, from what its parameters can come to. */
  results(parameters: readonly Results[]): Results
}

/** A function that looks at the values of all its parameters. */
const plain = (
  parameters: number,
  compute: (...values: Value[]) => Value,
  results: (parts: readonly Results[]) => Results = () => null,
): ExpressionFunction => ({
  parameters,
  evaluate: (parts, scope) => compute(...parts.map((part) => part(scope))),
  results,
})

const isTruth = () => truths

/** XLSForm's functions, by their XLSForm names. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  __proto__: null as never,
  selected: plain(2, (value, name) => selectedNames(value ?? '').includes(toText(name ?? '')), isTruth),
  'count-selected': plain(1, (value) => selectedNames(value ?? '').length),
  not: plain(1, (value) => !toBoolean(value ?? ''), isTruth),
  true: plain(0, () => true, isTruth),
  false: plain(0, () => false, isTruth),
  'string-length': plain(1, (value) => toText(value ?? '').length),
  coalesce: plain(2, (first, second) => (first === '' ? (second ?? '') : (first ?? '')), anyOf),
  number: plain(1, (value) => toNumber(value ?? '')),
  int: plain(1, (value) => Math.trunc(toNumber(value ?? ''))),
  round: plain(2, (value, digits) => {
    const scale = 10 ** toNumber(digits ?? 0)
    return Math.round(toNumber(value ?? '') * scale) / scale
  }),
  // Only the branch that is taken is looked at, as in XLSForm.
  if: {
    parameters: 3,
    evaluate: ([condition, whenTrue, whenFalse], scope) =>
      (condition && toBoolean(condition(scope)) ? whenTrue?.(scope) : whenFalse?.(scope)) ?? '',
    results: ([, whenTrue = null, whenFalse = null]) => anyOf([whenTrue, whenFalse]),
  },
  today: { parameters: 0, evaluate: (_parts, scope) => scope.today, results: () => null },
}
