import { amountIn } from '../understanding/amounts.ts'
import { invalid } from './options.ts'
import type { AskingType, Reading, View } from './question-type.ts'

/** Ten digits, as telephone numbers and numbers of identity cards have. */
const large = 1_000_000_000

/** What redaction takes for a telephone number or the like, as it was written or without the marks between its digits. */
function isPersonal(reply: string, value: number, { redact }: View): boolean {
  const digits = String(Math.abs(value))
  // Telephone numbers are not written with commas.
  return redact(reply) !== reply || (!reply.includes(',') && redact(digits) !== digits)
}

function readNumber(name: 'integer' | 'decimal', reply: string, view: View): Reading {
  const { vocabulary, label } = view
  const amount = amountIn(reply, { vocabulary, label, takesFractions: name === 'decimal' })
  if (!amount || isPersonal(reply, amount.value, view)) return invalid(name)
  const { isCertain, hasOtherWords } = amount
  // "-0" is zero.
  const value = amount.value + 0
  if (name === 'integer' && !Number.isSafeInteger(value)) return invalid(name)
  if (!view.fits(value)) return invalid('constraint')
  if (Math.abs(value) >= large && view.question.constraint === undefined) return invalid(name)
  if (!isCertain) return { kind: 'near', answer: { value }, label: String(value), expected: name }
  return { kind: 'answer', answer: { value }, ...(hasOtherWords ? { hasOtherWords } : {}) }
}

const numberType = (name: 'integer' | 'decimal'): AskingType => ({
  name,
  properties: { required: [], optional: ['constraint', 'classes'] },
  way: 'ask',
  measures: name,
  // "How many children?" must be answerable with 0; only where 0 cannot be an answer does it mean "prefer not to say".
  refusalKey: (view: View) => (view.fits(0) ? null : '0'),
  choices: () => [],
  read: (reply, view) => readNumber(name, reply, view),
  samples: (view) => [1, 2, 5, 18, 30, 100, 2000].filter((value) => view.fits(value)).map(String),
})

export const integer = numberType('integer')
export const decimal = numberType('decimal')
