import type { Finding } from '../findings.ts'
import type { Deed } from '../walk/walk.ts'
import type { Subject } from './subject.ts'

/** What a check found, before it is known in which file it stands. */
export interface Fault {
  readonly severity: Finding['severity']
  readonly message: string
  readonly question?: string
  readonly language?: string
  readonly medium?: string
  readonly path?: readonly Deed[]
}

/** One thing that is looked at in every flow. One file each; `index.ts` lists them. */
export interface Check {
  /** How findings, and the reasons for accepting them, call it. */
  readonly rule: string
  find(subject: Subject): readonly Fault[]
}
