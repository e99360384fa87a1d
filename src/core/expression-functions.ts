import { utcDay } from './days.ts'
import { type Evaluate, type Scope, toBoolean, toNumber, toText, type Value } from './expression-values.ts'

/** Everything that a part of an expression can come to, whatever is answered; null where that is any number or text. */
export type Results = readonly Value[] | null

const anyOf = (parts: readonly Results[]): Results =>
  parts.includes(null) ? null : [...new Set(parts.flatMap((part) => part ?? []))]

export const truths: Results = [true, false]

interface ExpressionFunction {
  /** How many values it takes. */
  readonly least: number
  readonly most: number
  evaluate(parameters: readonly Evaluate[], scope: Scope): Value
  /** What it can come to, from what its parameters can come to. */
  results(parameters: readonly Results[]): Results
}

type Compute = (...values: Value[]) => Value

/** A function that looks at the values of all its parameters. */
const between = (
  least: number,
  most: number,
  compute: Compute,
  results: (parts: readonly Results[]) => Results = () => null,
): ExpressionFunction => ({
  least,
  most,
  evaluate: (parts, scope) => compute(...parts.map((part) => part(scope))),
  results,
})
const plain = (count: number, compute: Compute, results?: ExpressionFunction['results']) =>
  between(count, count, compute, results)
const numeric = (compute: (...values: number[]) => number) =>
  plain(compute.length, (...values) => compute(...values.map(toNumber)))
const textual = (compute: (...texts: string[]) => Value, results?: ExpressionFunction['results']) =>
  plain(compute.length, (...values) => compute(...values.map(toText)), results)

const many = 50
const isTruth = () => truths
const selectedNames = (value: Value): string[] => toText(value).split(' ').filter(Boolean)

/** Rounds to a number of decimals; halves go up, as in XPath. */
function rounded(value: Value = '', digits: Value = 0): number {
  const scale = 10 ** toNumber(digits)
  return Math.round(toNumber(value) * scale) / scale
}

/** A part of a text from `start` up to and without `end`, counted from 0; what is below 0 counts from the end, as in JavaRosa. */
function part(value: Value = '', start: Value = 0, end?: Value): string {
  const letters = [...toText(value)]
  const from = toNumber(start)
  const to = end === undefined ? letters.length : toNumber(end)
  return Number.isNaN(from) || Number.isNaN(to) ? '' : letters.slice(from, to).join('')
}

const millisecondsPerDay = 86_400_000

