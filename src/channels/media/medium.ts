import type { Choice, Reply, Screen } from '../../core/reply.ts'

/** How replies look on one kind of phone screen, and what they cost there. One file each; `index.ts` lists them. */
export interface Medium {
  readonly name: string
  /** The network keeps a session that is opened by dialling and closed by the last screen; every message must be answered in it. */
  readonly keepsSession: boolean
  /** What was said stays on the phone, for whoever opens it. */
  readonly staysOnHandset: boolean
  /** We can take it back from there. */
  readonly canErase: boolean
  /** Lays a reply out; more than one screen only where the medium is paged. `more` is the choice that shows the next page. */
  pages(reply: Reply, more: Choice): readonly Screen[]
  /** What networks and providers ask money for, as price tables call it. */
  readonly unit: string
  /** How many units one screen takes. */
  units(screen: Screen): number
  /** Length against the limit, and what it costs, for people who write flows: `143/160`, `143/160 · 1 segment`. */
  measure(screen: Screen): string
}

/** A medium as the channels serve it. */
export interface ServedMedium extends Medium {
  /** Some channel can write to people on it when no message of theirs is being answered. */
  readonly reachable: boolean
}
