import { type Expression, parseExpression } from '../../core/expression.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import type { Check } from './check.ts'

/** Numbers of nine digits: as long as the shortest telephone numbers and numbers of identity cards. */
const nineDigits = [100_000_000, 123_456_789, 999_999_999]
const anyDay = '2000-01-01'

/** Whether an answer may be as long as a telephone number, whether an earlier answer that the constraint looks at was given or not. */
const admitsNineDigits = (constraint: Expression): boolean =>
  nineDigits.some((self) =>
    ['', 0].some((earlier) => constraint.holds({ self, today: anyDay, question: () => earlier, column: () => '' })),
  )

/** Numbers without an upper bound: a telephone number, or a slip of the finger, would be taken for an answer. */
export const noUpperBound: Check = {
  rule: 'no-upper-bound',
  find: ({ content: { flow } }) =>
    flow.questions
      .filter((question) => {
        const type = questionTypeOf(question)
        return type.way === 'ask' && (type.measures === 'integer' || type.measures === 'decimal')
      })
      .filter(({ constraint }) => constraint === undefined || admitsNineDigits(parseExpression(constraint)))
      .map(({ name }) => ({
        severity: 'warning',
        question: name,
        message: `"${name}" takes numbers of nine digits, which may be a telephone number: say how large an answer can be, for example constraint: . >= 0 and . <= 120`,
      })),
}
