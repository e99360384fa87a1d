import { type Knowledge, neverTogether } from '../knowledge.ts'
import type { Conditions } from '../numbers.ts'
import type { PublishedTable } from '../published-table.ts'
import { coarsened, type Key, namesKey, type Said, saidKey } from '../said.ts'

/** Variables; and with them, how many people have each combination of their values. */
export type Margin = readonly string[]

/** The values of each variable. */
export type Domains = ReadonlyMap<string, readonly Said[]>

/** More combinations of values than this are not taken apart all at once. */
const mostCombinations = 4_000

export const isWithin = (part: Margin, whole: Margin): boolean => part.every((variable) => whole.includes(variable))

/** Values of each variable, in any table, as tables by group show them. */
export function domainsOf(tables: readonly PublishedTable[]): Domains {
  const domains = new Map<string, Map<Key, Said>>()
  const note = (variable: string, value: Said) => {
    const shown = coarsened(value)
    domains.set(variable, (domains.get(variable) ?? new Map<Key, Said>()).set(saidKey(shown), shown))
  }
  for (const { question, dimensions, rows, columns } of tables) {
    for (const row of rows) note(question, row)
    for (const column of columns) for (const [place, value] of column.entries()) note(dimensions[place] ?? '', value)
  }
  return new Map([...domains].map(([variable, values]) => [variable, [...values.values()]]))
}

/** The margins that tables show, and those that two of them share. */
export function sharedMargins(tables: readonly PublishedTable[]): Margin[] {
  const wholes = tables.map(({ question, dimensions }) => [question, ...dimensions])
  const shown = tables.flatMap(({ question, dimensions }) => [[question], dimensions])
  const shared = wholes.flatMap((whole, index) =>
    wholes.slice(index + 1).map((other) => whole.filter((variable) => other.includes(variable))),
  )
  return distinct([[], ...wholes, ...shown, ...shared])
}

/**
 * Margins that nobody shows, and by which more follows: those of two variables of which something is known, in every group by which both are shown;
 * and that of all variables together, where it is small enough.
 */
export function hiddenMargins(shown: readonly Margin[], knowledge: Knowledge, domains: Domains): Margin[] {
  const ids = new Set(shown.map(namesKey))
  const ofTwo = knowledge.impossible.flatMap(({ first, second }) =>
    shown
      .filter((margin) => margin.includes(first) && !margin.includes(second))
      .filter((margin) => ids.has(namesKey([...margin.filter((variable) => variable !== first), second].sort())))
      .map((margin) => [...margin, second]),
  )
  const combinations = [...domains.values()].reduce((product, values) => product * values.length, 1)
  const found = distinct([...ofTwo, ...(combinations <= mostCombinations ? [[...domains.keys()]] : [])])
  return found.filter((margin) => !ids.has(namesKey(margin)))
}

const distinct = (margins: readonly Margin[]): Margin[] => [
  ...new Map(margins.map((margin) => margin.toSorted()).map((margin) => [namesKey(margin), margin])).values(),
]

/** Every combination of values that these variables can have. */
export const combinationsOf = (margin: Margin, domains: Domains, knowledge: Knowledge): Conditions[] =>
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
