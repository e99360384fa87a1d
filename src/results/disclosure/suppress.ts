import { isNeverTogether, type Knowledge } from '../knowledge.ts'
import { type Conditions, detailsIn, keyOf, placesOf, shownAt, type TableForm } from '../numbers.ts'
import { type CountedTable, type PublishedTable, sum } from '../published-table.ts'
import { coarsened, groupKey, isReason } from '../said.ts'
import { narrowed } from '../solver/linear-programme.ts'
import type { Equation } from '../solver/presolve.ts'
import { cheapestRectangle, type Entry } from './rectangle.ts'

export interface Protection {
  /** Counts of 1 to k - 1 are never shown; and nobody may find out a hidden count more narrowly than to within k. */
  readonly k: number
  readonly knowledge: Knowledge
  /** What is asked can hurt: nobody may learn either that all of a group answered the same, or that none of it gave an answer. */
  isSensitive(question: string): boolean
}

/** Totals say more than cells: they are hidden only where nothing else helps. */
const costOfTotal = 1000

/** Differences below this are those of floating-point numbers. */
const tolerance = 1e-6

/** A number that somebody could find out, and the shown ones from which. */
interface Found {
  readonly key: string
  readonly low: number
  readonly high: number
  readonly clues: readonly string[]
}

/** Hides numbers of a table, and more of them where that turns out not to do. */
export interface Suppression {
  /** Hides what this table needs by itself. False where not even hiding everything would do. */
  hide(): Promise<boolean>
  /** Hides more, so many numbers for each of these that are not found any more. False where there is nothing left to hide for any of them. */
  hideFrom(found: readonly Found[], most: number): Promise<boolean>
  /** The table as readers may see it. */
  shown(): PublishedTable
}

/**
 * Hides what must not be seen, and as little else as keeps it hidden: primary suppression below k and of what would tell about a whole
 * group; then, as long as a linear programme over everything that a table shows can narrow a hidden number down to less than k, the
 * rectangle of cells that protects it at the lowest cost (Hundepool and others, Statistical Disclosure Control, 2012, chapter 4).
 *
 * @param published what readers have seen already, of the same people: a number that is there too stays as it is.
 */
