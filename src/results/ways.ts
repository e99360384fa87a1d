import { sensitiveQuestions } from '../core/dependence.ts'
import type { Value } from '../core/expression-values.ts'
import type { Flow, Question } from '../core/flow.ts'
import { questionTypeOf } from '../core/questions/index.ts'
import type { Arc, Labels, Ways } from './knowledge.ts'
import { outcomeVariable } from './outcome-table.ts'
import { noRules, type Rules, rulesOf } from './rules.ts'
import { because, namesKey, type Said, saidKey, valued } from './said.ts'
import { type State, statesOf } from './states.ts'
import { type Variable, variablesOf } from './tables.ts'

/** What is remembered of the answers so far: as much as conditions that are still to come look at. */
type Memory = ReadonlyMap<string, Value>

const [start, end] = [0, 1]
/** More nodes than this are not looked at: conditions are then taken for open. */
const mostNodes = 6_000

const [refused, dontKnow, notApplicable, invalid, notReached] = (
  ['refused', 'dont_know', 'not_applicable', 'invalid', 'not_reached'] as const
).map(because) as [Said, Said, Said, Said, Said]

/** A place on the way: before the question at `index`. */
interface At {
  readonly index: number
  readonly memory: Memory
  /** The sensitive group that the person steps over. */
  readonly skips: string | null
  /** The person leaves in the end so that everything sensitive is taken back. */
  readonly takesBack: boolean
}

/**
 * Every way through a questionnaire, as the machine goes it: conditions, calculations, sensitive groups that are entered or stepped over, every
 * reason for having no answer, and every place to leave, with what is sensitive or without. Ways that record the same of `wanted` are one.
 * `numbers`: questions that are answered with a number, with the classes that are told of them.
 */
export function waysThrough(flow: Flow, wanted: ReadonlySet<string>, numbers: readonly Variable[] = []): Ways {
  const variables = [...variablesOf(flow), ...numbers]
  return explore(flow, { wanted, variables }, rulesOf(flow)) ?? (explore(flow, { wanted, variables }, noRules) as Ways)
}

interface Looked {
  readonly wanted: ReadonlySet<string>
  readonly variables: readonly Variable[]
}

