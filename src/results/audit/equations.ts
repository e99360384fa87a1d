import { everyCombination } from '../combinations.ts'
import { type Choices, chosen, type Knowledge, notChosen } from '../knowledge.ts'
import { type Conditions, detailsIn, keyOf, placesOf, shownAt } from '../numbers.ts'
import { type PublishedTable, sum } from '../published-table.ts'
import { coarsened, groupKey, type Key, namesKey, type Said, saidText, valued } from '../said.ts'
import type { Equation } from '../solver/presolve.ts'
import {
  combinationsOf,
  type Domains,
  domainsOf,
  hiddenMargins,
  isWithin,
  type Margin,
  sharedMargins,
} from './margins.ts'

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
  /** Numbers that one table hides and another one shows. */
  readonly revealed: readonly (HiddenNumber & { readonly value: number })[]
  /** A group that has a column has somebody in it. */
  readonly least: ReadonlyMap<number, number>
}

/** What readers see: numbers by their keys, and where those are that they do not see. */
interface Seen {
  readonly shown: ReadonlyMap<string, number>
  readonly hidden: ReadonlyMap<string, HiddenNumber>
  /** Keys of groups that have a column. */
  readonly inhabited: readonly string[]
}

/** Some numbers that add up to one, or to so many people. */
interface Statement {
  readonly parts: readonly string[]
  readonly whole: readonly string[]
  readonly equals: number
}

/** Reads tables of the same people as one system of equations. */
export function read(tables: readonly PublishedTable[], knowledge: Knowledge): Reading {
  const domains = domainsOf(tables)
  const seen = see(tables, domains, knowledge)
  const { shown, hidden, inhabited } = seen
  const isEmpty = (variable: string, value: Said) => shown.get(keyOf([[variable, value]], knowledge)) === 0
  /** Values that somebody has, as far as readers know. */
  const live: Domains = new Map(
    [...domains].map(([variable, values]) => [variable, values.filter((value) => !isEmpty(variable, value))]),
  )
  const open = sharedMargins(tables)
  const virtual = hiddenMargins(open, knowledge, live)
  const cells = new Map<Key, Conditions[]>([
    ...open.map((margin) => [namesKey(margin), combinationsOf(margin, domains, knowledge)] as const),
    ...virtual.map((margin) => [namesKey(margin), combinationsOf(margin, live, knowledge)] as const),
  ])
  const cellsOf = (margin: Margin) => cells.get(namesKey(margin)) ?? []
  const margins = [...open, ...virtual]
  const statements = [
    ...statementsOf(margins, tables[0]?.total ?? 0, knowledge, cellsOf),
    ...tables.flatMap((table) => detailsOf(table, knowledge)),
    ...knowledge.choices.flatMap((family) => [...choicesIn(family, margins, knowledge, cellsOf)]),
  ]
  const { equations, indices } = equationsOf(statements, shown)
  const attacked = [...hidden.values()].filter(({ key }) => !shown.has(key))
  const indexed = <Item>(keys: readonly string[], item: (key: string) => Item) =>
    new Map(keys.flatMap((key) => (indices.has(key) ? [[indices.get(key) as number, item(key)] as const] : [])))
  return {
    equations,
    hidden: indexed(
      attacked.map(({ key }) => key),
      (key) => hidden.get(key) as HiddenNumber,
    ),
    revealed: [...hidden.values()].flatMap((number) => {
      const value = shown.get(number.key)
      return value === undefined ? [] : [{ ...number, value }]
    }),
    least: indexed(inhabited, () => 1),
  }
}

const saidTexts = (group: readonly Said[] = []) => group.map(saidText).join(', ')

function see(tables: readonly PublishedTable[], domains: Domains, knowledge: Knowledge): Seen {
  const shown = new Map<string, number>()
  const hidden = new Map<string, HiddenNumber>()
  const inhabited: string[] = []
  for (const table of tables) {
    for (const place of placesOf(table)) {
      const { row, column, conditions } = place
      const key = keyOf(conditions, knowledge)
      const value = shownAt(table, place)
      if (value !== null) shown.set(key, value)
      else if (!hidden.has(key))
        hidden.set(key, {
          ...{ key, table, row: saidTexts(row === null ? [] : table.rows.slice(row, row + 1)) },
          column: saidTexts(column === null ? [] : table.columns[column]),
        })
      if (row === null) inhabited.push(key)
    }
    for (const [whole, parts] of detailsIn(table, knowledge)) {
      const counts = parts.map((key) => shown.get(key))
      if (counts.every((count) => count !== undefined)) shown.set(whole, sum(counts))
    }
    for (const absent of absentGroups(table, domains, knowledge)) shown.set(absent, 0)
  }
  return { shown, hidden, inhabited }
}

