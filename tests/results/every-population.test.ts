import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../../src/results/audit/audit.ts'
import { everyCombination } from '../../src/results/combinations.ts'
import { nothingKnown } from '../../src/results/knowledge.ts'
import { type Conditions, keyOf, placesOf, shownAt } from '../../src/results/numbers.ts'
import { protectTogether } from '../../src/results/protect-together.ts'
import { type CountedTable, type PublishedTable, sum } from '../../src/results/published-table.ts'
import { because, coarsened, isSame, isSameGroup, type Said, valued } from '../../src/results/said.ts'
import type { TableRequest } from '../../src/results/tables.ts'

/** What people can be, and what is asked about them. */
interface World {
  readonly names: readonly string[]
  /** Every kind of person: a value for each name. */
  readonly kinds: readonly (readonly Said[])[]
  readonly requests: readonly TableRequest[]
}

function world(valuesOf: Readonly<Record<string, readonly Said[]>>, byGroup: readonly TableRequest[]): World {
  const names = Object.keys(valuesOf)
  return {
    names,
    kinds: everyCombination(names.map((name) => valuesOf[name] ?? [])),
    requests: [...names.map((question) => ({ question, dimensions: [] })), ...byGroup],
  }
}

const binary = ['0', '1'].map(valued)
const someReasons = (['refused', 'invalid'] as const).map(because)
const worlds: Readonly<Record<string, World>> = {
  'four variables with two values each, two that are asked and two that take people apart': world(
    { q: binary, r: binary, d: binary, e: binary },
    [
      ...['q', 'r'].flatMap((question) => ['d', 'e'].map((dimension) => ({ question, dimensions: [dimension] }))),
      { question: 'd', dimensions: ['e'] },
    ],
  ),
  'reasons for having no answer, apart for everybody and together by group': world(
    { q: [valued('0'), ...someReasons], d: [...binary, ...someReasons] },
    [{ question: 'q', dimensions: ['d'] }],
  ),
}
const k = 3
/** Seven or eight people of up to five kinds: so some numbers are large enough to be shown. */
const population = ({ kinds }: World) =>
  fc
    .tuple(
      fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 5 }),
      fc.array(fc.nat(4), { minLength: 7, maxLength: 8 }),
    )
    .map(([own, people]) => people.map((each) => own[each % own.length]))
    .map((people) => kinds.map((_, kind) => people.filter((each) => each === kind).length))

/** Which kinds of people a number counts. */
const countedIn = ({ names, kinds }: World, conditions: Conditions): boolean[] =>
  kinds.map((kind) =>
    conditions.every(([name, value]) => {
      const own = kind[names.indexOf(name)]
      return own !== undefined && (isSame(own, value) || isSame(coarsened(own), value))
    }),
  )

/** Values as a table shows them: by group there is one reason. */
const shownValues = (values: readonly Said[], isByGroup: boolean): Said[] => {
  const shown = isByGroup ? values.map(coarsened) : values
  return shown.filter((value, index) => shown.findIndex((each) => isSame(each, value)) === index)
}

function count(own: World, people: readonly number[], { question, dimensions }: TableRequest): CountedTable {
  const { names, kinds } = own
  const isByGroup = dimensions.length > 0
  const valuesOf = (name: string) =>
    shownValues(
      kinds.flatMap((kind) => kind[names.indexOf(name)] ?? []),
      isByGroup,
    )
  const countOf = (conditions: Conditions) =>
    sum(countedIn(own, conditions).map((isIn, kind) => (isIn ? (people[kind] ?? 0) : 0)))
  const groups = isByGroup ? valuesOf(dimensions[0] ?? '').map((value) => [value]) : [[]]
  const group = (column: readonly Said[]) => column.map((value) => [dimensions[0] ?? '', value] as const)
  const columns = groups.filter((column) => countOf(group(column)) > 0)
  return {
    ...{ question, dimensions, rows: valuesOf(question), columns },
    counts: valuesOf(question).map((row) => columns.map((column) => countOf([[question, row], ...group(column)]))),
  }
}

