import { everyCombination } from '../combinations.ts'
import type { Arc, Knowledge, Ways } from '../knowledge.ts'
import { type Conditions, keyOf, placesOf, shownAt } from '../numbers.ts'
import type { PublishedTable } from '../published-table.ts'
import { coarsened, groupKey, isSame, type Key, namesKey, refinements, type Said, saidKey, saidText } from '../said.ts'
import type { Equation } from '../solver/presolve.ts'
import type { HiddenNumber } from './equations.ts'
import { domainsOf } from './margins.ts'

/** More arcs than this are not looked at at once: some questions that take people apart are then looked at one after the other. */
const mostArcs = 20_000

/** Everything that is published, as equations between how many people went each way through the questionnaire. */
export interface RespondentReading {
  readonly equations: readonly Equation[]
  readonly hidden: ReadonlyMap<number, HiddenNumber>
  readonly least: ReadonlyMap<number, number>
  /** False where not all that people can be was looked at together. */
  readonly isComplete: boolean
}

interface Total {
  readonly key: string
  readonly conditions: Conditions
  /** null: hidden. */
  readonly value: number | null
  readonly isGroup: boolean
  readonly place: HiddenNumber
}

const saidTexts = (group: readonly Said[] = []) => group.map(saidText).join(', ')

/** Each number once; shown, if any table shows it. */
function totalsIn(tables: readonly PublishedTable[], knowledge: Knowledge): Total[] {
  const totals = new Map<string, Total>()
  for (const table of tables)
    for (const place of placesOf(table)) {
      const { row, column, conditions } = place
      const key = keyOf(conditions, knowledge)
      const value = shownAt(table, place)
      const known = totals.get(key)
      const isGroup = row === null || known?.isGroup === true
      if (known && (known.value !== null || value === null)) totals.set(key, { ...known, isGroup })
      else
        totals.set(key, {
          ...{ key, conditions, value, isGroup },
          place: {
            ...{ key, table, row: saidTexts(row === null ? [] : table.rows.slice(row, row + 1)) },
            column: saidTexts(column === null ? [] : table.columns[column]),
          },
        })
    }
  return [...totals.values()]
}

/** Where the questionnaire is not known, everybody can answer every question in every way. */
function waysOfTables(tables: readonly PublishedTable[]): Ways {
  const domains = new Map<string, Map<Key, Said>>()
  const note = (variable: string, value: Said) =>
    domains.set(variable, (domains.get(variable) ?? new Map<Key, Said>()).set(saidKey(value), value))
  for (const { question, dimensions, rows, columns } of tables) {
    for (const row of rows) note(question, row)
    for (const column of columns) for (const [place, value] of column.entries()) note(dimensions[place] ?? '', value)
  }
  const isDetailed = (values: ReadonlyMap<Key, Said>, value: Said) =>
    refinements(value).some((detail) => !isSame(detail, value) && values.has(saidKey(detail)))
  const steps = [...domains].map(([variable, values]) =>
    [...values.values()].filter((value) => !isDetailed(values, value)).map((value) => [variable, value] as const),
  )
  const nodeBefore = (step: number) => {
    if (step === steps.length) return 1
    return step === 0 ? 0 : step + 1
  }
  return {
    isExact: true,
    arcs: steps.flatMap((values, step) =>
      values.map((label) => ({ from: nodeBefore(step), to: nodeBefore(step + 1), labels: [label] })),
    ),
  }
}

/** The arcs that lie on a way from the first node to the last. */
function pruned(arcs: readonly Arc[]): Arc[] {
  const reached = (start: number, next: Map<number, Arc[]>, to: 'from' | 'to') => {
    const found = new Set([start])
    for (const node of found) for (const arc of next.get(node) ?? []) found.add(arc[to])
    return found
  }
  const ahead = reached(
    0,
    Map.groupBy(arcs, ({ from }) => from),
    'to',
  )
  const behind = reached(
    1,
    Map.groupBy(arcs, ({ to }) => to),
    'from',
  )
  return arcs.filter(({ from, to }) => ahead.has(from) && behind.has(to))
}

/** Whether somebody with this value can be in a group, which may say nothing of the variable. */
const isIn = (group: ReadonlyMap<string, Said>, name: string, value: Said): boolean => {
  const own = group.get(name)
  return own === undefined || isSame(own, coarsened(value))
}

/** The ways of those who are the same in every question that takes people apart. */
interface Copy {
  readonly group: ReadonlyMap<string, Said>
  /** Unknowns of the arcs from the first node: everybody in it. */
  readonly everybody: readonly number[]
  /** Unknowns of the arcs that record a value. */
  readonly recording: ReadonlyMap<string, ReadonlyMap<Key, readonly number[]>>
}

