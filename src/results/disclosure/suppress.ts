import { type Equation, systemOf } from '../linear-programme.ts'
import { type CountedTable, type PublishedTable, sum } from '../published-table.ts'

export interface Protection {
  /** Counts of 1 to k - 1 are never shown; and nobody may find out a hidden count more narrowly than to within k. */
  readonly k: number
  /** What is asked can hurt: nobody may learn either that all of a group answered the same, or that none of it gave an answer. */
  readonly sensitive: boolean
  /** Rows that are answers; the others are reasons why there is none. */
  isAnswer(row: string): boolean
  /**
   * Totals that are published elsewhere, and whether they are hidden there: hiding one here would hide nothing, and showing one would
   * show it. Rows by name, columns by their values.
   */
  readonly elsewhere?: {
    readonly rows: ReadonlyMap<string, boolean>
    readonly columns: ReadonlyMap<string, boolean>
  }
}

/** A number of the table: a cell, or a total of a row or a column. */
interface Entry {
  readonly row: number | null
  readonly column: number | null
  readonly count: number
}

/** Totals say more than cells: they are hidden only where nothing else helps. */
const costOfTotal = 1000

const keyOf = ({ row, column }: Pick<Entry, 'row' | 'column'>) => `${row}/${column}`

/** Cells first, then totals. A table of one column has no totals of rows: they would be its cells. */
function entriesOf({ counts, rows, columns }: CountedTable): Entry[] {
  const cells = rows.flatMap((_, row) =>
    columns.map((__, column) => ({ row, column, count: counts[row]?.[column] ?? 0 })),
  )
  const ofRows = columns.length > 1 ? rows.map((_, row) => ({ row, column: null, count: sum(counts[row] ?? []) })) : []
  const ofColumns =
    columns.length > 1
      ? columns.map((_, column) => ({ row: null, column, count: sum(counts.map((each) => each[column] ?? 0)) }))
      : []
  return [...cells, ...ofRows, ...ofColumns]
}

/** What must be hidden for its own sake. */
function isPrimary(
  { row, column, count }: Entry,
  table: CountedTable,
  { k, sensitive, isAnswer }: Protection,
): boolean {
  if (count > 0 && count < k) return true
  const answers = table.rows.map((name, index) => ({ name, index })).filter(({ name }) => isAnswer(name))
  if (!sensitive || row === null || !answers.some(({ index }) => index === row)) return false
  const inColumn = (index: number) =>
    column === null ? sum(table.counts[index] ?? []) : (table.counts[index]?.[column] ?? 0)
  const base = sum(answers.map(({ index }) => inColumn(index)))
  return base > 0 && (count === 0 || count === base)
}

/** Whether a total is hidden where it is published too; undefined where it is not. */
function hiddenElsewhere(
  { row, column }: Entry,
  { rows, columns }: CountedTable,
  { elsewhere }: Protection,
): boolean | undefined {
  if (column === null && row !== null) return elsewhere?.rows.get(rows[row] ?? '')
  if (row === null && column !== null) return elsewhere?.columns.get(columns[column]?.join('\n') ?? '')
  return undefined
}

/** What is known of a table in which these are hidden: each row and column adds up. */
function equationsOf(
  table: CountedTable,
  entries: readonly Entry[],
  hidden: ReadonlySet<string>,
): { equations: Equation[]; indexOf: ReadonlyMap<string, number> } {
  const indexOf = new Map(
    entries.filter((entry) => hidden.has(keyOf(entry))).map((entry, index) => [keyOf(entry), index]),
  )
  const line = (parts: readonly Entry[], total: Entry | undefined, known: number | null): Equation => {
    const unknowns = parts.flatMap((entry) => indexOf.get(keyOf(entry)) ?? [])
    const shown = sum(parts.filter((entry) => !hidden.has(keyOf(entry))).map(({ count }) => count))
    const ofTotal = total ? indexOf.get(keyOf(total)) : undefined
    const factors = unknowns.map(() => 1)
    if (ofTotal === undefined) return { unknowns, factors, equals: (total?.count ?? known ?? 0) - shown }
    return { unknowns: [...unknowns, ofTotal], factors: [...factors, -1], equals: -shown }
  }
  const at = (row: number | null, column: number | null) =>
    entries.find((entry) => entry.row === row && entry.column === column)
  const cells = entries.filter(({ row, column }) => row !== null && column !== null)
  const total = sum(cells.map(({ count }) => count))
  const isOneColumn = table.columns.length === 1
  const rows = isOneColumn
    ? []
    : table.rows.map((_, row) =>
        line(
          cells.filter((cell) => cell.row === row),
          at(row, null),
          null,
        ),
      )
  const columns = table.columns.map((_, column) =>
    line(
      cells.filter((cell) => cell.column === column),
      at(null, column),
      isOneColumn ? total : null,
    ),
  )
  const totals = isOneColumn
    ? []
    : [
        line(
          entries.filter((entry) => entry.column === null),
          undefined,
          total,
        ),
        line(
          entries.filter((entry) => entry.row === null),
          undefined,
          total,
        ),
      ]
  return { equations: [...rows, ...columns, ...totals], indexOf }
}

