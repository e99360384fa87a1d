import type { Expression } from '../../core/expression.ts'
import type { Check, Fault } from './check.ts'
import { partsIn, readExpression } from './expressions.ts'

/** Whether its author said what is to be where an answer is missing. */
const namesMissing = ({ tree }: Expression): boolean =>
  partsIn(tree).some(
    ({ label, parts }) =>
      label === 'coalesce' || ((label === '=' || label === '!=') && parts.some(({ literal }) => literal === '')),
  )

/** Calculations that come to something where everything that they rest on was refused: silence would be counted as a no. */
export const countsRefused: Check = {
  rule: 'counts-refused',
  find: ({ content: { flow } }) =>
    flow.questions.flatMap(({ name, calculation }): Fault[] => {
      const expression = calculation === undefined ? undefined : readExpression(calculation)
      if (!expression || expression.questions.length === 0 || namesMissing(expression)) return []
      const value = expression.evaluate({ question: () => '', column: () => '', self: '', today: '2000-01-01' })
      const isSomething =
        typeof value === 'string' ? value !== '' && expression.results?.includes(value) : !Number.isNaN(value)
      if (!isSomething) return []
      const [first = ''] = expression.questions
      const message = `"${name}" comes to ${JSON.stringify(value)} for people who refused to answer what it rests on, as if they had said so: begin with if(\${${first}} = '', '', …)`
      return [{ severity: 'warning', question: name, message }]
    }),
}