/** Reads tables of the same people as one system: each respondent goes one way, and each number counts those who go certain ways. */
export function readRespondents(tables: readonly PublishedTable[], knowledge: Knowledge): RespondentReading {
  const totals = totalsIn(tables, knowledge)
  const domains = domainsOf(tables)
  const names = new Set(domains.keys())
  const ways = knowledge.ways?.(names) ?? waysOfTables(tables)
  const apart = distinctSets(tables.map(({ dimensions }) => dimensions))
  const together = [...new Set(apart.flat())]
  const sizeOf = (variables: readonly string[]) =>
    variables.reduce((product, name) => product * (domains.get(name)?.length ?? 1), ways.arcs.length)
  const isWhole = sizeOf(together) <= mostArcs
  const equations: Equation[] = []
  let unknowns = 0
  const keys = new Map<string, number>()
  const unknownOf = (key: string) => {
    const known = keys.get(key) ?? unknowns++
    keys.set(key, known)
    return known
  }
  const absent = tables.flatMap(({ dimensions, columns }) =>
    dimensions.length === 0
      ? []
      : [{ dimensions, present: new Set(columns.map((each) => groupKey(each.map(coarsened)))) }],
  )
  const isAbsent = (group: ReadonlyMap<string, Said>) =>
    absent.some(({ dimensions, present }) => {
      const values = dimensions.flatMap((dimension) => group.get(dimension) ?? [])
      return values.length === dimensions.length && !present.has(groupKey(values))
    })

  function copyOf(group: ReadonlyMap<string, Said>): Copy {
    const own = pruned(ways.arcs.filter(({ labels }) => labels.every(([name, value]) => isIn(group, name, value))))
    const first = unknowns
    unknowns += own.length
    const flows = new Map<number, { unknowns: number[]; factors: number[] }>()
    const recording = new Map<string, Map<Key, number[]>>()
    const add = (node: number, unknown: number, factor: number) => {
      if (node <= 1) return
      const flow = flows.get(node) ?? { unknowns: [], factors: [] }
      flow.unknowns.push(unknown)
      flow.factors.push(factor)
      flows.set(node, flow)
    }
    for (const [place, { from, to, labels }] of own.entries()) {
      add(to, first + place, 1)
      add(from, first + place, -1)
      for (const [name, value] of labels) {
        const values = recording.get(name) ?? new Map<Key, number[]>()
        values.set(saidKey(value), [...(values.get(saidKey(value)) ?? []), first + place])
        recording.set(name, values)
      }
    }
    for (const flow of flows.values()) equations.push({ ...flow, equals: 0 })
    return { group, recording, everybody: own.flatMap(({ from }, place) => (from === 0 ? [first + place] : [])) }
  }

  const isFixedBy = (group: ReadonlyMap<string, Said>, [name, value]: Conditions[number]) =>
    group.has(name) && isSame(coarsened(value), value)
  const everybody = tables[0]?.total ?? 0
  for (const variables of isWhole ? [together] : apart) {
    const copies = everyCombination(variables.map((name) => domains.get(name) ?? []))
      .map((values) => new Map(values.map((value, place) => [variables[place] ?? '', value])))
      .filter((group) => !isAbsent(group))
      .map(copyOf)
    const inAll = copies.flatMap((copy) => copy.everybody)
    equations.push({ unknowns: inAll, equals: everybody, clues: ['everybody'] })
    for (const { key, conditions, value } of totals) {
      const [sample] = copies
      const recorded = conditions.filter((condition) => !isFixedBy(sample?.group ?? new Map(), condition))
      if (recorded.length > 1) continue
      const counted = copies.flatMap((copy) => {
        if (!conditions.every(([name, wanted]) => isIn(copy.group, name, wanted))) return []
        const [only] = recorded
        if (!only) return copy.everybody
        const values = copy.recording.get(only[0])
        return [...new Set([only[1], ...refinements(only[1])].map(saidKey))].flatMap((each) => values?.get(each) ?? [])
      })
      equations.push(
        value === null
          ? { unknowns: [...counted, unknownOf(key)], factors: [...counted.map(() => 1), -1], equals: 0 }
          : { unknowns: counted, equals: value, clues: [key] },
      )
    }
  }
  const indexed = totals.flatMap((total) => {
    const unknown = keys.get(total.key)
    return unknown === undefined ? [] : [{ ...total, unknown }]
  })
  return {
    equations,
    hidden: new Map(indexed.map(({ unknown, place }) => [unknown, place])),
    least: new Map(indexed.flatMap(({ unknown, isGroup }) => (isGroup ? [[unknown, 1] as const] : []))),
    isComplete: isWhole && ways.isExact,
  }
}

/** Those that are within no other. */
function distinctSets(sets: readonly (readonly string[])[]): (readonly string[])[] {
  const all = [...new Map(sets.map((names) => [namesKey(names.toSorted()), names])).values()]
  return all.filter(
    (names) => !all.some((other) => other.length > names.length && names.every((name) => other.includes(name))),
  )
}
