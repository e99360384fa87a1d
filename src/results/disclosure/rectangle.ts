import { sum } from '../published-table.ts'

/** A number of a table: a cell, or a total of a row or a column. */
export interface Entry {
  readonly row: number | null
  readonly column: number | null
  readonly key: string
  readonly count: number
  /** Everybody knows that it is zero. */
  readonly isImpossible: boolean
}

interface Wanted {
  isHidden(entry: Entry): boolean
  costOf(entry: Entry): number
  /** How many people must be able to move around it. */
  readonly room: number
}

/**
 * The cheapest three cells that protect a cell, one in its row, one in its column, and the one across: then a number can be moved around the
 * rectangle without any total changing. null where none is large enough, or it is no cell.
 */
export function cheapestRectangle(
  cell: Entry,
  free: readonly Entry[],
  { isHidden, costOf, room }: Wanted,
): Entry[] | null {
  if (cell.row === null || cell.column === null) return null
  const rows = new Map<number, Map<number, Entry>>()
  for (const entry of free) {
    if (entry.row === null || entry.column === null) continue
    const row = rows.get(entry.row) ?? new Map<number, Entry>()
    rows.set(entry.row, row.set(entry.column, entry))
  }
  const own = rows.get(cell.row) ?? new Map<number, Entry>()
  let best: { cost: number; cells: Entry[] } | null = null
  for (const [row, entries] of rows) {
    const below = entries.get(cell.column)
    if (row === cell.row || !below) continue
    for (const [column, across] of entries) {
      const beside = own.get(column)
      if (column === cell.column || !beside) continue
      if (Math.min(cell.count, across.count) + Math.min(beside.count, below.count) < room) continue
      const cells = [beside, below, across].filter((entry) => !isHidden(entry))
      const cost = sum(cells.map(costOf))
      if (cells.length > 0 && (best === null || cost < best.cost)) best = { cost, cells }
    }
  }
  return best?.cells ?? null
}