/** The table with these numbers hidden, wherever they stand. */
function hide({ counts, ...form }: CountedTable, isHidden: (key: string) => boolean): PublishedTable {
  const places = placesOf(form)
  const seen = (row: number | null, column: number | null, number: number) => {
    const place = places.find((each) => each.row === row && each.column === column)
    return place && isHidden(keyOf(place.conditions, nothingKnown)) ? null : number
  }
  const isEverybody = form.dimensions.length === 0
  return {
    ...{ ...form, total: sum(counts.flat()) },
    cells: counts.map((cells, row) => cells.map((number, column) => seen(row, column, number))),
    rowTotals: counts.map((cells, row) => seen(row, isEverybody ? 0 : null, sum(cells))),
    columnTotals: form.columns.map((_, column) => seen(null, column, sum(counts.map((cells) => cells[column] ?? 0)))),
  }
}

/** Hidden numbers that differ by less than k in all groups of so many people that agree with everything that is shown. */
function tryEverybody(
  own: World,
  tables: readonly PublishedTable[],
  people: number,
): Map<string, { low: number; high: number }> {
  const { names, kinds } = own
  const places = tables.flatMap((table) =>
    placesOf(table).map(({ row, column, conditions }) => ({
      ...{ row, key: keyOf(conditions, nothingKnown), kinds: countedIn(own, conditions) },
      shown: shownAt(table, { row, column, conditions }),
    })),
  )
  const shown = places.flatMap((place) => (place.shown === null ? [] : [{ kinds: place.kinds, left: place.shown }]))
  const groups = places.filter(({ row }) => row === null)
  const hidden = new Map(
    places
      .filter((place) => place.shown === null)
      .map(({ key, kinds }) => [key, { kinds, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }]),
  )
  const isNobody = kinds.map((kind) =>
    tables.some(({ dimensions: [dimension], columns }) => {
      if (dimension === undefined) return false
      const value = kind[names.indexOf(dimension)]
      return value !== undefined && !columns.some((shown) => isSameGroup(shown, [coarsened(value)]))
    }),
  )
  const tried = kinds.map(() => 0)
  const countOf = (counted: readonly boolean[]) => sum(tried.map((number, kind) => (counted[kind] ? number : 0)))
  function tryFrom(kind: number, left: number): void {
    if (kind === kinds.length) {
      if (left > 0 || shown.some((number) => number.left > 0) || groups.some((group) => countOf(group.kinds) === 0))
        return
      for (const [key, number] of hidden) {
        number.low = Math.min(number.low, countOf(number.kinds))
        number.high = Math.max(number.high, countOf(number.kinds))
        if (number.high - number.low >= k) hidden.delete(key)
      }
      return
    }
    const counting = shown.filter((number) => number.kinds[kind])
    const most = isNobody[kind] ? 0 : Math.min(left, ...counting.map((number) => number.left))
    for (let number = 0; number <= most && hidden.size > 0; number++) {
      tried[kind] = number
      for (const each of counting) each.left -= number
      tryFrom(kind + 1, left - number)
      for (const each of counting) each.left += number
    }
    tried[kind] = 0
  }
  tryFrom(0, people)
  return hidden
}

describe.each(Object.entries(worlds))('somebody who tries every group of people: %s', (_what, own) => {
  const { requests } = own
  test('cannot narrow down what was hidden', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(population(own), async (people) => {
        const counted = requests.map((request) => count(own, people, request))
        const { published } = await protectTogether(counted, [], {
          ...{
            k,
            knowledge: nothingKnown,
            isSensitive: () => false,
            isAnswer: () => true,
            isIndicator: () => false,
            progress: () => {},
          },
        })
        expect([...tryEverybody(own, published, sum(people))]).toEqual([])
      }),
      { numRuns: 10 },
    ),
  )

  test('finds nothing that the auditor does not find, whatever is hidden', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        population(own),
        fc.infiniteStream(fc.nat(99)),
        fc.integer({ min: 30, max: 80 }),
        async (people, dice, share) => {
          const hidden = new Map<string, boolean>()
          const isHidden = (key: string) => {
            const is = hidden.get(key) ?? (dice.next().value ?? 0) < share
            hidden.set(key, is)
            return is
          }
          const tables = requests.map((request) => hide(count(own, people, request), isHidden))
          const { leaks } = await audit(tables, k)
          const found = new Set(leaks.map(({ key }) => key))
          for (const [key, { low, high }] of tryEverybody(own, tables, sum(people)))
            expect(found, `${key} is between ${low} and ${high}`).toContain(key)
        },
      ),
      { numRuns: 40 },
    ),
  )
})