export function createSuppression(
  table: CountedTable,
  protection: Protection,
  published: readonly PublishedTable[],
): Suppression {
  const { k, knowledge } = protection
  const entries = entriesOf(table, knowledge, absentFrom([...published, table]))
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const known = knownNumbers(published, knowledge)
  const isFree = ({ key, isImpossible }: Entry) => !isImpossible && !known.has(key)
  const isToHide = (entry: Entry) =>
    known.get(entry.key) === 'hidden' || (isFree(entry) && isPrimary(entry, table, protection))
  const hidden = new Set(entries.filter(isToHide).map(({ key }) => key))
  const isHidden = ({ key }: Entry) => hidden.has(key)

  /** Hides until no number of the table can be found out from the table alone. */
  async function protect(): Promise<boolean> {
    for (;;) {
      const unsafe = await unsafeIn(table, entries, hidden, k)
      if (unsafe.length === 0) return true
      const touched = new Set<string>()
      const linesOf = (entry: Entry) => [`row ${entry.row}`, `column ${entry.column}`]
      let more = 0
      for (const entry of unsafe) {
        // What was hidden for another number may have protected this one too.
        if (linesOf(entry).some((line) => touched.has(line))) continue
        const next = nextToHide(entry)
        for (const each of next) {
          hidden.add(each.key)
          for (const line of linesOf(each)) touched.add(line)
        }
        more += next.length
      }
      if (more === 0) return false
    }
  }

  /** What to hide next, so that an unsafe number is protected: a rectangle, else the cheapest number in its line, else any. */
  function nextToHide(unsafe: Entry): Entry[] {
    const usable = entries.filter((entry) => isHidden(entry) || isFree(entry))
    const rectangle = cheapestRectangle(unsafe, usable, { isHidden, costOf, room: k })
    if (rectangle) return rectangle
    const shown = usable.filter((entry) => !isHidden(entry)).sort((a, b) => costOf(a) - costOf(b))
    const inLine = shown.filter((entry) => entry.row === unsafe.row || entry.column === unsafe.column)
    return [...inLine, ...shown].slice(0, 1)
  }

  return {
    hide: async () => sum(table.counts.map(sum)) >= k && (await protect()),

    async hideFrom(found, most) {
      let isMore = false
      for (const { key: told, low, high, clues } of found) {
        const free = clues.flatMap((key) => byKey.get(key) ?? []).filter(isFree)
        if (free.some(isHidden)) continue
        const own = byKey.get(told)
        // Everybody knows it from other tables: hidden, it would protect nothing.
        if (own && free.length === 0 && isFree(own) && high - low < tolerance && !isPrimary(own, table, protection)) {
          known.set(told, 'shown')
          hidden.delete(told)
          isMore = true
        }
        const missing = k - (high - low)
        const enough = free.filter(({ count }) => count >= missing).sort((a, b) => costOf(a) - costOf(b))
        const largest = free.toSorted((a, b) => b.count - a.count)
        for (const { key } of (enough.length > 0 ? enough : largest).slice(0, most)) {
          hidden.add(key)
          isMore = true
        }
      }
      if (isMore) await protect()
      return isMore
    },

    shown() {
      const { counts, ...form } = table
      const keys = new Map(entries.map(({ row, column, key }) => [`${row}/${column}`, key]))
      const isEverybody = table.dimensions.length === 0
      const shown = (row: number | null, column: number | null, count: number) =>
        hidden.has(keys.get(`${row}/${column}`) ?? '') ? null : count
      return {
        ...{ ...form, total: sum(counts.map(sum)) },
        cells: counts.map((cells, row) => cells.map((count, column) => shown(row, column, count))),
        rowTotals: counts.map((cells, row) => shown(row, isEverybody ? 0 : null, sum(cells))),
        columnTotals: table.columns.map((_, column) =>
          shown(null, column, sum(counts.map((cells) => cells[column] ?? 0))),
        ),
      }
    },
  }
}

/** What it costs to hide a number: the people whom it would have told of. */
const costOf = ({ row, column, count }: Entry): number =>
  count + 1 + (row === null || column === null ? costOfTotal : 0)

/** What readers know of numbers that stand in tables already. What any of them hides is taken as hidden. */
function knownNumbers(published: readonly PublishedTable[], knowledge: Knowledge): Map<string, 'shown' | 'hidden'> {
  const known = new Map<string, 'shown' | 'hidden'>()
  for (const table of published)
    for (const place of placesOf(table)) {
      const key = keyOf(place.conditions, knowledge)
      if (known.get(key) !== 'hidden') known.set(key, shownAt(table, place) === null ? 'hidden' : 'shown')
    }
  for (const table of published) {
    const keys = placesOf(table).map(({ conditions }) => keyOf(conditions, knowledge))
    const isShown = (key: string) => known.get(key) === 'shown'
    for (const [whole, parts] of detailsIn(table, knowledge)) {
      // In a table of everybody the rest of the total says it, too.
      const isRest = table.dimensions.length === 0 && keys.every((key) => parts.includes(key) || isShown(key))
      if (parts.every(isShown) || isRest) known.set(whole, 'shown')
    }
  }
  return known
}

function entriesOf(table: CountedTable, knowledge: Knowledge, isNobody: (conditions: Conditions) => boolean): Entry[] {
  const { counts } = table
  return placesOf(table).map(({ row, column, conditions }) => {
    const inRow = row === null ? counts.map((cells) => cells[column ?? 0] ?? 0) : (counts[row] ?? [])
    const count = row === null || column === null ? sum(inRow) : (inRow[column] ?? 0)
    const isKnown = count === 0 && (isImpossible(conditions, knowledge) || isNobody(conditions))
    return { row, column, count, key: keyOf(conditions, knowledge), isImpossible: isKnown }
  })
}

