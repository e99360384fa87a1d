import { placeOf } from '../../core/conversation-state.ts'
import { type Engine, expressionsOf, type Position, type Step } from '../../core/engine.ts'
import type { Part } from '../../core/expression.ts'
import type { Scope } from '../../core/expression-values.ts'
import type { Answer, Flow, FlowContent, Question } from '../../core/flow.ts'
import { scopeOf } from '../../core/machine-vocabulary.ts'
import { questionTypeOf } from '../../core/questions/index.ts'
import { expressionValue, type Option } from '../../core/questions/question-type.ts'
import { conditionLeft, type Known, looksAt, valueLeft } from './residual.ts'

/** Something that is looked at from a question on. */
interface Look {
  /** Place of the question among those of the flow. */
  readonly at: number
  readonly part: Part
  readonly left: typeof conditionLeft
}

/** What a flow looks at after each of its questions, and which answers that depends on. */
interface Ahead {
  readonly looks: readonly Look[]
  readonly questions: readonly string[]
}

/** For each place in a flow what is looked at from there on; what a variable was made of is forgotten where the variable is never looked at. */
function looksAhead(flow: Flow): readonly Ahead[] {
  const expressions = expressionsOf(flow)
  const looks: Look[] = []
  const used = new Set<string>()
  const look = (at: number, source: string | undefined, left: Look['left']) => {
    const expression = source === undefined ? undefined : expressions.get(source)
    if (!expression) return
    looks.push({ at, part: expression.tree, left })
    for (const name of expression.questions) used.add(name)
  }
  const firstOf = new Map<string, number>()
  flow.questions.forEach(({ block }, index) => {
    if (block !== undefined && !firstOf.has(block)) firstOf.set(block, index)
  })
  // Who may go on is decided before the first question after those that it depends on.
  const decided = Math.max(
    -1,
    ...(expressions.get(flow.eligible ?? '')?.questions ?? []).map((name) =>
      flow.questions.findIndex((question) => question.name === name),
    ),
  )
  const ahead: Ahead[] = [{ looks: [], questions: [] }]
  for (let at = flow.questions.length - 1; at >= 0; at--) {
    const question = flow.questions[at] as Question
    if (at === decided) look(at, flow.eligible, conditionLeft)
    const { way } = questionTypeOf(question)
    if (way !== 'compute' || used.has(question.name)) {
      for (const condition of question.relevant) look(at, condition, conditionLeft)
      look(at, question.calculation, valueLeft)
      look(at, question.constraint, conditionLeft)
      look(at, question.choice_filter, conditionLeft)
    }
    if (question.block !== undefined && firstOf.get(question.block) === at)
      for (const condition of flow.blocks[question.block]?.relevant ?? []) look(at, condition, conditionLeft)
    ahead.push({ looks: [...looks], questions: [...used] })
  }
  return ahead.reverse()
}

/** Something else about answers that a promise looks at, or a screen says: few values, each told apart. */
type Mark = (answers: Readonly<Record<string, Answer>>) => string

/** Who is under age, whether something sensitive was answered, and whether there is help near the place that was named. */
function marksOf({ flow, referrals }: Pick<FlowContent, 'flow' | 'referrals'>): readonly Mark[] {
  const minors = flow.questions.flatMap(({ name, list, block }): Mark[] => {
    const young = new Set(flow.lists[list ?? '']?.items.filter(({ minor }) => minor).map((item) => item.name))
    if (block !== undefined || young.size === 0) return []
    return [
      (answers) => {
        const answer = answers[name]
        if (!answer) return ''
        if ('missing' in answer) return 'missing'
        return [answer.value].flat().some((value) => young.has(String(value))) ? 'minor' : 'grown'
      },
    ]
  })
  const sensitive = flow.questions.filter(({ block }) => block !== undefined).map(({ name }) => name)
  const keeps: Mark = (answers) =>
    String(sensitive.some((name) => answers[name] !== undefined && 'value' in (answers[name] as Answer)))
  const places = new Set(referrals.flatMap(({ place }) => (place === undefined ? [] : [place])))
  const near: Mark = (answers) => {
    const answer = answers[flow.referralPlace ?? '']
    return String(answer !== undefined && 'value' in answer && places.has(String(answer.value)))
  }
  return [...minors, ...(sensitive.length > 0 ? [keeps] : []), ...(places.size > 0 ? [near] : [])]
}

