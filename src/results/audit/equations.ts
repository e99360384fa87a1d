import { type Choices, chosen, type Knowledge, neverTogether, notChosen } from '../knowledge.ts'
import { type Conditions, keyOf, placesOf, shownAt } from '../numbers.ts'
import type { Equation } from '../presolve.ts'
import type { PublishedTable } from '../published-table.ts'

/** A number that is hidden, and the first place in which it is. */
export interface HiddenNumber {
  readonly key: string
  readonly table: PublishedTable
  readonly row: string
  readonly column: string
}

/** Everything that is published, as equations between numbers that are not. */
export interface Reading {
  readonly equations: readonly Equation[]
  readonly hidden: ReadonlyMap<number, HiddenNumber>
  /** A group that has a column has somebody in it. */
  readonly least: ReadonlyMap<number, number>
}

/** How many people have each combination of values of these variables. */
type Margin = readonly string[]

const idOf = (margin: Margin) => margin.join('\n')
const isWithin = (part: Margin, whole: Margin) => part.every((variable) => whole.includes(variable))

/** What the tables have in common: every margin that two of them share, and those of what is known about two variables. */
function marginsOf(tables: readonly PublishedTable[], knowledge: Knowledge): Margin[] {
  const margins = new Map<string, Margin>()
  const add = (variables: Margin) => {
    const margin = [...new Set(variables)].sort()
    margins.set(idOf(margin), margin)
    return margin
  }
  add([])
  const wholes = tables.map(({ question, dimensions }) => {
    add([question])
    add(dimensions)
    return add([question, ...dimensions])
  })
  for (const [index, whole] of wholes.entries())
    for (const other of wholes.slice(index + 1)) add(whole.filter((variable) => other.includes(variable)))
  for (const { first, second } of knowledge.impossible)
    for (const margin of [...margins.values()]) {
      if (!margin.includes(first) || margin.includes(second)) continue
      const others = margin.filter((variable) => variable !== first)
      if (margins.has(idOf([...others, second].sort()))) add([...margin, second])
    }
  return [...margins.values()]
}

/** Values of each variable, in any table. */
function domainsOf(tables: readonly PublishedTable[]): Map<string, string[]> {
  const domains = new Map<string, Set<string>>()
  const note = (variable: string, value: string) =>
    domains.set(variable, (domains.get(variable) ?? new Set()).add(value))
  for (const { question, dimensions, rows, columns } of tables) {
    for (const row of rows) note(question, row)
    for (const column of columns)
      for (const [place, dimension] of dimensions.entries()) note(dimension, column[place] ?? '')
  }
  return new Map([...domains].map(([variable, values]) => [variable, [...values]]))
}

