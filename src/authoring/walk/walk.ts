import { placeOf } from '../../core/conversation-state.ts'
import { type Engine, type Position, positionSchema, type Signal, type Step } from '../../core/engine.ts'
import { keysFor, tellingOptions } from './keys.ts'

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

/** Beginning with the first node. `unseen`: points that are known, but where nothing was done, because there are too many. */
export type Walk = ReadonlyMap<string, Node> & { readonly unseen: number }

/** A position as it comes back from the store. */
export const reread = (position: Position): Position => positionSchema.parse(JSON.parse(JSON.stringify(position)))

/** Does one thing to a position as the store gives it. */
export function take(engine: Engine, stored: Position, deed: Deed, today: string): Step {
  switch (deed.type) {
    case 'says':
      return engine.say(stored, deed.text, today)
    case 'signals':
      return engine.signal(stored, deed.signal, today)
    case 'dials':
      return engine.dial(stored, deed.choice, today)
  }
}

/** So many deeds are done at most, counted in those of a small flow: what takes longer leaves out what comes last. */
const mostDeeds = 40_000

/** How much longer one deed takes than in a small flow: each looks through the whole machine, and through the choices of a list. */
const weightOf = ({ flow }: Engine, choices: number): number => 1 + flow.questions.length / 600 + choices / 100

/**
 * Walks through everything that can come of a first step, where `deeds` are what a person does at each position, on the day
 * `today` (ISO); what is nearest to the beginning comes first. Positions are read again from JSON between every two steps.
 */
export function walk(engine: Engine, first: Step, today: string, deeds: (position: Position) => readonly Deed[]): Walk {
  const keyOf = keysFor(engine)
  const nodes = new Map<string, Node>()
  /** Points that are known, in the order in which they were come to. */
  const known = new Map<string, Step>([[keyOf(first), first]])
  let done = 0
  for (const [key, step] of known) {
    if (done >= mostDeeds) break
    const position = step.position ? reread(step.position) : null
    const edges = (position ? deeds(position) : []).map((deed): Edge => {
      const next = take(engine, position as Position, deed, today)
      const to = keyOf(next)
      if (!known.has(to)) known.set(to, next)
      return { deed, step: next, to }
    })
    done += edges.length * weightOf(engine, step.reply.choices.length)
    nodes.set(key, { key, step, edges })
  }
  return Object.assign(nodes, { unseen: known.size - nodes.size })
}

/** The shortest way to each node from the first one, found when it is asked for. */
export function pathsThrough(nodes: Walk): (key: string) => readonly Deed[] {
  const before = new Map<string, { readonly key: string; readonly deed: Deed } | null>()
  const [first] = nodes.keys()
  if (first !== undefined) before.set(first, null)
  for (const [key] of before)
    for (const { deed, to } of nodes.get(key)?.edges ?? []) if (!before.has(to)) before.set(to, { key, deed })
  return (key) => {
    const path: Deed[] = []
    for (let last = before.get(key); last; last = before.get(last.key)) path.push(last.deed)
    return path.reverse()
  }
}

const says = (text: string): Deed => ({ type: 'says', text })
const signals = ['help', 'back', 'language', 'resumed', 'unreadable', 'exit', 'keep', 'stop'] as const

/** Of lists that are longer the choices are tried that something tells apart. */
const longList = 50

/** The replies that a position offers. */
export function answersAt(engine: Engine): (position: Position) => Deed[] {
  const telling = tellingOptions(engine)
  const found = new Map<string, ReadonlySet<string>>()

  /** The keys that are tried of a long list; the others lead where one of these does. */
  function triedOf(state: string, options: ReturnType<Engine['options']>): ReadonlySet<string> {
    const place = placeOf(state)
    const question = engine.flow.questions.find(({ name }) => place.kind === 'ask' && name === place.question)
    const asked = [state, ...options.map(({ item }) => item.name)].join(' ')
    const tried = found.get(asked) ?? (question ? telling(question, options) : new Set(options.map(({ key }) => key)))
    found.set(asked, tried)
    return tried
  }

  return (position) => {
    const replies = [...new Set(engine.samples(position))]
    if (replies.length <= longList) return replies.map(says)
    const options = engine.options(position)
    if (options.length <= longList) return replies.map(says)
    const tried = triedOf(position.state, options)
    const keys = new Set(options.map(({ key }) => key))
    // What names several choices at once names all of them.
    return replies.filter((reply) => (!keys.has(reply) ? reply.length < 100 : tried.has(reply))).map(says)
  }
}

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
  const answers = answersAt(engine)
  return (position) => [...answers(position), ...slipsAt(engine, position), ...everywhere]
}