/**
 * Two conversations with the same key go on in the same way: they stand at the same state, and nothing that is looked at from there on can tell their
 * answers apart. The way does not depend on the language. One step back they may differ; what is there was come to before, and is looked at there.
 */
export function keysFor(engine: Engine): (step: Step) => string {
  const ahead = looksAhead(engine.flow)
  const marks = marksOf(engine)
  const places = new Map(engine.flow.questions.map(({ name }, index) => [name, index]))
  /** What is left open, by the answers that are looked at: pages of text, so each gets a number. */
  const known = new Map<string, number>()
  const numbers = new Map<string, number>()

  function placeIn(state: string): number {
    const place = placeOf(state)
    if (place.kind === 'ask') return places.get(place.question) ?? 0
    if (place.kind === 'safe') return engine.flow.questions.findIndex(({ block }) => block === place.block)
    return place.kind === 'offer' ? engine.flow.questions.length : 0
  }

  function openAt({ state, context }: Position): number {
    // Whoever chooses a language, or says whether it is safe, comes back to a question.
    const states = state === 'choosing' ? context.returnTo : [state, ...context.returnTo]
    const at = Math.min(...states.map(placeIn))
    const { looks, questions } = ahead[Number.isFinite(at) ? at : 0] as Ahead
    const answer: Known = (name) => {
      const given = context.answers[name]
      return given === undefined ? undefined : expressionValue(given)
    }
    const answers = JSON.stringify([
      at,
      questions.flatMap((name) => (context.answers[name] ? [name, answer(name)] : [])),
    ])
    const before = known.get(answers)
    if (before !== undefined) return before
    const scope = scopeOf(context)
    const left = JSON.stringify([at, looks.map((look) => look.left(look.part, scope, answer))])
    const number = numbers.get(left) ?? numbers.size
    numbers.set(left, number)
    known.set(answers, number)
    return number
  }

  return ({ position, outcome, reply }) => {
    if (!position) return JSON.stringify([outcome?.disposition, outcome?.interview, outcome?.language, reply.text])
    const { consented, language, attempts, suggested, returnTo, notes, answers } = position.context
    const asked = [position.state, consented, language !== null, attempts, suggested?.answer, returnTo, notes]
    return JSON.stringify([...asked, openAt(position), marks.map((mark) => mark(answers))])
  }
}

/**
 * Of a long list the choices that the way can depend on: the first two of each kind that something tells apart, and the last choice. `options` are
 * the choices with their keys, in the order in which they are shown.
 */
export function tellingOptions(
  engine: Engine,
): (question: Question, options: readonly Option[]) => ReadonlySet<string> {
  const looks = looksAhead(engine.flow)[0]?.looks ?? []
  const { referrals, flow } = engine
  const places = new Set(referrals.map(({ place }) => place))
  const scope = (name: string, value: string): Scope => ({
    ...{ column: () => '', self: '', today: '' },
    question: (asked) => (asked === name ? value : ''),
  })

  return ({ name }, options) => {
    const own = looks.filter(({ part }) => looksAt(part, name))
    const kinds = new Map<string, number>()
    const wanted = new Set(options.slice(-1).map(({ key }) => key))
    for (const { key, item } of options) {
      const value = item.missing ? '' : item.name
      const known: Known = (asked) => (asked === name ? value : undefined)
      const left = own.map((look) => look.left(look.part, scope(name, value), known))
      const isNear = flow.referralPlace === name && places.has(item.name)
      const kind = JSON.stringify([item.missing, item.exclusive, item.minor, isNear, left])
      const count = (kinds.get(kind) ?? 0) + 1
      kinds.set(kind, count)
      if (count <= 2) wanted.add(key)
    }
    return wanted
  }
}
