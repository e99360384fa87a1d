import type { PublishedTable } from '../published-table.ts'
import { type Key, namesKey } from '../said.ts'

const variablesIn = ({ question, dimensions }: PublishedTable) => [question, ...dimensions]

/** For every three variables of which each two are in a table together, all tables that are about no others. Only those in which something is hidden. */
export function trianglesOf(tables: readonly PublishedTable[]): PublishedTable[][] {
  const partners = new Map<string, Set<string>>()
  const pairs = tables.map(variablesIn).filter(({ length }) => length === 2) as [string, string][]
  for (const [one, other] of pairs) {
    partners.set(one, (partners.get(one) ?? new Set()).add(other))
    partners.set(other, (partners.get(other) ?? new Set()).add(one))
  }
  const triples = new Map<Key, string[]>()
  for (const [one, other] of pairs)
    for (const third of partners.get(one) ?? [])
      if (partners.get(other)?.has(third)) {
        const triple = [one, other, third].sort()
        triples.set(namesKey(triple), triple)
      }
  return [...triples.values()]
    .map((triple) => tables.filter((table) => variablesIn(table).every((variable) => triple.includes(variable))))
    .filter((own) => own.some(({ cells }) => cells.flat().includes(null)))
}
