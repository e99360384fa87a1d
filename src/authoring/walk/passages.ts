import type { Engine, Position, Step } from '../../core/engine.ts'
import { type Deed, everythingAt, type Node, take, type Walk, walk } from './walk.ts'

/** One thing that a person does at one point of a conversation, and what comes of it. */
export interface Passage {
  readonly from: Step & { readonly position: Position }
  readonly deed: Deed
  readonly step: Step
  /** How one comes to that point, the shortest way. */
  readonly path: readonly Deed[]
}

/** The shortest way to each node from the first one. */
function pathsThrough(nodes: Walk): ReadonlyMap<string, readonly Deed[]> {
  const [first] = nodes.keys()
  const paths = new Map<string, readonly Deed[]>(first === undefined ? [] : [[first, []]])
  for (const [key, path] of paths) {
    for (const { deed, to } of nodes.get(key)?.edges ?? []) if (!paths.has(to)) paths.set(to, [...path, deed])
  }
  return paths
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
export function passagesOf(engine: Engine, today: string): Passage[] {
  // Where nothing can be sent to people later they are offered no results, and come to the end another way.
  const circumstances = engine.flow.offersResults ? [true, false] : [false]
  return circumstances.flatMap((reachable) => passagesFrom(engine, engine.begin(null, today, reachable), today))
}

function passagesFrom(engine: Engine, first: Step, today: string): Passage[] {
  const nodes = walk(engine, first, today, everythingAt(engine))
  const paths = pathsThrough(nodes)
  const found: Passage[] = [...nodes.values()].flatMap(({ key, step: from, edges }) =>
    isUnderWay(from) ? edges.map(({ deed, step }) => ({ from, deed, step, path: paths.get(key) ?? [] })) : [],
  )
  for (const { key, step } of pointsOf(nodes)) {
    if (!step.position || step.position.context.language === null) continue
    for (const language of engine.flow.languages) {
      if (language === step.position.context.language) continue
      const position = { ...step.position, context: { ...step.position.context, language } }
      const from = { ...step, position, reply: engine.show(position) }
      for (const deed of everythingAt(engine)(position))
        found.push({ from, deed, step: take(engine, position, deed, today), path: paths.get(key) ?? [] })
    }
  }
  return found
}
