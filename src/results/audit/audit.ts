import { type Bounds, type Equation, systemOf } from '../linear-programme.ts'
import type { PublishedTable } from '../published-table.ts'

/** A hidden number that can be narrowed down too far, and how far. */
interface Leak extends Bounds {
  readonly question: string
  /** Which number: a value of the question, and the group; empty where it is a total. */
  readonly row: string
  readonly column: string
}

/** What an auditor says of what is published. */
export interface Verdict {
  readonly leaks: readonly Leak[]
  /** Numbers that are hidden, and that were attacked. */
  readonly hidden: number
}

/** More combinations of answers than this are not taken apart. */
const mostAtoms = 40_000

/** A hidden number as a sum of atoms, and every shown one as an equation. */
interface Reading {
  readonly equations: readonly Equation[]
  readonly hidden: readonly {
    readonly table: PublishedTable
    readonly row: string
    readonly column: string
    readonly atoms: readonly number[]
  }[]
}

/**
 * Every combination of what the tables tell people apart by: question and dimensions. Nobody outside knows how many people are in
 * one; each published number is the sum of some.
 */
function atomsOf(tables: readonly PublishedTable[]): Map<string, readonly string[]>[] {
  const variables = new Map<string, Set<string>>()
  for (const { question, dimensions, rows, columns } of tables) {
    const own = variables.get(question) ?? new Set()
    for (const row of rows) own.add(row)
    variables.set(question, own)
    dimensions.forEach((dimension, place) => {
      const values = variables.get(dimension) ?? new Set()
      for (const column of columns) values.add(column[place] ?? '')
      variables.set(dimension, values)
    })
  }
  let atoms: Map<string, readonly string[]>[] = [new Map()]
  for (const [name, values] of variables)
    atoms = atoms.flatMap((atom) => [...values].map((value) => new Map([...atom, [name, [value]]])))
  return atoms
}

function read(tables: readonly PublishedTable[]): Reading {
  const atoms = atomsOf(tables)
  if (atoms.length > mostAtoms) throw new RangeError(`${atoms.length} combinations are too many to attack`)
  const equations: Equation[] = []
  const hidden: Reading['hidden'][number][] = []
  for (const table of tables) {
    const { question, dimensions, rows, columns, cells, rowTotals, columnTotals, total } = table
    const matching = (row: string | null, column: readonly string[] | null): number[] =>
      atoms.flatMap((atom, index) => {
        const inRow = row === null || atom.get(question)?.[0] === row
        const inColumn = column === null || dimensions.every((name, place) => atom.get(name)?.[0] === column[place])
        return inRow && inColumn ? [index] : []
      })
    const note = (row: string | null, column: readonly string[] | null, value: number | null | undefined) => {
      const own = matching(row, column)
      if (value === null || value === undefined)
        hidden.push({ table, row: row ?? '', column: column?.join(', ') ?? '', atoms: own })
      else equations.push({ unknowns: own, equals: value })
    }
    for (const [r, row] of rows.entries()) {
      for (const [c, column] of columns.entries()) note(row, column, cells[r]?.[c])
      if (columns.length > 1) note(row, null, rowTotals[r])
    }
    if (columns.length > 1) for (const [c, column] of columns.entries()) note(null, column, columnTotals[c])
    equations.push({ unknowns: matching(null, null), equals: total })
  }
  return { equations, hidden }
}

/**
 * Attacks tables about the same people, all together: for each hidden number two linear programmes over everything that is shown give the
 * least and the most that it can be. It leaks where these are less than `width` apart. It knows nothing of how numbers were hidden.
 */
export async function audit(
  tables: readonly PublishedTable[],
  width: number,
  progress: (done: number, all: number) => void = () => {},
): Promise<Verdict> {
  const { equations, hidden } = read(tables)
  const system = await systemOf(equations)
  const leaks: Leak[] = []
  hidden.forEach(({ table, row, column, atoms }, index) => {
    progress(index, hidden.length)
    const bounds = system.boundsOf(atoms)
    if (bounds === null) throw new Error('the published tables contradict each other')
    if (bounds.high - bounds.low < width - 1e-6) leaks.push({ question: table.question, row, column, ...bounds })
  })
  return { leaks, hidden: hidden.length }
}