/** Groups in which nobody is have no column, so everybody sees that nobody is in them, and in any part of them. */
function absentFrom(tables: readonly TableForm[]): (conditions: Conditions) => boolean {
  const groups = tables
    .filter(({ dimensions }) => dimensions.length > 0)
    .map(({ dimensions, columns }) => ({
      dimensions,
      present: new Set(columns.map((column) => groupKey(column.map(coarsened)))),
    }))
  return (conditions) => {
    const values = new Map(conditions.map(([variable, value]) => [variable, coarsened(value)]))
    return groups.some(({ dimensions, present }) => {
      const own = dimensions.flatMap((dimension) => values.get(dimension) ?? [])
      return own.length === dimensions.length && !present.has(groupKey(own))
    })
  }
}

/** Whether everybody knows that nobody can be there. */
const isImpossible = (conditions: Conditions, knowledge: Knowledge): boolean =>
  conditions.some((one, place) => conditions.slice(place + 1).some((other) => isNeverTogether(knowledge, one, other)))

/** What must be hidden for its own sake. */
function isPrimary({ row, column, count }: Entry, table: CountedTable, protection: Protection): boolean {
  const { k, isSensitive } = protection
  const isSmall = (number: number) => number > 0 && number < k
  if (isSmall(count)) return true
  const { counts, rows } = table
  const ofColumn = (index: number) => sum(counts.map((cells) => cells[index] ?? 0))
  // "Nobody said no" tells about all of a group that is so small that its size is hidden.
  if (row !== null && column !== null && count === 0)
    if (isSmall(sum(counts[row] ?? [])) || isSmall(ofColumn(column))) return true
  const answers = rows.map((name, index) => ({ name, index })).filter(({ name }) => !isReason(name))
  if (!isSensitive(table.question) || row === null || !answers.some(({ index }) => index === row)) return false
  const inColumn = (index: number) => (column === null ? sum(counts[index] ?? []) : (counts[index]?.[column] ?? 0))
  const base = sum(answers.map(({ index }) => inColumn(index)))
  return base > 0 && (count === 0 || count === base)
}

/** Which hidden numbers follow too narrowly from what the table shows: each row and column adds up. */
async function unsafeIn(
  table: CountedTable,
  entries: readonly Entry[],
  hidden: ReadonlySet<string>,
  k: number,
): Promise<Entry[]> {
  const unknown = new Map(entries.filter(({ key }) => hidden.has(key)).map((entry, index) => [entry, index]))
  const line = (parts: readonly Entry[], whole: Entry | undefined, total: number): Equation => {
    const terms = [...parts.map((entry) => [entry, 1] as const), ...(whole ? [[whole, -1] as const] : [])]
    const open = terms.filter(([entry]) => unknown.has(entry))
    const known = sum(terms.filter(([entry]) => !unknown.has(entry)).map(([{ count }, factor]) => factor * count))
    return {
      unknowns: open.map(([entry]) => unknown.get(entry) ?? 0),
      factors: open.map(([, factor]) => factor),
      equals: (whole ? 0 : total) - known,
    }
  }
  const total = sum(table.counts.map(sum))
  const rows = Map.groupBy(entries, ({ row }) => row)
  const columns = Map.groupBy(entries, ({ column }) => column)
  const isEverybody = table.dimensions.length === 0
  const equations = isEverybody
    ? [line(entries, undefined, total)]
    : [rows, columns].flatMap((lines, isColumns) =>
        [...lines].map(([index, own]) =>
          index === null
            ? line(own, undefined, total)
            : line(
                own.filter(({ row, column }) => row !== null && column !== null),
                own.find((entry) => (isColumns ? entry.row : entry.column) === null),
                total,
              ),
        ),
      )
  // A group that has a column has somebody in it.
  const least = new Map([...unknown].filter(([{ row }]) => row === null).map(([, index]) => [index, 1]))
  const found = await narrowed(equations, [...unknown.values()], k, { least })
  const indices = new Set((found ?? []).map((each) => each.unknown))
  return entries.filter((entry) => indices.has(unknown.get(entry) ?? -1))
}