/** A day as `YYYY-MM-DD`, from one or from a number of days since 1970; '' where it is none. */
function day(value: Value = ''): string {
  const time = new Date(
    Math.floor(toNumber(typeof value === 'string' ? value.slice(0, 10) : value)) * millisecondsPerDay,
  )
  return Number.isNaN(time.getTime()) || Math.abs(time.getUTCFullYear()) > 9999 ? '' : utcDay(time)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The parts of a day that a pattern may name. */
const dayParts: Readonly<Record<string, (iso: string) => string>> = {
  Y: (iso) => iso.slice(0, 4),
  y: (iso) => iso.slice(2, 4),
  m: (iso) => iso.slice(5, 7),
  n: (iso) => String(Number(iso.slice(5, 7))),
  b: (iso) => months[Number(iso.slice(5, 7)) - 1] ?? '',
  d: (iso) => iso.slice(8, 10),
  e: (iso) => String(Number(iso.slice(8, 10))),
  a: (iso) => weekdays[new Date(iso).getUTCDay()] ?? '',
}

function formatted(value: Value = '', pattern: Value = ''): string {
  const iso = day(value)
  return iso === ''
    ? ''
    : toText(pattern).replace(/%([a-zA-Z])/g, (whole, key: string) => dayParts[key]?.(iso) ?? whole)
}

/** XLSForm's functions, by their XLSForm names, as JavaRosa (ODK Collect) computes them. */
export const functions: Readonly<Record<string, ExpressionFunction>> = {
  __proto__: null as never,
  selected: plain(2, (value = '', name = '') => selectedNames(value).includes(toText(name).trim()), isTruth),
  'selected-at': plain(2, (value = '', place = 0) => selectedNames(value)[toNumber(place)] ?? ''),
  'count-selected': plain(1, (value = '') => selectedNames(value).length),
  not: plain(1, (value = '') => !toBoolean(value), isTruth),
  true: plain(0, () => true, isTruth),
  false: plain(0, () => false, isTruth),
  boolean: plain(1, (value = '') => toBoolean(value), isTruth),
  'boolean-from-string': plain(1, (value = '') => /^(?:true|1)$/i.test(toText(value)), isTruth),

  string: textual((text) => text),
  concat: between(1, many, (...values) => values.map(toText).join('')),
  substr: between(2, 3, part),
  'substring-before': textual((text, mark) => (text.includes(mark) ? text.slice(0, text.indexOf(mark)) : '')),
  'substring-after': textual((text, mark) => (text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : '')),
  contains: textual((text, piece) => text.includes(piece), isTruth),
  'starts-with': textual((text, piece) => text.startsWith(piece), isTruth),
  'ends-with': textual((text, piece) => text.endsWith(piece), isTruth),
  'string-length': textual((text) => [...text].length),
  'normalize-space': textual((text) => text.trim().replace(/\s+/g, ' ')),
  coalesce: between(2, many, (...values) => values.find((value) => value !== '') ?? '', anyOf),
  'count-non-empty': between(1, many, (...values) => values.filter((value) => value !== '').length),

  number: numeric((value) => value),
  int: numeric((value) => Math.trunc(value)),
  round: between(1, 2, rounded),
  abs: numeric((value) => Math.abs(value)),
  pow: numeric((base, exponent) => base ** exponent),
  sqrt: numeric((value) => Math.sqrt(value)),
  floor: numeric((value) => Math.floor(value)),
  ceiling: numeric((value) => Math.ceil(value)),
  min: between(1, many, (...values) => Math.min(...values.map(toNumber))),
  max: between(1, many, (...values) => Math.max(...values.map(toNumber))),

  today: { least: 0, most: 0, evaluate: (_parts, scope) => scope.today, results: () => null },
  // The time of day would say who answered: a moment is its day.
  now: { least: 0, most: 0, evaluate: (_parts, scope) => scope.today, results: () => null },
  date: plain(1, day),
  'format-date': plain(2, formatted),
  'decimal-date-time': plain(1, (value = '') => toNumber(day(value))),
  // Every calculation is computed once, when it is come to.
  once: plain(
    1,
    (value = '') => value,
    ([only = null]) => only,
  ),

  // Only the branch that is taken is looked at, as in XLSForm.
  if: {
    ...{ least: 3, most: 3 },
    evaluate: ([condition, whenTrue, whenFalse], scope) =>
      (condition && toBoolean(condition(scope)) ? whenTrue?.(scope) : whenFalse?.(scope)) ?? '',
    results: ([, whenTrue = null, whenFalse = null]) => anyOf([whenTrue, whenFalse]),
  },
}

const noRepeats = 'questions are not repeated here'
const noFiles = 'there are no files beside the form; write the values into the sheet "choices" or a calculation'
const noChance = 'nothing is left to chance here; take it out'

/** Functions of XLSForm that cannot mean the same here, and what to write instead. */
export const refusedFunctions: Readonly<Record<string, string>> = {
  __proto__: null as never,
  count: `${noRepeats}; write count-selected(\${question}) for choices, or count-non-empty(\${a}, \${b}) for questions`,
  sum: `${noRepeats}; write \${a} + \${b}`,
  position: `${noRepeats}; take it out`,
  last: `${noRepeats}; take it out`,
  'indexed-repeat': `${noRepeats}; write \${question}`,
  join: `${noRepeats}; write concat(\${a}, ' ', \${b})`,
  current: 'write ${question}',
  instance: noFiles,
  pulldata: noFiles,
  lookup: noFiles,
  random: noChance,
  randomize: noChance,
  uuid: noChance,
  digest: 'answers are kept as they are; take it out',
  'jr:choice-name': 'write ${question} in a text: there a choice is shown by its label',
  'jr:itext': 'write the text itself',
  'format-date-time': 'times of day are not kept, they could say who answered; write format-date()',
  'date-time': 'times of day are not kept; write date()',
  'decimal-time': 'times of day are not kept; take it out',
  time: 'times of day are not kept; take it out',
  translate: 'write contains() or regex()',
  area: 'a feature phone knows no position; take it out',
  distance: 'a feature phone knows no position; take it out',
  checklist: 'write the conditions with "and" and "or"',
  'weighted-checklist': 'write the weights with if() and +',
  version: 'the version is kept with every answer; take it out',
}
