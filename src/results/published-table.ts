import type { NumberSummary } from './number-summary.ts'
import { because, isReason, isSame, isSameGroup, type Reason, refinements, type Said } from './said.ts'

/**
 * One table as readers see it: how many of each group gave each answer. `null` is "too few to show safely"; nothing says whether a
 * number is hidden because it is small or to protect another one, because that would help whoever wants to find it out.
 */
export interface PublishedTable {
  readonly question: string
  /** The questions by which people are taken apart; none: everybody together. */
  readonly dimensions: readonly string[]
  /** Values of the question, then the reasons for missing answers. Everybody is in exactly one row. */
  readonly rows: readonly Said[]
  /** Groups: one value for each dimension. Everybody is in exactly one column. */
  readonly columns: readonly (readonly Said[])[]
  /** By row, then column. */
  readonly cells: readonly (readonly (number | null)[])[]
  /** Of each row over all columns; the same as the cells where there is one column. */
  readonly rowTotals: readonly (number | null)[]
  readonly columnTotals: readonly (number | null)[]
  readonly total: number
  /** Of a question that is answered with a number. */
  readonly summary?: NumberSummary | undefined
  /** The auditor could not look at all that people can be at once when this was published: together, tables may tell more than he found. */
  readonly auditedInParts?: true | undefined
}

/** A table before anything is hidden. */
export interface CountedTable {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly rows: readonly Said[]
  readonly columns: readonly (readonly Said[])[]
  readonly counts: readonly (readonly number[])[]
}

/** null: too few to show safely. */
export type ShownCount = number | null

/** How many of a group (none named: everybody) are in a row; null where that is hidden, or there is no such row or group. */
export function countAt({ rows, columns, cells }: PublishedTable, row: Said, group: readonly Said[] = []): ShownCount {
  const column = columns.findIndex((values) => isSameGroup(values, group))
  return cells[rows.findIndex((each) => isSame(each, row))]?.[column] ?? null
}

/** How many of a group have a reason for giving none; undefined where the table does not tell it apart from others. */
export function reasonIn(table: PublishedTable, code: Reason, group: readonly Said[] = []): ShownCount | undefined {
  const row = because(code)
  const has = (wanted: Said) => table.rows.some((each) => isSame(each, wanted))
  if (has(row)) return countAt(table, row, group)
  const parts = refinements(row)
  return parts.every(has) ? sumOfShown(parts.map((part) => countAt(table, part, group))) : undefined
}

/** How many of a group gave an answer; where answers are hidden it is the rest of the group, as any reader can work out. null: that is hidden, too. */
export function answeredIn(table: PublishedTable, group: readonly Said[] = []): ShownCount {
  const [reasons, answers] = [true, false].map((wanted) =>
    sumOfShown(table.rows.filter((row) => isReason(row) === wanted).map((row) => countAt(table, row, group))),
  ) as [ShownCount, ShownCount]
  if (answers !== null) return answers
  const everybody = table.columnTotals[table.columns.findIndex((values) => isSameGroup(values, group))] ?? null
  const hasReasons = table.rows.some(isReason)
  return hasReasons && everybody !== null && reasons !== null ? everybody - reasons : null
}

/** The table of everybody; undefined where it is not published. */
export const tableOfEverybody = (tables: readonly PublishedTable[], variable: string): PublishedTable | undefined =>
  tables.find(({ question, dimensions }) => question === variable && dimensions.length === 0)

/** null where one of them is hidden. */
export const sumOfShown = (counts: readonly ShownCount[]): ShownCount =>
  counts.reduce<ShownCount>((total, count) => (total === null || count === null ? null : total + count), 0)

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
