import { reasonText } from '../said.ts'
import { type ExportMissing, suppressed } from './export-data.ts'

/** Every reason for a missing value, in words and as the number that statistics programs get. */
export const missingReasons: readonly {
  readonly code: ExportMissing
  readonly label: string
  readonly number: number
}[] = [
  { code: 'refused', label: 'Prefer not to say', number: -99 },
  { code: 'dont_know', label: "Don't know", number: -98 },
  { code: 'not_applicable', label: 'Not asked', number: -97 },
  { code: 'invalid', label: 'Not understood three times', number: -96 },
  { code: 'not_reached', label: 'Left before it was asked', number: -95 },
  { code: suppressed, label: 'Suppressed: too few people like this', number: -94 },
]

/** How conversations end that leave an interview, in AAPOR's terms. */
export const dispositions: readonly { readonly code: string; readonly label: string }[] = [
  { code: 'completed', label: 'Complete (I)' },
  { code: 'partial', label: 'Partial (P)' },
  { code: 'break_off', label: 'Break-off (R)' },
]

const reasonTexts = new Set(missingReasons.map(({ code }) => reasonText(code)))

/** A text as files show it where a reason stands in parentheses in the same column: one that would read as a reason has an apostrophe before it. */
export const unlikeReason = <Value>(value: Value): Value | string =>
  typeof value === 'string' && reasonTexts.has(value) ? `'${value}` : value
