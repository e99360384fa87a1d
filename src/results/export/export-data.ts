import type { FlowContent, MissingCode } from '../../core/flow.ts'
import type { Round } from '../../store/contacts.ts'
import type { AnonymityReport } from '../anonymity.ts'
import type { ShownOutcomes } from '../outcome-table.ts'
import type { PublishedTable } from '../published-table.ts'
import type { RoundPopulation, Weighting } from '../weigh.ts'

/** What stands for a value that must not be shown, or month in which too few answered. */
export const suppressed = 'suppressed'

/** Why an exported variable has no value. */
export type ExportMissing = MissingCode | typeof suppressed

export type ExportAnswer = { readonly value: string | number | readonly string[] } | { readonly missing: ExportMissing }

/** An interview as it leaves: numbered anew in an order of chance. */
export interface ExportRow {
  readonly number: number
  /** `YYYY-MM`; the day is never exported. */
  readonly month: string
  readonly disposition: string
  /** What the interview counts; null where interviews are not weighted. */
  readonly weight: number | null
  /** One for each variable, in their order. */
  readonly answers: readonly ExportAnswer[]
}

interface Category {
  readonly value: string
  /** By language of the flow. */
  readonly labels: Readonly<Record<string, string>>
}

/** What was asked or computed, as the formats describe it. */
export interface Variable {
  readonly name: string
  /** A question as it was put, by language; of a calculated variable its name. */
  readonly labels: Readonly<Record<string, string>>
  /** `one` of its categories, `several` of them, a number, a `month` (dates lose their day), or `text`. */
  readonly kind: 'one' | 'several' | 'integer' | 'decimal' | 'month' | 'text'
  /** Of `one` and `several`: what could be chosen, and what people of an earlier version chose besides. */
  readonly categories: readonly Category[]
  /** Replaced by "suppressed" in interviews of small classes. */
  readonly isHiddenInSmallClasses: boolean
}

/** What was agreed before people were asked; see the launch record. */
interface LaunchFacts {
  readonly purpose: string
  readonly use: string
  readonly targetPopulation: string
  readonly media: readonly string[]
  readonly opensOn: string
  readonly closesOn: string
  readonly ethicsReference: string
  readonly translationReviews: Readonly<Record<string, { readonly by: string; readonly on: string }>>
}

interface CommunityReview {
  readonly heldOn: string
  readonly community: string
  readonly people: number
  readonly outcome: string
}

/** What is known about a closed round without looking at any interview. */
export interface RoundFacts {
  readonly content: FlowContent
  readonly version: string
  readonly round: Round
  readonly k: number
  readonly organisation: string
  /** ISO date (UTC). */
  readonly today: string
  /** A random UUID that names this export. */
  readonly id: string
  /** null where the flow was never launched from the console. */
  readonly launch: LaunchFacts | null
  readonly reviews: readonly CommunityReview[]
  readonly published: readonly PublishedTable[]
  /** null: no margins were recorded before the round was closed, and nothing is weighted. */
  readonly population: RoundPopulation | null
  /** How conversations ended, as far as it is published: what the auditor has not seen is not here. */
  readonly outcomes: ShownOutcomes
}

/** Everything that a format may write. */
export interface ExportData extends RoundFacts {
  readonly title: string
  /** The first language of the flow: labels of formats that have room for one. */
  readonly language: string
  readonly variables: readonly Variable[]
  /** Questions that were left out because they are sensitive, or because people answer them in their own words. */
  readonly leftOut: { readonly sensitive: readonly string[]; readonly freeText: readonly string[] }
  /** Sensitive questions that are in. */
  readonly sensitive: readonly string[]
  readonly anonymity: AnonymityReport
  /** How the interviews are weighted, from what stands in this export alone; null: they are not. */
  readonly weighting: Weighting | null
  /** Interviews of months in which fewer than k answered. */
  readonly monthsSuppressed: number
  /** Each call gives them in another order, with other numbers. */
  rows(): AsyncIterable<ExportRow>
}

/** A file in the making. */
interface ExportFile {
  /** One of the format's `files`. */
  readonly path: string
  readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
}

/** A way to write a closed round down. */
export interface ExportFormat {
  readonly name: string
  readonly about: string
  /** The names of everything that it writes. */
  readonly files: readonly string[]
  /** The files, each to be read to its end before the next. Throws `usage` where the format cannot hold the data. */
  write(data: ExportData): AsyncIterable<ExportFile> | Iterable<ExportFile>
}