/** What it costs to hide a number: the people whom it would have told of. */
const costOf = ({ row, column, count }: Entry) => count + 1 + (row === null || column === null ? costOfTotal : 0)

/**
 * The cheapest three cells that protect a cell, one in its row, one in its column, and the one across: then a number can be moved around the
 * rectangle without any total changing. null where none is large enough, or it is no cell.
 */
function rectangleFor(
  { row, column, count }: Entry,
  entries: readonly Entry[],
  hidden: ReadonlySet<string>,
  k: number,
): Entry[] | null {
  if (row === null || column === null) return null
  const cells = new Map(
    entries.filter((entry) => entry.row !== null && entry.column !== null).map((entry) => [keyOf(entry), entry]),
  )
  const others = (along: 'row' | 'column', own: number) =>
    new Set([...cells.values()].map((entry) => entry[along] as number).filter((value) => value !== own))
  let best: { cost: number; cells: Entry[] } | null = null
  for (const otherRow of others('row', row)) {
    for (const otherColumn of others('column', column)) {
      const beside = cells.get(keyOf({ row, column: otherColumn }))
      const below = cells.get(keyOf({ row: otherRow, column }))
      const across = cells.get(keyOf({ row: otherRow, column: otherColumn }))
      if (!beside || !below || !across) continue
      const room = Math.min(count, across.count) + Math.min(beside.count, below.count)
      const more = [beside, below, across].filter((entry) => !hidden.has(keyOf(entry)))
      const cost = sum(more.map(costOf))
      if (room >= k && more.length > 0 && (best === null || cost < best.cost)) best = { cost, cells: more }
    }
  }
  return best?.cells ?? null
}

/** What to hide next, so that an unsafe number is protected: a rectangle, else the cheapest number in its line, else any. */
function nextToHide(unsafe: Entry, entries: readonly Entry[], hidden: ReadonlySet<string>, k: number): Entry[] {
  const rectangle = rectangleFor(unsafe, entries, hidden, k)
  if (rectangle) return rectangle
  const shown = entries.filter((entry) => !hidden.has(keyOf(entry))).sort((a, b) => costOf(a) - costOf(b))
  const inLine = shown.filter((entry) => entry.row === unsafe.row || entry.column === unsafe.column)
  return [...inLine, ...shown].slice(0, 1)
}

/**
 * Hides what must not be seen, and as little else as keeps it hidden: primary suppression below k and of what would tell about a whole
 * group; then, as long as a linear programme over everything that is shown can narrow a hidden number down to less than k, the
 * rectangle of cells that protects it at the lowest cost (Hundepool and others, Statistical Disclosure Control, 2012, chapter 4). null where not even hiding
 * everything would do: there are too few people.
 */
export async function suppress(table: CountedTable, protection: Protection): Promise<PublishedTable | null> {
  const total = sum(table.counts.map(sum))
  if (total < protection.k) return null
  const entries = entriesOf(table)
  const isHiddenElsewhere = (entry: Entry) => hiddenElsewhere(entry, table, protection)
  const hidden = new Set(
    entries.filter((entry) => isHiddenElsewhere(entry) ?? isPrimary(entry, table, protection)).map(keyOf),
  )
  const free = entries.filter((entry) => isHiddenElsewhere(entry) !== false)
  for (;;) {
    const unsafe = await firstUnsafe(table, entries, hidden, protection.k)
    if (!unsafe) break
    const more = nextToHide(unsafe, free, hidden, protection.k)
    if (more.length === 0) return null
    for (const entry of more) hidden.add(keyOf(entry))
  }
  const shown = (row: number | null, column: number | null, count: number) =>
    hidden.has(keyOf({ row, column })) ? null : count
  const isOneColumn = table.columns.length === 1
  const { counts, ...rest } = table
  return {
    ...rest,
    total,
    cells: table.rows.map((_, row) =>
      table.columns.map((__, column) => shown(row, column, counts[row]?.[column] ?? 0)),
    ),
    rowTotals: table.rows.map((_, row) => shown(row, isOneColumn ? 0 : null, sum(counts[row] ?? []))),
    columnTotals: table.columns.map((_, column) =>
      isOneColumn ? total : shown(null, column, sum(counts.map((each) => each[column] ?? 0))),
    ),
  }
}

async function firstUnsafe(
  table: CountedTable,
  entries: readonly Entry[],
  hidden: ReadonlySet<string>,
  k: number,
): Promise<Entry | undefined> {
  const { equations, indexOf } = equationsOf(table, entries, hidden)
  const system = await systemOf(equations)
  return entries.find((entry) => {
    const index = indexOf.get(keyOf(entry))
    if (index === undefined) return false
    const bounds = system.boundsOf([index])
    return bounds === null || bounds.high - bounds.low < k - 1e-6
  })
}
