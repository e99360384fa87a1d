import type { Node } from '../walk/walk.ts'
import type { ProofMedium, Subject } from './subject.ts'

/** What one completed answer takes, for one kind of way through a flow. */
export interface Amount {
  /** Units of the medium that are sent to the person: segments, pages, messages. */
  readonly sent: number
  /** Messages that the person sends. */
  readonly received: number
}

/** What completed answers take in one language on one medium. */
export interface PathCosts {
  readonly language: string
  readonly medium: string
  readonly unit: string
  readonly cheapest: Amount
  /** The mean where every choice is as likely as the others of the same question. */
  readonly typical: Amount
  readonly longest: Amount
}

interface Ahead {
  readonly least: Amount
  readonly most: Amount
  /** Likelihood of completing from here, and the amounts weighted by it. */
  readonly likely: number
  readonly weighted: Amount
}

const plus = (a: Amount, b: Amount, factor = 1): Amount => ({
  sent: a.sent + factor * b.sent,
  received: a.received + factor * b.received,
})
const nothing: Amount = { sent: 0, received: 0 }

/** What is still to come from each node, of the ways that end with a completed interview; null: none does. */
function lookAhead(subject: Subject, medium: ProofMedium, language: string): Ahead | null {
  const { replyIn } = subject
  const { nodes } = subject.on(medium)
  const known = new Map<string, Ahead | null>()
  const units = (node: Node, edge: Node['edges'][number]): number => {
    const position = node.step.position
    const reply = position ? replyIn(language, position, edge.deed) : edge.step.reply
    return subject.units(medium, language, reply)
  }

  function from(key: string): Ahead | null {
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, null)
    const node = nodes.get(key)
    let ahead: Ahead | null = null
    if (node?.step.outcome?.disposition === 'completed')
      ahead = { least: nothing, most: nothing, likely: 1, weighted: nothing }
    const share = 1 / Math.max(1, node?.edges.length ?? 0)
    for (const edge of node?.edges ?? []) {
      const next = from(edge.to)
      if (!node || !next) continue
      const own = { sent: units(node, edge), received: 1 }
      const least = plus(next.least, own)
      const most = plus(next.most, own)
      ahead = {
        least: ahead && ahead.least.sent <= least.sent ? ahead.least : least,
        most: ahead && ahead.most.sent >= most.sent ? ahead.most : most,
        likely: (ahead?.likely ?? 0) + share * next.likely,
        weighted: plus(plus(ahead?.weighted ?? nothing, next.weighted, share), own, share * next.likely),
      }
    }
    known.set(key, ahead)
    return ahead
  }
  const [first = ''] = nodes.keys()
  return from(first)
}

/** For each language and medium what a completed answer takes, from the first message to the last screen; none where not every way was walked. */
export function pathCosts(subject: Subject): PathCosts[] {
  const { content, media, engine } = subject
  // Of some of the ways nothing can be said of all.
  if (media.some((medium) => subject.on(medium).nodes.unseen > 0)) return []
  return content.flow.languages.flatMap((language) =>
    media.flatMap((medium) => {
      const ahead = lookAhead(subject, medium, language)
      const position = subject.on(medium).nodes.values().next().value?.step.position
      if (!ahead || !position) return []
      // The keyword, or the dial, and the screen that answers it.
      const reply = engine.show({ ...position, context: { ...position.context, language } })
      const opening = {
        sent: subject.units(medium, language, reply),
        received: 1,
      }
      return [
        {
          ...{ language, medium: medium.name, unit: medium.unit },
          cheapest: plus(opening, ahead.least),
          typical: plus(opening, ahead.weighted, 1 / ahead.likely),
          longest: plus(opening, ahead.most),
        },
      ]
    }),
  )
}
