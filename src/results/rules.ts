import { type Expression, parseExpression } from '../core/expression.ts'
import type { Value } from '../core/expression-values.ts'
import type { Flow } from '../core/flow.ts'
import { combined, mostCombinations, type State, statesOf } from './states.ts'
import { variablesOf } from './tables.ts'

/** A condition or a calculation that can be looked at for every answer that there can be. */
interface Rule {
  readonly questions: readonly string[]
  holds(answer: (question: string) => Value): boolean
  /** What it comes to, as answers are kept; '' where that cannot be determined. */
  result(answer: (question: string) => Value): Value
}

export interface Rules {
  /** By their sources. Those that look at numbers, texts, the day or at too much are not among them. */
  readonly known: ReadonlyMap<string, Rule>
  readonly areAllKnown: boolean
  /** One of the answers to a question that make no difference to any rule. */
  classOf(question: string, value: Value): Value
}

export const noRules: Rules = { known: new Map(), areAllKnown: false, classOf: () => '' }

const isMissing = (value: Value) => value === '' || Number.isNaN(value)

function ruleOf(expression: Expression): Rule {
  const scopeOf = (question: (name: string) => Value) => ({ question, column: () => '', self: '', today: '' })
  return {
    questions: expression.questions,
    holds: (answer) => expression.holds(scopeOf(answer)),
    result(answer) {
      const value = expression.evaluate(scopeOf(answer))
      if (isMissing(value)) return ''
      return typeof value === 'boolean' ? String(value) : value
    },
  }
}

/** Every condition and calculation of a flow. */
export function rulesOf(flow: Flow): Rules {
  const variables = variablesOf(flow)
  const states = new Map<string, State[] | null>(
    flow.questions.map((question) => [question.name, statesOf(flow, question, variables)]),
  )
  const sources = new Set([
    ...(flow.eligible === undefined ? [] : [flow.eligible]),
    ...Object.values(flow.blocks).flatMap(({ relevant }) => relevant),
    ...flow.questions.flatMap(({ relevant, calculation }) => [...relevant, ...(calculation ? [calculation] : [])]),
  ])
  const known = new Map<string, Rule>()
  /** For each question and each of its answers, what every rule makes of it, whatever else is answered. */
  const signatures = new Map<string, Map<Value, string>>()
  for (const source of sources) {
    const expression = parseExpression(source)
    const inputs = new Map(expression.questions.map((name) => [name, states.get(name) ?? []] as const))
    const combinations = [...inputs.values()].reduce((product, { length }) => product * length, 1)
    const dependsOnDay = /\btoday\s*\(/.test(source)
    if (dependsOnDay || combinations > mostCombinations || combinations === 0) continue
    const rule = ruleOf(expression)
    known.set(source, rule)
    for (const combination of combined(inputs)) {
      const answer = (name: string) => combination.get(name)?.value ?? ''
      const outcome = `${rule.holds(answer)} ${rule.result(answer)}`
      for (const [name, { value }] of combination) {
        const own = signatures.get(name) ?? new Map<Value, string>()
        signatures.set(name, own.set(value, `${own.get(value) ?? ''}\n${outcome}`))
      }
    }
  }
  const classes = new Map(
    [...signatures].map(([name, own]) => {
      const first = new Map([...own].reverse().map(([value, signature]) => [signature, value]))
      return [name, new Map([...own].map(([value, signature]) => [value, first.get(signature) ?? value]))] as const
    }),
  )
  return {
    ...{ known, areAllKnown: known.size === sources.size },
    classOf: (question, value) => classes.get(question)?.get(value) ?? '',
  }
}
