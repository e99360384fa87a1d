import { answersAt, type Deed, type Edge, type Walk, walk as walkOn } from '../../src/authoring/walk/walk.ts'
import type { Engine, Position, Step } from '../../src/core/engine.ts'
import type { Flow } from '../../src/core/flow.ts'
import { questionTypeOf } from '../../src/core/questions/index.ts'

export { answersAt, type Deed, type Edge, everythingAt, type Node, type Walk } from '../../src/authoring/walk/walk.ts'

export const today = '2026-01-15'

/** Walks on one day, through everything that can come of a first step. */
export const walk = (engine: Engine, first: Step, deeds: (position: Position) => readonly Deed[]): Walk =>
  walkOn(engine, first, today, deeds)

/** The replies of a route with as many questions as possible; where several are as long, now the one, now the other. */
export function longestRoute(engine: Engine, language: string, reachable = false): string[] {
  const first = engine.begin(language, today, reachable)
  const nodes = walk(engine, first, answersAt(engine))
  const lengths = new Map<string, number>()
  function lengthFrom(key: string): number {
    const known = lengths.get(key)
    if (known !== undefined) return known
    const edges = nodes.get(key)?.edges ?? []
    const length = edges.length === 0 ? 0 : 1 + Math.max(...edges.map(({ to }) => lengthFrom(to)))
    lengths.set(key, length)
    return length
  }
  const replies: string[] = []
  for (let node = nodes.values().next().value; node && node.edges.length > 0; ) {
    const length = lengthFrom(node.key)
    const longest = node.edges.filter(({ to }) => lengthFrom(to) === length - 1)
    const chosen = longest[replies.length % longest.length] as Edge
    replies.push(chosen.deed.type === 'says' ? chosen.deed.text : '')
    node = nodes.get(chosen.to)
  }
  return replies
}

/** The questions of a flow that wait for a reply. */
export const askedQuestions = (flow: Flow): string[] =>
  flow.questions.filter((question) => questionTypeOf(question).way === 'ask').map(({ name }) => name)
