import type { FlowContent } from '../../core/flow.ts'
import type { Fault } from './check.ts'
import { type PathCosts, pathCosts } from './costs.ts'
import { checks } from './index.ts'
import { type ProofMedium, subjectOf } from './subject.ts'

/** What is known of a flow after everything in it was looked at. */
export interface Proof {
  readonly faults: readonly (Fault & { readonly rule: string })[]
  readonly costs: readonly PathCosts[]
  /** How many points of the conversation, and how many screens in all languages, were looked at. */
  readonly points: number
  readonly screens: number
}

/** Looks at every point of a flow that can be put together. `today` is an ISO date. */
export function proveFlow(content: FlowContent, media: readonly ProofMedium[], today: string): Proof {
  const subject = subjectOf(content, media, today)
  return {
    faults: checks.flatMap(({ rule, find }) => find(subject).map((fault) => ({ ...fault, rule }))),
    costs: pathCosts(subject),
    points: subject.nodes.size,
    screens: subject.shown.length,
  }
}
