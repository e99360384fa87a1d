import { type Knowledge, oneReasonOf } from './knowledge.ts'
import type { PublishedTable } from './published-table.ts'
import { coarsened, type Said, saidKey } from './said.ts'

/** What people have in common whom a number counts: a value for each of some variables. */
export type Conditions = readonly (readonly [variable: string, value: Said])[]

/** What a table is about, whatever its numbers are. */
export interface TableForm {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly rows: readonly Said[]
  readonly columns: readonly (readonly Said[])[]
}

/** A place in a table: a cell, or the total of a row or a column; and the number that stands in it. */
export interface Place {
  readonly row: number | null
  readonly column: number | null
  readonly conditions: Conditions
}

/** Two places with the same key hold the same number, in whichever tables they are. */
export function keyOf(conditions: Conditions, knowledge: Knowledge): string {
  const parts = conditions.map(([variable, value]) => `${oneReasonOf(knowledge, variable, value)}=${saidKey(value)}`)
  return [...new Set(parts)].sort().join(' & ')
}

/** Cells first, then totals. A table of one column has no totals of rows: they would be its cells. */
export function placesOf({ question, dimensions, rows, columns }: TableForm): Place[] {
  const group = (column: readonly Said[]) => column.map((value, place) => [dimensions[place] ?? '', value] as const)
  const cells = rows.flatMap((value, row) =>
    columns.map((values, column) => ({ row, column, conditions: [[question, value] as const, ...group(values)] })),
  )
  if (dimensions.length === 0) return cells
  return [
    ...cells,
    ...rows.map((value, row) => ({ row, column: null, conditions: [[question, value] as const] })),
    ...columns.map((values, column) => ({ row: null, column, conditions: group(values) })),
  ]
}

/** Numbers that a table does not show, but of which it shows the parts: what tables by group tell of the reasons for having no answer. */
export function detailsIn(form: TableForm, knowledge: Knowledge): Map<string, readonly string[]> {
  const details = new Map<string, Set<string>>()
  for (const { conditions } of placesOf(form)) {
    const whole = keyOf(
      conditions.map(([variable, value]) => [variable, coarsened(value)] as const),
      knowledge,
    )
    details.set(whole, (details.get(whole) ?? new Set()).add(keyOf(conditions, knowledge)))
  }
  return new Map(
    [...details]
      .map(([whole, parts]) => [whole, [...parts]] as const)
      .filter(([whole, parts]) => !parts.includes(whole)),
  )
}

/** What a published table says there; null where it is hidden. */
export function shownAt({ cells, rowTotals, columnTotals }: PublishedTable, { row, column }: Place): number | null {
  if (row === null) return columnTotals[column ?? 0] ?? null
  return (column === null ? rowTotals[row] : cells[row]?.[column]) ?? null
}
