export const launchStates = ['in_review', 'live', 'paused', 'closed', 'refused'] as const
export type LaunchState = (typeof launchStates)[number]

/** That a version is, or is to be, open to people. */
export interface Launch {
  readonly id: string
  readonly flow: string
  readonly round: string
  readonly version: string
  readonly revision: number
  readonly state: LaunchState
  /** JSON: the launch record, as it was checked when it was asked for. */
  readonly record: unknown
  readonly requestedBy: string
  readonly requestedAt: Date
  /** Who decided last, and when: opened, refused, paused, closed. */
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}
