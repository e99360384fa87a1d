import type { Part } from '../../core/expression.ts'
import type { Value } from '../../core/expression-values.ts'
import type { Flow, Question } from '../../core/flow.ts'
import type { Check, Fault } from './check.ts'
import { partsIn, readExpression } from './expressions.ts'
import { measuresNumbers, takesSeveral } from './written.ts'

/** What is looked at in a flow, each expression once, with the first question that has it. */
function conditionsOf({ questions }: Flow): { source: string; question: Question; isConstraint: boolean }[] {
  const relevant = questions.flatMap((question) =>
    question.relevant.map((source) => ({ source, question, isConstraint: false })),
  )
  const constraints = questions.flatMap((question) =>
    question.constraint === undefined ? [] : [{ source: question.constraint, question, isConstraint: true }],
  )
  return [...new Map(relevant.map((each) => [each.source, each])).values(), ...constraints]
}

/** `${problems} = 'cost'` holds only for who chose that and nothing else. */
export const comparesSeveral: Check = {
  rule: 'compares-several',
  find({ content: { flow } }) {
    const named = new Map(flow.questions.map((question) => [question.name, question]))
    const look = (source: string | undefined, question: Question): Fault[] => {
      const expression = source === undefined ? undefined : readExpression(source)
      return (expression ? partsIn(expression.tree) : []).flatMap((part): Fault[] => {
        if (part.label !== '=' && part.label !== '!=') return []
        const several = part.parts.find((side) =>
          takesSeveral(side.label === '.' ? question : named.get(side.question ?? '')),
        )
        const value = part.parts.find(({ literal }) => typeof literal === 'string' && literal !== '')?.literal
        if (!several || value === undefined) return []
        const instead = `${part.label === '!=' ? 'not(' : ''}selected(${several.label}, '${value}')${part.label === '!=' ? ')' : ''}`
        const message = `several choices can be given to ${several.label}, and "${part.label}" compares all of them at once: write ${instead}`
        return [{ severity: 'error', question: question.name, message }]
      })
    }
    return flow.questions.flatMap((question) =>
      [...question.relevant, question.constraint, question.calculation].flatMap((source) => look(source, question)),
    )
  },
}

/** What can be tried out: of other functions a few values say too little. */
const tried = new Set([
  ...['and', 'or', 'not', '=', '!=', '<', '<=', '>', '>=', '+', '-', '*', 'div', 'if', 'coalesce', 'true', 'false'],
  ...['selected', 'count-selected', '.'],
])
const isTried = ({ label, question, literal }: Part): boolean =>
  tried.has(label) || question !== undefined || literal !== undefined

const mostTrials = 20_000
const unlike = 'something else'

/** Answers that a condition can tell apart, with '' for none; undefined where that cannot be said. */
function answersTo(question: Question | undefined, { lists }: Flow, literals: readonly Value[]): Value[] | undefined {
  if (!question) return undefined
  const texts = literals.map(String)
  const items = lists[question.list ?? '']?.items.filter(({ missing }) => missing === undefined)
  if (items) {
    const names = items.map(({ name }) => name)
    const named = names.filter((name) => texts.includes(name))
    const others = names.filter((name) => !texts.includes(name)).slice(0, 2)
    const single = [...named, ...others]
    const pairs = single.flatMap((one, index) => single.slice(index + 1).map((other) => `${one} ${other}`))
    return ['', ...single, ...(takesSeveral(question) ? [...pairs, single.join(' ')] : [])]
  }
  const numbers = literals.filter((each) => typeof each === 'number')
  const near = numbers.flatMap((number) => [number - 1, number, number + 1])
  if (measuresNumbers(question)) return ['', ...new Set([...near, 0, -1_000_000, 1_000_000])]
  return question.calculation === undefined
    ? undefined
    : ['', ...new Set([...near, 0, -1, 1_000_000, ...texts, unlike])]
}

/** Every combination of answers; undefined where there are too many to try. */
function combinations(answers: readonly (readonly Value[])[]): Value[][] | undefined {
  if (answers.reduce((count, { length }) => count * length, 1) > mostTrials) return undefined
  return answers.reduce<Value[][]>((all, next) => all.flatMap((each) => next.map((value) => [...each, value])), [[]])
}

/** Conditions that hold whatever is answered, such as `${a} != 'x' or ${a} != 'y'`: "and" was meant. */
export const alwaysTrue: Check = {
  rule: 'always-true',
  find({ content: { flow } }) {
    const named = new Map(flow.questions.map((question) => [question.name, question]))

    function isAlwaysTrue(source: string, question: Question, isConstraint: boolean): boolean {
      const expression = readExpression(source)
      const parts = expression ? partsIn(expression.tree) : []
      if (!expression || !parts.every(isTried)) return false
      const literals = parts.flatMap(({ literal }) => (literal === undefined ? [] : [literal]))
      const asked = [...expression.questions.map((name) => named.get(name)), ...(isConstraint ? [question] : [])]
      const answers = asked.map((each) => answersTo(each, flow, literals))
      if (answers.some((each) => each === undefined)) return false
      const holds = (given: readonly Value[]) =>
        expression.holds({
          question: (name) => given[expression.questions.indexOf(name)] ?? '',
          ...{ self: isConstraint ? (given.at(-1) ?? '') : '', column: () => '', today: '2000-01-01' },
        })
      // A constraint is looked at where there is an answer. A condition on numbers is not meant to ask whether there is one.
      const onlyNumbers = asked.every((each) => each && measuresNumbers(each)) && !literals.includes('')
      const possible = (answers as Value[][]).map((each, index) =>
        (isConstraint && index === answers.length - 1) || (onlyNumbers && asked.length > 0)
          ? each.filter((value) => value !== '')
          : each,
      )
      return combinations(possible)?.every(holds) ?? false
    }

    return conditionsOf(flow).flatMap(({ source, question, isConstraint }): Fault[] => {
      if (!isAlwaysTrue(source, question, isConstraint)) return []
      const mend = isConstraint ? 'every answer is taken' : 'everybody is asked'
      const message = `"${source}" always holds, so ${mend}: perhaps "and" is meant instead of "or"; mend it, or take it out`
      return [{ severity: 'warning', question: question.name, message }]
    })
  },
}
