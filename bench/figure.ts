import type { Bench } from './bench.ts'

/** One target of the benchmark and what was measured. */
export interface Finding {
  readonly what: string
  readonly target: string
  readonly measured: string
  /** null: it cannot be told on this machine, or not at this size; `measured` or a note says why. */
  readonly met: boolean | null
}

/** What was measured besides, one row per line of a table. */
export type Row = Readonly<Record<string, string | number>>

export interface Report {
  readonly findings: readonly Finding[]
  readonly rows: readonly Row[]
  readonly notes: readonly string[]
}

/** One figure of the benchmark: a file of its own, which can be run alone. */
export interface Figure {
  readonly name: string
  readonly title: string
  run(bench: Bench): Promise<Report>
}
