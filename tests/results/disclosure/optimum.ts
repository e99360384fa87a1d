import type { CountedTable, PublishedTable } from '../../../src/results/published-table.ts'

/** A number of a table as an arc of a circulation: from its row to its column, a total from or to the node of all rows or columns. */
interface Arc {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Everybody knows that it is no less. */
  readonly least: number
  readonly isPrimary: boolean
}

/**
 * Every row, and every column, adds up to its total: what goes into a node comes out of it. So numbers that are hidden are protected by cycles of hidden
 * numbers, and how far one can be moved is a greatest flow.
 */
function arcsOf({ counts }: CountedTable, k: number): Arc[] {
  const [rows, columns] = [counts.length, counts[0]?.length ?? 0]
  const [allRows, allColumns] = [rows + columns, rows + columns + 1]
  const add = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0)
  const ofRow = counts.map(add)
  const ofColumn = Array.from({ length: columns }, (_, column) => add(counts.map((row) => row[column] ?? 0)))
  const isSmall = (count: number) => count > 0 && count < k
  const cells = counts.flatMap((row, r) =>
    row.map((count, c) => {
      const isZeroOfFew = count === 0 && (isSmall(ofRow[r] ?? 0) || isSmall(ofColumn[c] ?? 0))
      return { from: r, to: rows + c, count, least: 0, isPrimary: isSmall(count) || isZeroOfFew }
    }),
  )
  const totals = (numbers: readonly number[], arcOf: (place: number) => Pick<Arc, 'from' | 'to' | 'least'>) =>
    numbers.map((count, place) => ({ ...arcOf(place), count, isPrimary: isSmall(count) }))
  // Everybody is never hidden: that arc closes the circulation, and cannot move.
  return [
    ...cells,
    ...totals(ofRow, (row) => ({ from: allRows, to: row, least: 0 })),
    // A group that has a column has somebody in it.
    ...totals(ofColumn, (column) => ({ from: rows + column, to: allColumns, least: 1 })),
  ]
}

/** How much more can go from one node to another along hidden arcs without `own`, up to `most`; and the nodes that are reached when nothing more can. */
function greatestFlow(
  arcs: readonly Arc[],
  hidden: ReadonlySet<number>,
  own: number,
  ends: [number, number],
  most: number,
) {
  const [start, end] = ends
  const moved = new Map<number, number>()
  let total = 0
  for (;;) {
    const reached = new Map<number, { arc: number; isForward: boolean; room: number; before: number } | null>([
      [start, null],
    ])
    for (const node of reached.keys())
      for (const place of hidden) {
        const arc = arcs[place] as Arc
        if (place === own) continue
        if (arc.from === node && !reached.has(arc.to))
          reached.set(arc.to, { arc: place, isForward: true, room: Number.POSITIVE_INFINITY, before: node })
        const room = arc.count - arc.least + (moved.get(place) ?? 0)
        if (arc.to === node && room > 0 && !reached.has(arc.from))
          reached.set(arc.from, { arc: place, isForward: false, room, before: node })
      }
    if (!reached.has(end) || total >= most) return { total, reached: new Set(reached.keys()) }
    const steps = []
    for (let step = reached.get(end); step; step = reached.get(step.before)) steps.push(step)
    const more = Math.min(most - total, ...steps.map(({ room }) => room))
    for (const { arc, isForward } of steps) moved.set(arc, (moved.get(arc) ?? 0) + (isForward ? more : -more))
    total += more
  }
}

/** A hidden number that is known to less than `k`, by the arcs of which one must be hidden as well; null where all are protected. */
function lacking(arcs: readonly Arc[], hidden: ReadonlySet<number>, k: number): number[] | null {
  for (const own of hidden) {
    const { from, to, count, least } = arcs[own] as Arc
    const up = greatestFlow(arcs, hidden, own, [to, from], k)
    const down = greatestFlow(arcs, hidden, own, [from, to], Math.min(k, count - least))
    if (up.total + down.total >= k) continue
    // One that would carry more: it leaves what was reached, or comes into it and can become less.
    return arcs.flatMap((arc, place) =>
      !hidden.has(place) && [up, down].some(({ reached }) => reached.has(arc.from) !== reached.has(arc.to))
        ? [place]
        : [],
    )
  }
  return null
}

/** The table with the fewest numbers hidden, cells and totals, with which each of them is protected to within k; null where these are more than `most`. */
export function withFewestHidden(table: CountedTable, k: number, most: number): PublishedTable | null {
  const arcs = arcsOf(table, k)
  const primary = new Set(arcs.flatMap(({ isPrimary }, place) => (isPrimary ? [place] : [])))
  for (let size = primary.size; size <= most; size++) {
    const tried = new Set<string>()
    const enough = (hidden: ReadonlySet<number>): ReadonlySet<number> | null => {
      const key = [...hidden].sort((a, b) => a - b).join()
      if (tried.has(key)) return null
      tried.add(key)
      const wanted = lacking(arcs, hidden, k)
      if (wanted === null) return hidden
      if (hidden.size >= size) return null
      for (const place of wanted) {
        const found = enough(new Set([...hidden, place]))
        if (found) return found
      }
      return null
    }
    const found = enough(primary)
    if (found) return shown(table, arcs, found)
  }
  return null
}

/** Numbers in the order of their arcs. */
function shown({ counts, ...form }: CountedTable, arcs: readonly Arc[], hidden: ReadonlySet<number>): PublishedTable {
  const numbers = arcs.map(({ count }, place) => (hidden.has(place) ? null : count))
  const cells = counts.map((row) => numbers.splice(0, row.length))
  const rowTotals = numbers.splice(0, counts.length)
  return { ...form, cells, rowTotals, columnTotals: numbers, total: counts.flat().reduce((sum, each) => sum + each, 0) }
}