function explore(flow: Flow, { wanted, variables }: Looked, rules: Rules): Ways | null {
  const sensitive = sensitiveQuestions(flow)
  const questions = flow.questions.filter((question) => questionTypeOf(question).way !== 'tell')
  const own = new Map(questions.map((question) => [question, variables.filter((each) => each.question === question)]))
  const wantedOf = (question: Question) => (own.get(question) ?? []).filter(({ name }) => wanted.has(name))
  const all = (question: Question, value: Said): Labels => wantedOf(question).map(({ name }) => [name, value] as const)
  const states = new Map(questions.map((question) => [question, statesOf(flow, question, variables)]))
  const placeOf = new Map(questions.map(({ name }, place) => [name, place]))
  /** Whether conditions come to be looked at from here on. */
  const neededFrom = questions.map((_, place) => {
    const sources = questions
      .slice(place)
      .flatMap(({ relevant, calculation, block }) => [
        ...relevant,
        ...(calculation === undefined ? [] : [calculation]),
        ...(block === undefined ? [] : (flow.blocks[block]?.relevant ?? [])),
      ])
    return new Set([...sources, flow.eligible ?? ''].flatMap((source) => rules.known.get(source)?.questions ?? []))
  })
  const isOpen = (sources: readonly string[]) => sources.some((source) => !rules.known.has(source))
  const answerIn = (memory: Memory) => (name: string) => memory.get(name) ?? ''
  /** Whether these conditions hold: where some of them are open, perhaps. */
  const truths = (sources: readonly string[], memory: Memory): boolean[] => {
    if (sources.some((source) => rules.known.get(source)?.holds(answerIn(memory)) === false)) return [false]
    return isOpen(sources) ? [true, false] : [true]
  }

  const nodes = new Map<string, number>()
  const waiting: { readonly at: At; readonly node: number }[] = []
  const arcs = new Map<string, Arc>()
  const connect = (from: number, to: number, labels: Labels) =>
    arcs.set(`${from} ${to} ${labels.map(([name, value]) => namesKey([name, saidKey(value)]))}`, { from, to, labels })

  function nodeAt(at: At): number {
    if (at.index >= questions.length) throw new Error('nothing comes after the last question')
    const needed = neededFrom[at.index] as ReadonlySet<string>
    const memory = new Map([...at.memory].filter(([name]) => needed.has(name)))
    const parts = [...memory].sort(([a], [b]) => (a < b ? -1 : 1)).flat()
    const key = JSON.stringify([at.index, at.skips, at.takesBack, ...parts])
    const known = nodes.get(key)
    if (known !== undefined) return known
    const node = nodes.size + 2
    nodes.set(key, node)
    waiting.push({ at: { ...at, memory }, node })
    return node
  }

  const outcome = (value: string): Labels => (wanted.has(outcomeVariable) ? [[outcomeVariable, valued(value)]] : [])
  const isTurnedAway = ({ memory, index }: At) => {
    const rule = rules.known.get(flow.eligible ?? '')
    if (!rule?.questions.every((name) => (placeOf.get(name) ?? Number.POSITIVE_INFINITY) < index)) return false
    return !rule.holds(answerIn(memory))
  }

  /** One question is behind the person, who goes on, or has come to the end. */
  function goOn(from: number, at: At, question: Question, labels: Labels, answer: Value): void {
    const recorded = at.takesBack && sensitive.has(question.name) ? all(question, notReached) : labels
    const memory = new Map([...at.memory, [question.name, rules.classOf(question.name, answer)] as const])
    const block = questions[at.index + 1]?.block
    const next: At = { ...at, index: at.index + 1, memory, skips: block === at.skips ? at.skips : null }
    // Only where results are offered can somebody take back everything sensitive after the last question.
    if (next.index < questions.length) connect(from, nodeAt(next), recorded)
    else if (!isTurnedAway(next) && (!at.takesBack || flow.offersResults))
      connect(from, end, [...recorded, ...outcome('completed')])
  }

  const leave = (from: number, { index }: At) =>
    connect(from, end, [
      ...questions.slice(index).flatMap((question) => all(question, notReached)),
      ...outcome('break_off'),
    ])

  /** What can be recorded where a question is put. */
  function given(question: Question): (readonly [Labels, Value])[] {
    const items = flow.lists[question.list ?? '']?.items ?? []
    const reasons = [refused, invalid, ...items.flatMap(({ missing }) => (missing ? because(missing) : []))]
    if (question.list === undefined) reasons.push(dontKnow)
    const known = states.get(question)?.filter(({ value }) => value !== '')
    const values = known ?? (own.get(question)?.[0]?.values ?? []).map((name) => openState(question, name))
    return [
      ...reasons.map((reason) => [all(question, reason), ''] as const),
      ...values.map(
        ({ value, variables: recorded }) =>
          [wantedOf(question).map(({ name }) => [name, valued(recorded.get(name) ?? '')] as const), value] as const,
      ),
      // Numbers and texts of which no table is about.
      ...(values.length === 0 ? [[[], ''] as const] : []),
    ]
  }
  const openState = (question: Question, name: string): State => ({
    ...{ value: name, variables: new Map((own.get(question) ?? []).map((variable) => [variable.name, name])) },
  })

  function compute(from: number, at: At, question: Question): void {
    const source = question.calculation ?? ''
    const undetermined = [refused, dontKnow, notApplicable, invalid].map(
      (reason) => [all(question, reason), ''] as const,
    )
    const result = rules.known.get(source)?.result(answerIn(at.memory))
    const isAny = result === undefined
    const determined = result === '' || result === undefined ? [] : [result]
    const values = isAny ? (own.get(question)?.[0]?.values ?? ['']) : determined
    const possible = [
      ...values.map((each) => [all(question, valued(String(each))), each] as const),
      ...(isAny || result === '' ? undetermined : []),
    ]
    for (const [labels, remembered] of possible) goOn(from, at, question, labels, remembered)
  }

  function expand({ at, node }: (typeof waiting)[number]): void {
    const question = questions[at.index] as Question
    if (isTurnedAway(at)) return
    const { block } = question
    if (at.skips !== null && at.skips === block) {
      goOn(node, at, question, all(question, refused), '')
      return
    }
    const isDoor = block !== undefined && questions[at.index - 1]?.block !== block
    if (isDoor && truths(flow.blocks[block]?.relevant ?? [], at.memory).includes(true)) {
      leave(node, at)
      goOn(node, { ...at, skips: block }, question, all(question, refused), '')
    }
    for (const isRelevant of truths(question.relevant, at.memory)) {
      if (!isRelevant) goOn(node, at, question, all(question, notApplicable), '')
      else if (questionTypeOf(question).way === 'compute') compute(node, at, question)
      else {
        leave(node, at)
        for (const [labels, remembered] of given(question)) goOn(node, at, question, labels, remembered)
      }
    }
  }

  for (const takesBack of sensitive.size > 0 ? [false, true] : [false])
    connect(start, nodeAt({ index: 0, memory: new Map(), skips: null, takesBack }), [])
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (nodes.size > mostNodes) return null
    expand(next)
  }
  return { arcs: [...arcs.values()], isExact: rules.areAllKnown }
}
