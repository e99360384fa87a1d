import { placeOf } from '../../core/conversation-state.ts'
import { createEngine, type Engine, type Position } from '../../core/engine.ts'
import type { FlowContent } from '../../core/flow.ts'
import type { Choice, Reply, Screen } from '../../core/reply.ts'
import { answersAt, type Deed, take, type Walk, walk } from '../walk/walk.ts'

/** What a proof needs to know of a kind of phone screen. */
export interface ProofMedium {
  readonly name: string
  /** What is paid for, as price tables call it. */
  readonly unit: string
  /** A message can be sent to people on it later, so results may be offered. */
  readonly reachable: boolean
  pages(reply: Reply, more: Choice): readonly Screen[]
  /** How many units a screen takes. */
  units(screen: Screen): number
  measure(screen: Screen): string
}

/** One screen that people come to, in one language. */
export interface Shown {
  /** The question or the step that shows it: `visited`, `consent`, `safe`, `end`. */
  readonly at: string
  readonly language: string
  readonly reply: Reply
  /** The replies that lead there, the shortest way. */
  readonly path: readonly Deed[]
}

/** Everything that can come of beginning a flow. */
interface Ways {
  /** Every way of answering, in the first language; which way one goes does not depend on the language. */
  readonly nodes: Walk
  /** The shortest way to each of them. */
  readonly paths: ReadonlyMap<string, readonly Deed[]>
  readonly shown: readonly Shown[]
}

/** A flow with everything that its checks look at, found once: its ways where people are offered everything that it has. */
export interface Subject extends Ways {
  readonly content: FlowContent
  readonly engine: Engine
  /** The ways on one medium, where something may not be offered. */
  on(medium: ProofMedium): Ways
  readonly media: readonly ProofMedium[]
  /** The choice that shows the next page. */
  more(language: string): Choice
  /** What follows a deed at a position, in another language. */
  replyIn(language: string, position: Position, deed: Deed): Reply
}

function nameOf(state: string): string {
  const place = placeOf(state)
  if (place.kind === 'ask') return place.question
  return place.kind === 'ending' ? 'end' : place.kind
}

const inLanguage = (position: Position, language: string): Position => ({
  ...position,
  context: { ...position.context, language },
})

/** Walks through a flow. `today` is an ISO date. */
export function subjectOf(content: FlowContent, media: readonly ProofMedium[], today: string): Subject {
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const replyIn: Subject['replyIn'] = (language, position, deed) =>
    take(engine, inLanguage(position, language), deed, today).reply
  const everything = waysThrough(engine, replyIn, today, true)
  const unreachable = content.flow.offersResults ? waysThrough(engine, replyIn, today, false) : everything
  return {
    ...{ content, engine, media, replyIn, ...everything },
    on: ({ reachable }) => (reachable ? everything : unreachable),
    more: (language) => ({ key: '98', label: engine.translator.text(language, 'system:more') }),
  }
}

function waysThrough(engine: Engine, replyIn: Subject['replyIn'], today: string, reachable: boolean): Ways {
  const [first = 'en', ...others] = engine.flow.languages
  const nodes = walk(engine, engine.begin(first, today, reachable), today, answersAt(engine))
  const paths = new Map<string, readonly Deed[]>([...nodes.keys()].slice(0, 1).map((key) => [key, []]))
  const shown = new Map<string, Shown>()
  const add = (at: string, language: string, reply: Reply, path: readonly Deed[]) => {
    const key = JSON.stringify([at, language, reply.text, reply.choices])
    if (!shown.has(key)) shown.set(key, { at, language, reply, path })
  }
  for (const [key, path] of paths) {
    const node = nodes.get(key)
    const position = node?.step.position
    if (!node || !position) continue
    for (const language of [first, ...others])
      add(nameOf(position.state), language, engine.show(inLanguage(position, language)), path)
    for (const { deed, step, to } of node.edges) {
      if (!paths.has(to)) paths.set(to, [...path, deed])
      if (step.position) continue
      for (const language of [first, ...others])
        add('end', language, replyIn(language, position, deed), [...path, deed])
    }
  }
  return { nodes, paths, shown: [...shown.values()] }
}
