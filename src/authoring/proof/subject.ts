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

/** A flow with everything that its checks look at, found once. */
export interface Subject {
  readonly content: FlowContent
  readonly engine: Engine
  /** Every way of answering, in the first language; which way one goes does not depend on the language. */
  readonly nodes: Walk
  /** The shortest way to each of them. */
  readonly paths: ReadonlyMap<string, readonly Deed[]>
  readonly shown: readonly Shown[]
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

/** Walks through a flow. `today` is an ISO date. */
export function subjectOf(content: FlowContent, media: readonly ProofMedium[], today: string): Subject {
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const [first = 'en', ...others] = content.flow.languages
  const start = engine.begin(first, today, true)
  const nodes = walk(engine, start, today, answersAt(engine))
  const inLanguage = (position: Position, language: string): Position => ({
    ...position,
    context: { ...position.context, language },
  })
  const replyIn: Subject['replyIn'] = (language, position, deed) =>
    take(engine, inLanguage(position, language), deed, today).reply

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
  return {
    ...{ content, engine, nodes, paths, media, replyIn },
    shown: [...shown.values()],
    more: (language) => ({ key: '98', label: engine.translator.text(language, 'system:more') }),
  }
}