/** Reads tables of the same people as one system of equations. */
export function read(tables: readonly PublishedTable[], knowledge: Knowledge): Reading {
  const domains = domainsOf(tables)
  const shown = new Map<string, number>()
  const places = new Map<string, HiddenNumber>()
  const inhabited: string[] = []
  for (const table of tables) {
    const { rows, columns } = table
    for (const place of placesOf(table)) {
      const { row, column, conditions } = place
      const key = keyOf(conditions, knowledge)
      const value = shownAt(table, place)
      if (value !== null) shown.set(key, value)
      else if (!places.has(key))
        places.set(key, {
          ...{ key, table, row: row === null ? '' : (rows[row] ?? '') },
          column: column === null ? '' : (columns[column]?.join(', ') ?? ''),
        })
      if (row === null) inhabited.push(key)
    }
    for (const absent of absentGroups(table, domains, knowledge)) shown.set(absent, 0)
  }
  const total = tables[0]?.total ?? 0
  const indices = new Map<string, number>()
  const indexOf = (key: string) => {
    const index = indices.get(key) ?? indices.size
    indices.set(key, index)
    return index
  }
  const cellsOf = (margin: Margin): Conditions[] =>
    margin.reduce<Conditions[]>(
      (all, variable, place) => {
        const never = margin.slice(0, place).map((other) => neverTogether(knowledge, other, variable))
        return all.flatMap((begun) =>
          (domains.get(variable) ?? [])
            .filter((value) => !begun.some(([, other], index) => never[index]?.(other, value)))
            .map((value) => [...begun, [variable, value] as const]),
        )
      },
      [[]],
    )

  const equations: Equation[] = []
  /** These numbers, less those, are as many. */
  function state(parts: readonly string[], whole: readonly string[], equals: number): void {
    const sums = new Map<number, number>()
    const clues: string[] = []
    let known = equals
    const count = (key: string, factor: number) => {
      const value = shown.get(key)
      if (value === undefined) sums.set(indexOf(key), (sums.get(indexOf(key)) ?? 0) + factor)
      else {
        known -= factor * value
        clues.push(key)
      }
    }
    for (const key of parts) count(key, 1)
    for (const key of whole) count(key, -1)
    const terms = [...sums].filter(([, factor]) => factor !== 0)
    if (terms.length === 0) return
    equations.push({
      ...{ unknowns: terms.map(([index]) => index), factors: terms.map(([, factor]) => factor), equals: known, clues },
    })
  }

  const margins = marginsOf(tables, knowledge)
  for (const margin of margins) {
    const within = margins.filter((part) => part.length < margin.length && isWithin(part, margin))
    const cells = cellsOf(margin)
    for (const part of within) {
      if (within.some((other) => other.length > part.length && isWithin(part, other))) continue
      const own = (cell: Conditions) => cell.filter(([variable]) => part.includes(variable))
      const groups = Map.groupBy(cells, (cell) => idOf(own(cell).map(([, value]) => value)))
      for (const conditions of cellsOf(part)) {
        const group = (groups.get(idOf(conditions.map(([, value]) => value))) ?? []).map((cell) =>
          keyOf(cell, knowledge),
        )
        state(group, part.length === 0 ? [] : [keyOf(conditions, knowledge)], part.length === 0 ? total : 0)
      }
    }
  }
  for (const family of knowledge.choices)
    for (const { parts, whole } of linksOf(family, margins, knowledge, cellsOf)) {
      const slack = `more than ${whole.join()} by ${parts.join()}`
      state(parts, [...whole, slack], 0)
    }
  const hidden = [...places.values()].filter(({ key }) => !shown.has(key) && indices.has(key))
  return {
    equations,
    hidden: new Map(hidden.map((number) => [indexOf(number.key), number])),
    least: new Map(inhabited.filter((key) => !shown.has(key)).map((key) => [indexOf(key), 1])),
  }
}

/** Groups that have no column: nobody is in them. */
function absentGroups(
  { dimensions, columns }: PublishedTable,
  domains: ReadonlyMap<string, readonly string[]>,
  knowledge: Knowledge,
): string[] {
  const present = new Set(columns.map((column) => column.join('\n')))
  return dimensions
    .map((dimension) => domains.get(dimension) ?? [])
    .reduce<string[][]>((all, values) => all.flatMap((begun) => values.map((value) => [...begun, value])), [[]])
    .filter((column) => !present.has(column.join('\n')))
    .map((column) =>
      keyOf(
        column.map((value, place) => [dimensions[place] ?? '', value] as const),
        knowledge,
      ),
    )
}

/**
 * Who answered chose at least one, and whoever chose what excludes the others chose nothing else. In every group: the choices that can be
 * combined are at least as many as those who chose no exclusive one; each of them is no more than that.
 */
function* linksOf(
  { choices }: Choices,
  margins: readonly Margin[],
  knowledge: Knowledge,
  cellsOf: (margin: Margin) => Conditions[],
): Generator<{ parts: string[]; whole: string[] }> {
  const [first] = choices
  if (!first) return
  const ids = new Set(margins.map(idOf))
  for (const margin of margins) {
    if (!margin.includes(first.variable)) continue
    const others = margin.filter((variable) => variable !== first.variable)
    if (!choices.every(({ variable }) => ids.has(idOf([...others, variable].sort())))) continue
    for (const group of cellsOf(others)) {
      const key = (variable: string, value: string) => keyOf([...group, [variable, value]], knowledge)
      const answered = [key(first.variable, chosen), key(first.variable, notChosen)]
      const exclusive = choices.filter((choice) => choice.exclusive).map(({ variable }) => key(variable, chosen))
      const combined = choices.filter((choice) => !choice.exclusive).map(({ variable }) => key(variable, chosen))
      yield { parts: [...combined, ...exclusive], whole: answered }
      if (exclusive.length === 0) continue
      for (const choice of combined) yield { parts: answered, whole: [...exclusive, choice] }
    }
  }
}