/** Groups that have no column: nobody is in them. */
function absentGroups({ dimensions, columns }: PublishedTable, domains: Domains, knowledge: Knowledge): string[] {
  const present = new Set(columns.map((values) => groupKey(values.map(coarsened))))
  return everyCombination(dimensions.map((dimension) => domains.get(dimension) ?? []))
    .filter((column) => !present.has(groupKey(column)))
    .map((column) =>
      keyOf(
        column.map((value, place) => [dimensions[place] ?? '', value] as const),
        knowledge,
      ),
    )
}

/** What a table tells in more detail than tables by group do adds up to what those tell. */
const detailsOf = (table: PublishedTable, knowledge: Knowledge): Statement[] =>
  [...detailsIn(table, knowledge)].map(([whole, parts]) => ({ parts, whole: [whole], equals: 0 }))

/** Every margin adds up to those within it, and at last to everybody. */
function statementsOf(
  margins: readonly Margin[],
  total: number,
  knowledge: Knowledge,
  cellsOf: (margin: Margin) => Conditions[],
): Statement[] {
  return margins.flatMap((margin) => {
    const within = margins.filter((part) => part.length < margin.length && isWithin(part, margin))
    const largest = within.filter(
      (part) => !within.some((other) => other.length > part.length && isWithin(part, other)),
    )
    return largest.flatMap((part) => {
      const groups = Map.groupBy(cellsOf(margin), (cell) =>
        groupKey(cell.filter(([variable]) => part.includes(variable)).map(([, value]) => value)),
      )
      return cellsOf(part).map((conditions): Statement => {
        const group = groups.get(groupKey(conditions.map(([, value]) => value))) ?? []
        const parts = group.map((cell) => keyOf(cell, knowledge))
        return part.length === 0
          ? { parts, whole: [], equals: total }
          : { parts, whole: [keyOf(conditions, knowledge)], equals: 0 }
      })
    })
  })
}

/**
 * Who answered chose at least one, and whoever chose what excludes the others chose nothing else. In every group: all choices together are at least
 * as many as those who answered; the exclusive ones and any single other one are no more.
 */
function* choicesIn(
  { choices }: Choices,
  margins: readonly Margin[],
  knowledge: Knowledge,
  cellsOf: (margin: Margin) => Conditions[],
): Generator<Statement> {
  const [first] = choices
  if (!first) return
  const ids = new Set(margins.map((margin) => namesKey(margin)))
  /** The surplus is a number of its own, of which nothing else is known. */
  const atLeast = (parts: readonly string[], whole: readonly string[]): Statement => ({
    ...{ parts, whole: [...whole, `more of ${namesKey(parts)} than of ${namesKey(whole)}`], equals: 0 },
  })
  for (const margin of margins) {
    if (!margin.includes(first.variable)) continue
    const others = margin.filter((variable) => variable !== first.variable)
    if (!choices.every(({ variable }) => ids.has(namesKey([...others, variable].sort())))) continue
    for (const group of cellsOf(others)) {
      const key = (variable: string, value: string) => keyOf([...group, [variable, valued(value)]], knowledge)
      const answered = [key(first.variable, chosen), key(first.variable, notChosen)]
      const exclusive = choices.filter((choice) => choice.exclusive).map(({ variable }) => key(variable, chosen))
      const combined = choices.filter((choice) => !choice.exclusive).map(({ variable }) => key(variable, chosen))
      yield atLeast([...combined, ...exclusive], answered)
      if (exclusive.length > 0) for (const choice of combined) yield atLeast(answered, [...exclusive, choice])
    }
  }
}

/** The statements with what is shown put in. */
function equationsOf(statements: readonly Statement[], shown: ReadonlyMap<string, number>) {
  const indices = new Map<string, number>()
  const equations = statements.flatMap(({ parts, whole, equals }): Equation[] => {
    const sums = new Map<string, number>()
    for (const key of parts) sums.set(key, (sums.get(key) ?? 0) + 1)
    for (const key of whole) sums.set(key, (sums.get(key) ?? 0) - 1)
    const unknown = [...sums].filter(([key, factor]) => factor !== 0 && !shown.has(key))
    if (unknown.length === 0) return []
    for (const [key] of unknown) if (!indices.has(key)) indices.set(key, indices.size)
    const known = [...sums].filter(([key]) => shown.has(key))
    return [
      {
        unknowns: unknown.map(([key]) => indices.get(key) ?? 0),
        factors: unknown.map(([, factor]) => factor),
        equals: known.reduce((left, [key, factor]) => left - factor * (shown.get(key) ?? 0), equals),
        clues: [...known.map(([key]) => key), ...(equals === 0 ? [] : ['everybody'])],
      },
    ]
  })
  return { equations, indices }
}
