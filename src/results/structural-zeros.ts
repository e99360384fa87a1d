import { type Expression, parseExpression } from '../core/expression.ts'
import type { Value } from '../core/expression-values.ts'
import { type Flow, missingCodes, type Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import type { Impossible, Knowledge, Ways } from './knowledge.ts'
import { numberVariables } from './number-tables.ts'
import type { TableForm } from './numbers.ts'
import { because, type Key, namesKey, saidKey, valued } from './said.ts'
import { combined, mostCombinations, type State, statesOf } from './states.ts'
import { type Variable, variablesOf } from './tables.ts'
import { takesSeveral } from './tally.ts'
import { waysThrough } from './ways.ts'

const keyOfReason = (code: Parameters<typeof because>[0]): Key => saidKey(because(code))
const [refused, dontKnow, notApplicable] = (['refused', 'dont_know', 'not_applicable'] as const).map(keyOfReason) as [
  ...[Key, Key, Key],
]
const [invalid, notReached] = [keyOfReason('invalid'), keyOfReason('not_reached')]
const keysOf = (values: readonly string[]): Key[] => values.map((value) => saidKey(valued(value)))
const isMissing = (value: Value) => value === '' || Number.isNaN(value)

/** What questions expressions refer to, each with its possible answers; null where these are not known, or it also depends on the day. */
function inputsOf(flow: Flow, expressions: readonly Expression[], variables: readonly Variable[]) {
  const names = [...new Set(expressions.flatMap(({ questions }) => questions))]
  const states = new Map<string, State[]>()
  let combinations = 1
  for (const name of names) {
    const question = flow.questions.find((each) => each.name === name)
    const own = question && statesOf(flow, question, variables)
    if (!own) return null
    combinations *= own.length
    states.set(name, own)
  }
  const dependsOnDay = expressions.some(({ source }) => /\btoday\s*\(/.test(source))
  return combinations > mostCombinations || dependsOnDay ? null : states
}

/** What a question can come to where another variable has a certain value. */
interface Possible {
  asked: boolean
  leftOut: boolean
  /** Of a calculation; '' where it cannot be determined. */
  readonly results: Set<string>
}

/** For each value of each variable that a question depends on, what the question can come to. */
function dependenciesOf(flow: Flow, question: Question, variables: readonly Variable[]) {
  const relevant = question.relevant.map(parseExpression)
  const calculation = question.calculation === undefined ? undefined : parseExpression(question.calculation)
  const inputs = inputsOf(flow, calculation ? [...relevant, calculation] : relevant, variables)
  const found = new Map<string, Map<string | null, Possible>>()
  if (!inputs || inputs.size === 0) return found
  for (const combination of combined(inputs)) {
    const scope = {
      question: (name: string) => combination.get(name)?.value ?? '',
      ...{ column: () => '', self: '', today: '' },
    }
    const isAsked = relevant.every((condition) => condition.holds(scope))
    const result = isAsked && calculation ? calculation.evaluate(scope) : undefined
    for (const { variables: own } of combination.values())
      for (const [variable, value] of own) {
        const values = found.get(variable) ?? new Map<string | null, Possible>()
        const possible = values.get(value) ?? { asked: false, leftOut: false, results: new Set<string>() }
        if (isAsked) possible.asked = true
        else possible.leftOut = true
        if (result !== undefined) possible.results.add(isMissing(result) ? '' : String(result))
        found.set(variable, values.set(value, possible))
      }
  }
  return found
}

/** Which values a variable cannot have where one that it depends on has this value. */
function neverWith(value: Key, input: Variable, target: Variable, possible: Possible, flow: Flow): Set<Key> {
  const { asked, leftOut, results } = possible
  const block = target.question.block
  const isComputed = questionTypeOf(target.question).way === 'compute'
  const isUndetermined = isComputed && results.has('')
  const never = new Set(keysOf(target.values.filter((each) => !asked || (isComputed && !results.has(each)))))
  if (isComputed ? !isUndetermined : !asked) {
    never.add(dontKnow)
    never.add(invalid)
  }
  const items = flow.lists[target.question.list ?? '']?.items ?? []
  const mayChooseNotApplicable = items.some(({ missing }) => missing === 'not_applicable') && asked
  if (!leftOut && !mayChooseNotApplicable && !isUndetermined) never.add(notApplicable)
  // Whoever does not come into a sensitive block refuses everything in it at once, whatever the conditions.
  const isSkipped = block !== undefined && (input.question.block !== block || value === refused)
  if (!isSkipped && (isComputed ? !isUndetermined : !asked)) never.add(refused)
  return never
}

/** A question that was not reached leaves all that follow from it without an answer; leaving at once takes back both or neither. */
const afterNotReached = (target: Variable): Set<Key> =>
  new Set([...keysOf(target.values), refused, dontKnow, notApplicable, invalid])

/** Pairs of values that the conditions and calculations of a flow rule out, found by trying every combination of answers that they look at. */
function impossibleIn(flow: Flow, variables: readonly Variable[], numbers: readonly Variable[]): Impossible[] {
  return flow.questions.flatMap((question, place) => {
    const targets = [...variables, ...numbers].filter((variable) => variable.question === question)
    if (targets.length === 0) return []
    return [...dependenciesOf(flow, question, variables)].flatMap(([name, values]) => {
      const input = variables.find((variable) => variable.name === name)
      // A condition that looks at what is asked later sees nothing; authors are told, and nothing is concluded.
      if (!input || flow.questions.indexOf(input.question) >= place) return []
      return targets.map((target): Impossible => {
        const never = new Map<Key, Set<Key>>()
        for (const [value, possible] of values)
          for (const each of value === null ? missingCodes.map(keyOfReason) : keysOf([value]))
            never.set(
              each,
              each === notReached ? afterNotReached(target) : neverWith(each, input, target, possible, flow),
            )
        return { first: name, second: target.name, never }
      })
    })
  })
}

/**
 * What follows over a third variable: a value of the first never occurs with one of the second if each value of the one between them is ruled out by
 * either. Somebody who was not asked about an event was not asked who was told of it, nor what came of that.
 */
function consequencesOf(impossible: readonly Impossible[], variables: readonly Variable[]): Impossible[] {
  const valuesOf = new Map(
    variables.map(({ name, values }) => [name, [...keysOf(values), ...missingCodes.map(keyOfReason)]]),
  )
  const all = [...impossible]
  // They stand in the order of the questions that they are about, so what leads to one of them is there before it.
  for (const { first: between, second, never: after } of impossible)
    for (const { first, never: before } of all.filter((each) => each.second === between)) {
      const possible = valuesOf.get(between) ?? []
      const found = new Map<Key, Set<Key>>()
      for (const [value, ruledOut] of before) {
        const left = possible.filter((each) => !ruledOut.has(each)).map((each) => after.get(each) ?? new Set<Key>())
        const [some = new Set<Key>(), ...others] = left
        found.set(value, new Set([...some].filter((each) => others.every((other) => other.has(each)))))
      }
      all.push({ first, second, never: found })
    }
  return all.slice(impossible.length).filter(({ never }) => [...never.values()].some(({ size }) => size > 0))
}

/**
 * What everybody can know of how answers hang together, from the questionnaire alone: which choices belong to one question, and which values of
 * two variables never occur together. `tables`: the classes of numbers stand in them alone. Where conditions look at numbers, free text, the day, or at too many answers, nothing is concluded from them.
 */
export function knowledgeOf(flow: Flow, tables: readonly TableForm[] = []): Knowledge {
  const variables = variablesOf(flow)
  const choices = flow.questions.filter(takesSeveral).map((question) => {
    const items = flow.lists[question.list ?? '']?.items ?? []
    const isExclusive = (choice: string | null) => items.find(({ name }) => name === choice)?.exclusive === true
    const own = variables.filter((variable) => variable.question === question)
    return {
      question: question.name,
      choices: own.map(({ name, choice }) => ({ variable: name, exclusive: isExclusive(choice) })),
    }
  })
  const numbers = numberVariables(flow, tables)
  const impossible = impossibleIn(flow, variables, numbers)
  const known = new Map<Key, Ways>()
  const ways = (wanted: ReadonlySet<string>) => {
    const key = namesKey([...wanted].sort())
    const found = known.get(key) ?? waysThrough(flow, wanted, numbers)
    known.set(key, found)
    return found
  }
  return { choices, impossible, consequences: consequencesOf(impossible, variables), ways }
}
