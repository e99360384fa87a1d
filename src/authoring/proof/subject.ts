import { placeOf } from '../../core/conversation-state.ts'
import { createEngine, type Engine, type Position } from '../../core/engine.ts'
import type { FlowContent } from '../../core/flow.ts'
import type { Choice, Reply, Screen } from '../../core/reply.ts'
import { answersAt, type Deed, deedText, pathsThrough, reread, take, type Walk, walk } from '../walk/walk.ts'

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

/** Nobody reads more choices of one question on a phone. */
export const mostChoices = 200

/** Everything that can come of beginning a flow. */
interface Ways {
  /** Every way of answering, in the first language; which way one goes does not depend on the language. */
  readonly nodes: Walk
  /** The shortest way to each of them. */
  pathTo(key: string): readonly Deed[]
  readonly shown: readonly Shown[]
}

/** A flow with everything that its checks look at, found once: its ways where people are offered everything that it has. */
export interface Subject extends Ways {
  readonly content: FlowContent
  readonly engine: Engine
  /** The ways on one medium, where something may not be offered. */
  on(medium: ProofMedium): Ways
  readonly media: readonly ProofMedium[]
  /** How a reply is laid out on a kind of phone screen: its pages, of the first choices only where there are too many to read. */
  pages(medium: ProofMedium, language: string, reply: Reply): readonly Screen[]
  /** What they cost, in units of the medium. */
  units(medium: ProofMedium, language: string, reply: Reply): number
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
  const replies = new Map<Position, Map<string, { readonly stored: Position; readonly given: Map<string, Reply> }>>()
  /** What several checks and media ask for is found once. */
  const replyIn: Subject['replyIn'] = (language, position, deed) => {
    const languages = replies.get(position) ?? new Map()
    replies.set(position, languages)
    const known = languages.get(language) ?? { stored: reread(inLanguage(position, language)), given: new Map() }
    languages.set(language, known)
    const asked = deedText(deed)
    const reply = known.given.get(asked) ?? take(engine, known.stored, deed, today).reply
    known.given.set(asked, reply)
    return reply
  }
  const laidOut = new Map<string, readonly Screen[]>()
  const pages: Subject['pages'] = (medium, language, reply) => {
    const asked = JSON.stringify([medium.name, language, reply])
    const more: Choice = { key: '98', label: engine.translator.text(language, 'system:more') }
    const shortened = { ...reply, choices: reply.choices.slice(0, mostChoices) }
    const known = laidOut.get(asked) ?? medium.pages(shortened, more)
    laidOut.set(asked, known)
    return known
  }
  const everything = waysThrough(engine, replyIn, today, true)
  const unreachable = content.flow.offersResults ? waysThrough(engine, replyIn, today, false) : everything
  return {
    ...{ content, engine, media, replyIn, pages, ...everything },
    on: ({ reachable }) => (reachable ? everything : unreachable),
    units: (medium, language, reply) =>
      pages(medium, language, reply).reduce((sum, page) => sum + medium.units(page), 0),
  }
}

function waysThrough(engine: Engine, replyIn: Subject['replyIn'], today: string, reachable: boolean): Ways {
  const [first = 'en', ...others] = engine.flow.languages
  const nodes = walk(engine, engine.begin(first, today, reachable), today, answersAt(engine))
  const pathTo = pathsThrough(nodes)
  const shown = new Map<string, Shown>()
  const add = (at: string, language: string, reply: Reply, path: () => readonly Deed[]) => {
    const key = JSON.stringify([at, language, reply.text, reply.choices])
    if (!shown.has(key)) shown.set(key, { at, language, reply, path: path() })
  }
  for (const { key, step, edges } of nodes.values()) {
    const { position } = step
    if (!position) continue
    for (const language of [first, ...others])
      add(nameOf(position.state), language, engine.show(inLanguage(position, language)), () => pathTo(key))
    for (const { deed, step: next } of edges) {
      if (next.position) continue
      for (const language of [first, ...others])
        add('end', language, replyIn(language, position, deed), () => [...pathTo(key), deed])
    }
  }
  return { nodes, pathTo, shown: [...shown.values()] }
}
