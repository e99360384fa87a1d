import type { Flow } from '../../core/flow.ts'
import { everyCombination } from '../combinations.ts'
import { nothingKnown } from '../knowledge.ts'
import { type Conditions, keyOf, placesOf, shownAt } from '../numbers.ts'
import { type PublishedTable, type ShownCount, sumOfShown } from '../published-table.ts'
import { because, isReason, isSame, type Said, valued } from '../said.ts'
import { linearisedSize } from '../statistics/linearised.ts'
import { categoryOf, groupOfCategory } from '../statistics/margin-category.ts'
import type { EffectiveSize, WeightSums } from '../statistics/weight-sums.ts'
import { type Cell, type Raking, rake } from '../statistics/weighting.ts'
import { type TableRequest, tablesBy } from '../tables.ts'
import { marginQuestions, type Population } from '../weigh.ts'

/** Weights for what is published. */
export interface PublishedWeights {
  readonly raking: Omit<Raking, 'weights'>
  readonly sizeOf: EffectiveSize
  /** What people weigh of whom all of this is so; null where a number that it needs is hidden or not published. */
  weigh(conditions: Conditions): WeightSums | null
}

/** More than three questions at once make no table. */
const mostQuestions = 3

/** The tables that weighted figures of everybody are made from: each variable by the questions of all margins together. */
export function tablesForWeighting(flow: Flow, population: Population): TableRequest[] {
  const names = marginQuestions(population)
  const [question, ...dimensions] = names
  if (question === undefined || names.length > mostQuestions) return []
  return [{ question, dimensions }, ...tablesBy(flow, names)]
}

/** Stands for all values of a question of which no margin says how many there are. */
const other = because('no_answer')

/** The values of a question of which a margin says how many there are, alone or with other questions. */
const valuesWithTarget = ({ margins }: Population, name: string): Said[] =>
  [
    ...new Set(
      margins.flatMap(({ questions, targets }) => {
        const place = questions.indexOf(name)
        if (place < 0) return []
        return Object.keys(targets).flatMap((category) => {
          const said = groupOfCategory(category)[place]
          return said && !isReason(said) ? [said.value] : []
        })
      }),
    ),
  ].map(valued)

/** Every number that is shown, by what the people have in common whom it counts; 0 for a group that has no column, because nobody is in it. */
function shownNumbers(tables: readonly PublishedTable[]): (conditions: Conditions) => ShownCount {
  const numbers = new Map(tables.map(({ total }) => [keyOf([], nothingKnown), total]))
  const variablesOf = (conditions: Conditions) => JSON.stringify(conditions.map(([variable]) => variable).sort())
  const complete = new Set<string>()
  const hidden = new Set<string>()
  for (const table of tables)
    for (const place of placesOf(table)) {
      complete.add(variablesOf(place.conditions))
      const shown = shownAt(table, place)
      if (shown !== null) numbers.set(keyOf(place.conditions, nothingKnown), shown)
      else hidden.add(keyOf(place.conditions, nothingKnown))
    }
  return (conditions) => {
    const key = keyOf(conditions, nothingKnown)
    return numbers.get(key) ?? (!hidden.has(key) && complete.has(variablesOf(conditions)) ? 0 : null)
  }
}

/**
 * Weights that are made from published tables and margins alone. So weighted figures are never more than anybody could compute who has read what is
 * published: they show nothing that is hidden, and nothing that is hidden follows from them. null where it is not shown how many are in each combination
 * of the categories of all margins.
 *
 * People without a category that the margins know (third gender, refusals) are taken together, as everybody less those who have one: these groups
 * are often too small to be shown by themselves.
 */
export function publishedWeights(population: Population, tables: readonly PublishedTable[]): PublishedWeights | null {
  const names = marginQuestions(population)
  const known = new Map(names.map((name) => [name, valuesWithTarget(population, name)]))
  const shown = shownNumbers(tables)

  /** How many fulfil the conditions and have no known value of the others. */
  function count(conditions: Conditions, others: readonly string[]): ShownCount {
    const [first, ...rest] = others
    if (first === undefined) return shown(conditions)
    const all = count(conditions, rest)
    const having = sumOfShown((known.get(first) ?? []).map((value) => count([...conditions, [first, value]], rest)))
    return all === null || having === null ? null : all - having
  }

  const combinations = everyCombination(names.map((name) => [...(known.get(name) ?? []), other]))
  function peopleIn(combination: readonly Said[], conditions: Conditions): ShownCount {
    const given = new Map(conditions)
    const wanted = [...conditions]
    const others: string[] = []
    for (const [place, name] of names.entries()) {
      const value = combination[place] ?? other
      const asked = given.get(name)
      if (asked !== undefined) {
        const isKnown = known.get(name)?.some((each) => isSame(each, asked))
        if (!isSame(value, isKnown ? asked : other)) return 0
      } else if (isReason(value)) others.push(name)
      else wanted.push([name, value])
    }
    return count(wanted, others)
  }

  const counted = combinations.map((combination) => ({ combination, count: peopleIn(combination, []) }))
  if (counted.some(({ count: people }) => people === null)) return null
  const cells = counted.flatMap(({ combination, count: people }): (Cell & { combination: readonly Said[] })[] => {
    const categories = population.margins.map(({ questions }) =>
      categoryOf(questions.map((name) => combination[names.indexOf(name)] ?? other)),
    )
    return people ? [{ combination, categories, count: people }] : []
  })
  const { weights, ...raking } = rake(population.margins, cells)

  return {
    ...{ raking, sizeOf: linearisedSize(cells, weights) },
    weigh(conditions) {
      // Tables by group do not tell the reasons for no answer apart.
      if (conditions.some(([, value]) => isReason(value))) return null
      let sums: WeightSums = { people: 0, sum: 0, squares: 0 }
      const own = new Map<number, number>()
      for (const [index, { combination }] of cells.entries()) {
        const people = peopleIn(combination, conditions)
        if (people === null) return null
        const weight = weights[index] ?? 0
        own.set(index, people)
        sums = {
          ...{ people: sums.people + people, sum: sums.sum + people * weight },
          squares: sums.squares + people * weight ** 2,
        }
      }
      return { ...sums, cells: own }
    },
  }
}
