import { type Expression, parseExpression } from '../core/expression.ts'
import type { Value } from '../core/expression-values.ts'
import type { Flow, Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import type { Impossible, Knowledge, Ways } from './knowledge.ts'
import { combined, mostCombinations, type State, statesOf } from './states.ts'
import { reasons, type Variable, variablesOf } from './tables.ts'
import { takesSeveral } from './tally.ts'
import { waysThrough } from './ways.ts'

const [refused, dontKnow, notApplicable, invalid, notReached] = reasons as [string, string, string, string, string]
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
  const found = new Map<string, Map<string, Possible>>()
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
        const values = found.get(variable) ?? new Map<string, Possible>()
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
function neverWith(value: string, input: Variable, target: Variable, possible: Possible, flow: Flow): Set<string> {
  const { asked, leftOut, results } = possible
  const block = target.question.block
  const isComputed = questionTypeOf(target.question).way === 'compute'
  const isUndetermined = isComputed && results.has('')
  const never = new Set<string>()
  const values = target.values.filter((each) => !asked || (isComputed && !results.has(each)))
  for (const each of values) never.add(each)
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
const afterNotReached = (target: Variable): Set<string> =>
  new Set([...target.values, refused, dontKnow, notApplicable, invalid])

/** Pairs of values that the conditions and calculations of a flow rule out, found by trying every combination of answers that they look at. */
function impossibleIn(flow: Flow, variables: readonly Variable[]): Impossible[] {
  return flow.questions.flatMap((question, place) => {
    const targets = variables.filter((variable) => variable.question === question)
    if (targets.length === 0) return []
    return [...dependenciesOf(flow, question, variables)].flatMap(([name, values]) => {
      const input = variables.find((variable) => variable.name === name)
      // A condition that looks at what is asked later sees nothing; authors are told, and nothing is concluded.
      if (!input || flow.questions.indexOf(input.question) >= place) return []
      return targets.map((target): Impossible => {
        const never = new Map<string, Set<string>>()
        for (const [value, possible] of values)
          for (const each of value === '' ? reasons : [value])
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
 * What everybody can know of how answers hang together, from the questionnaire alone: which choices belong to one question, and which values of
 * two variables never occur together. Where conditions look at numbers, free text, the day, or at too many answers, nothing is concluded from them.
 */
export function knowledgeOf(flow: Flow): Knowledge {
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
  const known = new Map<string, Ways>()
  const ways = (wanted: ReadonlySet<string>) => {
    const key = [...wanted].sort().join('\n')
    const found = known.get(key) ?? waysThrough(flow, wanted)
    known.set(key, found)
    return found
  }
  return { choices, impossible: impossibleIn(flow, variables), ways }
}
