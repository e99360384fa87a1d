import { fromTransition } from 'xstate'
import { getAdjacencyMap } from 'xstate/graph'
import { type Engine, expressionsOf, type Position, positionSchema, type Signal, type Step } from '../../core/engine.ts'
import type { Flow } from '../../core/flow.ts'
import { expressionValue } from '../../core/questions/question-type.ts'

/** Something that a person can do in the middle of a flow. */
export type Deed =
  | { readonly type: 'says'; readonly text: string }
  | { readonly type: 'signals'; readonly signal: Signal }
  /** Dials again, with a choice behind the code. */
  | { readonly type: 'dials'; readonly choice: string }

/** A deed in one word, as pictures and paths show it. */
export function deedText(deed: Deed): string {
  switch (deed.type) {
    case 'says':
      return deed.text
    case 'signals':
      return deed.signal
    case 'dials':
      return `dials *${deed.choice}#`
  }
}

export interface Edge {
  readonly deed: Deed
  readonly step: Step
  /** Key of the node that it leads to. */
  readonly to: string
}

/** Everything that can be told apart about a conversation at one point, and what can follow. */
export interface Node {
  readonly key: string
  readonly step: Step
  readonly edges: readonly Edge[]
}

/** Beginning with the first node. */
export type Walk = ReadonlyMap<string, Node>

/** A position as it comes back from the store. */
const reread = (position: Position): Position => positionSchema.parse(JSON.parse(JSON.stringify(position)))

/** Does one thing to a position that has just been read again. */
export function take(engine: Engine, position: Position, deed: Deed, today: string): Step {
  const stored = reread(position)
  switch (deed.type) {
    case 'says':
      return engine.say(stored, deed.text, today)
    case 'signals':
      return engine.signal(stored, deed.signal, today)
    case 'dials':
      return engine.dial(stored, deed.choice, today)
  }
}

/** The questions on which the way through a flow depends, directly or through a calculated variable; and who is of age. */
function routingQuestions(flow: Flow): string[] {
  const expressions = expressionsOf(flow)
  const sources = [
    ...(flow.eligible === undefined ? [] : [flow.eligible]),
    ...Object.values(flow.blocks).flatMap((block) => block.relevant),
    ...flow.questions.flatMap((each) => [...each.relevant, each.choice_filter ?? '', each.constraint ?? '']),
  ]
  const found = new Set<string>()
  for (const source of sources) {
    for (const name of expressions.get(source)?.questions ?? []) {
      found.add(name)
      sources.push(flow.questions.find((question) => question.name === name)?.calculation ?? '')
    }
  }
  return [...found].sort()
}

/**
 * Two conversations with the same key go on in the same way: the state, and of the answers only what routing depends on. Routing
 * does not depend on the language.
 */
function keysFor(engine: Engine) {
  const names = routingQuestions(engine.flow)
  return ({ position, outcome, reply }: Step): string => {
    if (!position) return JSON.stringify([outcome?.disposition, outcome?.interview, outcome?.language, reply.text])
    const { consented, language, attempts, suggested, returnTo, notes, answers } = position.context
    const routing = names.map((name) => (answers[name] ? expressionValue(answers[name]) : null))
    const asked = [position.state, consented, language !== null, attempts, suggested?.answer, returnTo, notes]
    return JSON.stringify([...asked, routing])
  }
}

/** What `getAdjacencyMap` gives; its own type has keys that cannot be listed. */
interface Visited {
  readonly state: { readonly context: Step }
  readonly transitions: Readonly<Record<string, { readonly event: Deed; readonly state: { readonly context: Step } }>>
}

/** More than this is no walk but a loop that the keys do not close. */
const mostSteps = 20_000

/**
 * Walks through everything that can come of a first step, where `deeds` are what a person does at each position, on the day
 * `today` (ISO). Positions are read again from JSON between every two steps.
 */
export function walk(engine: Engine, first: Step, today: string, deeds: (position: Position) => readonly Deed[]): Walk {
  const keyOf = keysFor(engine)
  const logic = fromTransition(
    (step: Step, deed: Deed) => (step.position ? take(engine, step.position, deed, today) : step),
    first,
  )
  const map = getAdjacencyMap(logic, {
    events: ({ context: { position } }) => (position ? deeds(position) : []),
    serializeState: ({ context }) => keyOf(context),
    serializeEvent: (deed) => JSON.stringify(deed),
    limit: mostSteps,
  })
  return new Map(
    Object.entries<Visited>(map as never).map(([key, { state, transitions }]) => {
      const edges = Object.values(transitions).map(({ event, state: { context: step } }) => ({
        deed: event,
        step,
        to: keyOf(step),
      }))
      return [key, { key, step: state.context, edges }]
    }),
  )
}

const says = (text: string): Deed => ({ type: 'says', text })
const signals = ['help', 'back', 'language', 'resumed', 'unreadable', 'exit', 'keep', 'stop'] as const

/** The replies that a position offers. */
export const answersAt =
  (engine: Engine) =>
  (position: Position): Deed[] =>
    [...new Set(engine.samples(position))].map(says)

/** A choice written with a slip; none where every label is too short for one. */
function slipsAt(engine: Engine, position: Position): Deed[] {
  const labels = engine.show(position).choices.map(({ label }) => label)
  const slip = labels.find((label) => /^\p{L}{6,}$/u.test(label))?.replace(/.$/u, '')
  return slip === undefined ? [] : [says(slip)]
}

/**
 * Everything that can happen at a position: each reply, one with a slip, none that can be understood, none at all, a new dial with a choice behind the
 * code, something that is no text, and each signal.
 */
export function everythingAt(engine: Engine): (position: Position) => Deed[] {
  const skipWord = engine.translator.words(engine.flow.languages[0] ?? '', 'system:words.skip')[0] ?? '0'
  const everywhere = [
    says(skipWord),
    says('qqqq'),
    { type: 'dials' as const, choice: '1' },
    ...signals.map((signal): Deed => ({ type: 'signals', signal })),
  ]
  return (position) => [...answersAt(engine)(position), ...slipsAt(engine, position), ...everywhere]
}
