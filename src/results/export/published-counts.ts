import type { PublishedTable } from '../published-table.ts'

/** How many of everybody gave an answer to a question, as it was published; null where it is hidden, or was not. `row` is a value, or a reason in brackets. */
export function publishedCount(tables: readonly PublishedTable[], question: string, row: string): number | null {
  const table = tables.find((each) => each.question === question && each.dimensions.length === 0)
  const place = table?.rows.indexOf(row) ?? -1
  return table?.cells[place]?.[0] ?? null
}
