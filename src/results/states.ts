import { parseExpression } from '../core/expression.ts'
import type { Value } from '../core/expression-values.ts'
import type { Flow, Question } from '../core/flow.ts'
import { chosen, notChosen } from './knowledge.ts'
import type { Variable } from './tables.ts'
import { takesSeveral } from './tally.ts'

/** More combinations of answers than this are not tried: then less is known. */
export const mostCombinations = 20_000

/** One answer to a question: as expressions see it, and as its variables do. null stands for every reason why there is none. */
export interface State {
  readonly value: Value
  readonly variables: ReadonlyMap<string, string | null>
}

/** Every way in which choices can be combined: one that excludes the others alone. */
function combinationsOf(choices: readonly string[], exclusive: ReadonlySet<string>): string[][] {
  const free = choices.filter((choice) => !exclusive.has(choice))
  const subsets = free.reduce<string[][]>((all, choice) => all.flatMap((begun) => [begun, [...begun, choice]]), [[]])
  return [...subsets.filter(({ length }) => length > 0), ...[...exclusive].map((choice) => [choice])]
}

/** Every answer that a question can have; null where these are too many, or any number or text. */
export function statesOf(flow: Flow, question: Question, variables: readonly Variable[]): State[] | null {
  const own = variables.filter((variable) => variable.question === question)
  const missing: State = { value: '', variables: new Map(own.map(({ name }) => [name, null])) }
  if (takesSeveral(question)) {
    if (2 ** own.length > mostCombinations) return null
    const items = flow.lists[question.list ?? '']?.items ?? []
    const exclusive = new Set(items.filter((item) => item.exclusive && !item.missing).map(({ name }) => name))
    const choices = own.flatMap(({ choice }) => choice ?? [])
    const given = combinationsOf(choices, exclusive).map((names) => ({
      value: names.join(' '),
      variables: new Map(own.map(({ name, choice }) => [name, names.includes(choice ?? '') ? chosen : notChosen])),
    }))
    return [missing, ...given]
  }
  const [variable] = own
  if (!variable) return null
  const results = question.calculation === undefined ? [] : (parseExpression(question.calculation).results ?? [])
  return [
    missing,
    ...variable.values.map((name) => ({
      // A truth is kept as a word, a number as a number.
      value: results.find((result) => typeof result === 'number' && String(result) === name) ?? name,
      variables: new Map([[variable.name, name]]),
    })),
  ]
}

/** Every combination of answers to these questions; null where these are too many. */
export function* combined(states: ReadonlyMap<string, readonly State[]>): Generator<ReadonlyMap<string, State>> {
  const names = [...states.keys()]
  const chosenStates = new Map<string, State>()
  function* from(place: number): Generator<ReadonlyMap<string, State>> {
    const name = names[place]
    if (name === undefined) {
      yield chosenStates
      return
    }
    for (const state of states.get(name) ?? []) {
      chosenStates.set(name, state)
      yield* from(place + 1)
    }
  }
  yield* from(0)
}
