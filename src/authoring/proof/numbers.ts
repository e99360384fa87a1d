import type { Expression } from '../../core/expression.ts'
import type { Question } from '../../core/flow.ts'
import { fold } from '../../core/understanding/characters.ts'
import { wordFinder } from '../sensitive-words.ts'
import type { Check, Fault } from './check.ts'
import { partsIn, readExpression } from './expressions.ts'
import type { Subject } from './subject.ts'
import { measuresNumbers, partOf } from './written.ts'

/** Numbers of nine digits: as long as the shortest telephone numbers and numbers of identity cards. */
const nineDigits = [100_000_000, 123_456_789, 999_999_999]
const anyDay = '2000-01-01'

/** Whether one of these answers is taken, whether an earlier answer that the constraint looks at was given or not. */
const admits = (constraint: Expression, answers: readonly number[]): boolean =>
  answers.some((self) =>
    ['', 0].some((earlier) => constraint.holds({ self, today: anyDay, question: () => earlier, column: () => '' })),
  )

const takes = ({ constraint }: Question, answers: readonly number[]): boolean =>
  constraint === undefined || admits(readExpression(constraint), answers)

/** Questions for a number that ask for an age, by their name or by what they say. */
function agesIn(subject: Subject): Question[] {
  const { flow, texts } = subject.content
  const find = wordFinder(Object.values(texts).flatMap(({ system }) => (system?.age_words ?? []) as string[]))
  const saysAge = (question: Question, language: string) =>
    find(partOf(subject, question, language, 'label') ?? '').length > 0
  return flow.questions.filter(
    (question) =>
      measuresNumbers(question) &&
      (/(?:^|_)age(?:$|_)/i.test(question.name) || flow.languages.some((language) => saysAge(question, language))),
  )
}

/** Numbers without an upper bound: a telephone number, or a slip of the finger, would be taken for an answer. */
export const noUpperBound: Check = {
  rule: 'no-upper-bound',
  find: ({ content: { flow } }) =>
    flow.questions
      .filter((question) => measuresNumbers(question) && takes(question, nineDigits))
      .map(({ name }) => ({
        severity: 'warning',
        question: name,
        message: `"${name}" takes numbers of nine digits, which may be a telephone number: say how large an answer can be, for example constraint: . >= 0 and . <= 120`,
      })),
}

/** Nobody has been older, and nobody is younger than just born. */
const noAges = [-1, 131, 200, 999]

/** Ages that nobody has: a year of birth, or a slip of the finger, would be taken for one. */
export const ageBounds: Check = {
  rule: 'age-bounds',
  find: (subject) =>
    agesIn(subject).flatMap((question): Fault[] => {
      const taken = noAges.find((age) => takes(question, [age]))
      if (taken === undefined) return []
      const message = `"${question.name}" takes ages that nobody has, such as ${taken}: say from which age to which, for example constraint: . >= 0 and . <= 120`
      return [{ severity: 'warning', question: question.name, message }]
    }),
}

const numbersIn = (text: string): number[] =>
  (
    fold(text)
      .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
      .match(/\d+(?:\.\d+)?/g) ?? []
  ).map(Number)

/** What people are told of a wrong answer names other numbers than those that decide. */
export const contradictedConstraint: Check = {
  rule: 'constraint-message',
  find: (subject) =>
    subject.content.flow.questions.filter(measuresNumbers).flatMap((question) => {
      const { name, constraint } = question
      const expression = constraint === undefined ? undefined : readExpression(constraint)
      if (!expression || expression.questions.length > 0) return []
      const bounds = partsIn(expression.tree).flatMap(({ literal }) => (typeof literal === 'number' ? [literal] : []))
      return subject.content.flow.languages.flatMap((language): Fault[] => {
        const said = numbersIn(partOf(subject, question, language, 'constraint_message') ?? '')
        if (said.length === 0 || bounds.length === 0) return []
        // "Below 19" and "up to 18" mean the same.
        const stray = said.filter((number) => !bounds.some((bound) => Math.abs(Math.abs(bound) - number) <= 1))
        const [low = 0, high = 0] = said
        const isInside = said.length !== 2 || high - low < 3 || admits(expression, [Math.floor((low + high) / 2)])
        if (stray.length === 0 && isInside) return []
        const what = stray.length > 0 ? `says ${stray.join(' and ')}` : `allows ${low} to ${high}`
        const message = `the message for wrong answers to "${name}" ${what}, and its constraint is "${constraint}": let both say the same`
        return [{ severity: 'warning', question: name, language, message }]
      })
    }),
}
