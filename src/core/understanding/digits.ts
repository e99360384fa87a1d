import type { DigitsAt } from './number-words.ts'
import type { Token } from './tokens.ts'

/** What may stand between the groups of a number, and before its fraction. */
const mark = /^[.,'’‘´`_٬٫ ⁄]$/u
const apostrophe = /^['’‘´`]$/u
/** More digits cannot be kept exactly. */
const mostDigits = 15
const mostDecimals = 10
/** "007" is 7; more digits after a zero are no amount but a code. */
const longestWithZero = 4

const isPlain = (digits: string) => !(digits.startsWith('0') && digits.length > longestWithZero)

/** 1,234 or 1 234 567, and 1,50,000 as in India: groups of three after one to three digits, or of two and then three. */
function isGrouped(
  [first = '', ...groups]: readonly string[],
  [separator = '', ...others]: readonly string[],
): boolean {
  if (groups.length === 0 || !/^[.,'_٬ ]$/u.test(separator) || others.some((other) => other !== separator)) return false
  if (first.length > 3 || first.startsWith('0')) return false
  const last = groups.at(-1) ?? ''
  const isWestern = groups.every((group) => group.length === 3)
  const isIndian = /^[,٬]$/u.test(separator) && first.length <= 2 && last.length === 3
  return isWestern || (isIndian && groups.slice(0, -1).every((group) => group.length === 2))
}

/** The value of groups of digits with the marks between them; NaN where they are no number. */
function amountOf(groups: readonly string[], marks: readonly string[], takesFractions: boolean): DigitsAt['value'] {
  const digits = groups.join('')
  if (digits.length > mostDigits) return Number.NaN
  if (marks.length === 0) return isPlain(digits) ? Number(digits) : Number.NaN
  const last = marks.at(-1) ?? ''
  // One full stop before three digits is a fraction where there are fractions, one comma never is.
  const isFraction = last === '٫' || (takesFractions && marks.length === 1 && last === '.')
  if (!isFraction && isGrouped(groups, marks)) return Number(digits)
  const whole = groups.slice(0, -1)
  const others = marks.slice(0, -1)
  const isWhole = others.length === 0 ? isPlain(whole.join('')) : !others.includes(last) && isGrouped(whole, others)
  const decimals = groups.at(-1) ?? ''
  if (!/^[.,٫]$/u.test(last) || !isWhole || decimals.length > mostDecimals) return Number.NaN
  return Number(`${whole.join('')}.${decimals}`)
}

/**
 * The number in digits that begins at a token, as far as marks join it; undefined where none does. Its value is NaN where marks join what
 * is no number ("1.2.3", "1/2" as one character, "1 2"). `takesFractions`: 1.200 is 1.2, and not 1200.
 */
export function digitsAt(tokens: readonly Token[], index: number, takesFractions: boolean): DigitsAt | undefined {
  if (tokens[index]?.kind !== 'number') return undefined
  let end = index + 1
  for (; tokens[end]?.kind === 'number' && mark.test(tokens[end]?.gap ?? ''); end++);
  const groups = tokens.slice(index, end).map(({ text }) => text)
  const marks = tokens.slice(index + 1, end).map(({ gap }) => (apostrophe.test(gap) ? "'" : gap))
  const isRough = marks.length === 1 && /^[., ]$/u.test(marks[0] ?? '') && isGrouped(groups, marks)
  return { length: end - index, value: amountOf(groups, marks, takesFractions), isRough }
}
