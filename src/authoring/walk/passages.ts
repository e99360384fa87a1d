import { offerState } from '../../core/conversation-state.ts'
import type { Engine, Position, Step } from '../../core/engine.ts'
import { type Deed, everythingAt, type Node, pathsThrough, reread, take, type Walk, walk } from './walk.ts'

/** One thing that a person does at one point of a conversation, and what comes of it. */
export interface Passage {
  readonly from: Step & { readonly position: Position }
  readonly deed: Deed
  readonly step: Step
  /** How one comes to that point, the shortest way. */
  path(): readonly Deed[]
}

/** Everything that can happen, as far as it was looked at. */
export interface Passages {
  readonly passages: Iterable<Passage>
  /** How many points of the conversation were looked at, and how many more are known of. */
  readonly seen: number
  readonly unseen: number
}

const isUnderWay = (step: Step): step is Passage['from'] => step.position !== null

/** One node for each point that texts can differ at: what was answered changes none but the way on. */
function pointsOf(nodes: Walk): Node[] {
  const points = new Map<string, Node>()
  for (const node of nodes.values()) {
    const { state, context } = node.step.position ?? {}
    const point = JSON.stringify([state, context?.returnTo, context?.notes, context?.consented])
    if (state !== undefined && context?.attempts === 0 && !points.has(point)) points.set(point, node)
  }
  return [...points.values()]
}

/**
 * Everything that can happen in a flow: every deed at every point that can be told apart, in the language that is chosen first,
 * and every deed at one point for each screen in the others. `today` is an ISO date.
 */
export function passagesOf(engine: Engine, today: string): Passages {
  const nodes = walk(engine, engine.begin(null, today, engine.flow.offersResults), today, everythingAt(engine))
  return { passages: passagesIn(engine, nodes, today), seen: nodes.size, unseen: nodes.unseen }
}

/** Where nothing can be sent to people later they are offered no results: what leads to the offer leads past it then, and nothing else is different. */
function pastTheOffer(engine: Engine, { from, deed, path }: Passage, today: string): Passage {
  const position = { ...from.position, context: { ...from.position.context, reachable: false } }
  const step = take(engine, reread(position), deed, today)
  return { from: { ...from, position, reply: engine.show(position) }, deed, step, path }
}

function* passagesIn(engine: Engine, nodes: Walk, today: string): Iterable<Passage> {
  const everything = everythingAt(engine)
  const pathTo = pathsThrough(nodes)
  for (const { key, step: from, edges } of nodes.values()) {
    if (!isUnderWay(from)) continue
    for (const { deed, step } of edges) {
      const passage: Passage = { from, deed, step, path: () => pathTo(key) }
      yield passage
      const { state, context } = from.position
      if (step.position?.state === offerState && state !== offerState && !context.returnTo.includes(offerState))
        yield pastTheOffer(engine, passage, today)
    }
  }
  for (const { key, step } of pointsOf(nodes)) {
    if (!step.position || step.position.context.language === null) continue
    for (const language of engine.flow.languages) {
      if (language === step.position.context.language) continue
      const position = reread({ ...step.position, context: { ...step.position.context, language } })
      const from = { ...step, position, reply: engine.show(position) }
      for (const deed of everything(position))
        yield { from, deed, step: take(engine, position, deed, today), path: () => pathTo(key) }
    }
  }
}
