import { isReason } from '../said.ts'
import { groupOfCategory } from './margin-category.ts'

/** What is known of the population: how many, or what per cent, are in each category of one question, or of several together. */
export interface Margin {
  readonly questions: readonly string[]
  /** By category, all above 0; of several questions their values are joined by `categoryOf`. */
  readonly targets: Readonly<Record<string, number>>
}

/** People who are in the same category of every margin. */
export interface Cell {
  /** One for each margin, in their order. */
  readonly categories: readonly string[]
  readonly count: number
}

/** How the weights came out. */
export interface Raking {
  /** For each cell, what one of its people counts; the mean over all people is 1. */
  readonly weights: readonly number[]
  readonly iterations: number
  /** Every margin is met. */
  readonly converged: boolean
  /** The largest difference between a weighted share and its target that is left. */
  readonly largestDifference: number
  /** How many people have the greatest weight that is allowed. */
  readonly trimmed: number
}

const mostIterations = 1000
const enough = 1e-6
/** Where so many iterations mend less than this part of what is wrong, the next ones only make small weights smaller. */
const progress = { within: 10, least: 1e-3 }
/** Weights above five times the mean are cut to it in each iteration, as in anesrake (Pasek 2018). */
export const greatestWeight = 5

interface Group {
  /** Indexes of cells. */
  readonly cells: readonly number[]
  /** How many people it should weigh. */
  readonly target: number
}

const sumOver = <Item>(items: readonly Item[], value: (item: Item, index: number) => number): number =>
  items.reduce((sum, item, index) => sum + value(item, index), 0)

/**
 * The groups of one margin and what each should weigh. A category without a target (people whom the census does not know, or who did not
 * answer) keeps the share that it has among those who answered; the others share the rest as the population does.
 */
function groupsOf({ targets }: Margin, margin: number, cells: readonly Cell[]): Group[] {
  const members = Map.groupBy(cells.keys(), (index) => cells[index]?.categories[margin] ?? '')
  const counted = [...members].map(([category, own]) => ({
    cells: own,
    count: sumOver(own, (index) => cells[index]?.count ?? 0),
    target: targets[category],
  }))
  const known = counted.filter(({ target }) => target !== undefined)
  const people = sumOver(known, ({ count }) => count)
  const population = sumOver(known, ({ target }) => target ?? 0)
  return counted.map(({ cells: own, count, target }) => ({
    cells: own,
    target: target === undefined ? count : (people * target) / population,
  }))
}

/**
 * Cuts what is too much, and gives it to others in proportion, until nothing is. The mean is 1 before and after. Those of whom a margin
 * does not know the category take nothing of it, as long as there is anybody else: they are to keep their share.
 */
function trimmed(weights: readonly number[], cells: readonly Cell[], isKnown: readonly boolean[]): number[] {
  const n = sumOver(cells, ({ count }) => count)
  const cut = weights.map(() => false)
  for (;;) {
    const mayTake = cut.some((is, index) => !is && isKnown[index]) ? isKnown : cut.map(() => true)
    const massOf = (isIn: (index: number) => boolean | undefined) =>
      sumOver(cells, ({ count }, index) => (isIn(index) ? count * (weights[index] ?? 0) : 0))
    const kept = massOf((index) => !cut[index] && !mayTake[index])
    const cutTo = greatestWeight * sumOver(cells, ({ count }, index) => (cut[index] ? count : 0))
    const scale = (n - kept - cutTo) / massOf((index) => !cut[index] && mayTake[index])
    const next = weights.map((weight, index) => {
      if (cut[index]) return greatestWeight
      return mayTake[index] ? weight * scale : weight
    })
    const tooMuch = next.map((weight, index) => !cut[index] && weight > greatestWeight)
    if (!tooMuch.includes(true)) return next
    for (const [index, is] of tooMuch.entries()) cut[index] ||= is
  }
}

/**
 * Raking (iterative proportional fitting; Deming and Stephan 1940) of cells to margins: each margin in turn is met by one factor for each of
 * its categories, until all are met together. With one margin, of one question or of several crossed, that is post-stratification, and done
 * after one iteration. It ends where nothing gets better any more, and says if a margin is not met then: because weights were cut, or
 * because nobody is there whom both margins want.
 */
export function rake(margins: readonly Margin[], cells: readonly Cell[]): Raking {
  const groups = margins.flatMap((margin, index) => groupsOf(margin, index, cells))
  const isKnown = cells.map(({ categories }) =>
    margins.every(({ targets }, margin) => categories[margin] !== undefined && categories[margin] in targets),
  )
  const n = sumOver(cells, ({ count }) => count)
  const weightOf = (weights: readonly number[], group: Group) =>
    sumOver(group.cells, (index) => (cells[index]?.count ?? 0) * (weights[index] ?? 0))
  const differencesOf = (weights: readonly number[]) =>
    groups.map((group) => Math.abs(weightOf(weights, group) - group.target) / n)

  function iterate(before: readonly number[]): number[] {
    const weights = [...before]
    for (const group of groups) {
      const factor = group.target / weightOf(weights, group)
      for (const index of group.cells) weights[index] = (weights[index] ?? 0) * factor
    }
    return trimmed(weights, cells, isKnown)
  }

  const stateOf = (weights: readonly number[], iteration: number) => {
    const differences = n > 0 ? differencesOf(weights) : []
    return { weights, iteration, wrong: sumOver(differences, (each) => each), largest: Math.max(0, ...differences) }
  }

  let now = stateOf(
    cells.map(() => 1),
    0,
  )
  let best = now
  while (best.largest > enough && now.iteration < Math.min(mostIterations, best.iteration + progress.within)) {
    now = stateOf(iterate(now.weights), now.iteration + 1)
    if (now.wrong < best.wrong * (1 - progress.least)) best = now
  }
  return {
    ...{ weights: best.weights, iterations: now.iteration, largestDifference: best.largest },
    converged: best.largest <= enough,
    trimmed: sumOver(cells, ({ count }, index) => ((best.weights[index] ?? 0) >= greatestWeight ? count : 0)),
  }
}

/** One category of a margin: who answered, compared with the population. */
export interface CoverageRow {
  readonly category: string
  readonly n: number
  /** Of those who are in a category that has a target. null: it has none, or nobody is in any. */
  readonly sampleShare: number | null
  /** null: the margin says nothing of it. */
  readonly populationShare: number | null
  /** Sample share / population share: below 1 there are too few. */
  readonly ratio: number | null
}

/** Somebody gave no answer to one of the questions of the margin. */
const isUnknown = (category: string): boolean => groupOfCategory(category).some(isReason)

/** Sets those who answered against one margin; categories without a target are rows too, at the end. */
export function coverageOf({ targets }: Margin, margin: number, cells: readonly Cell[]): CoverageRow[] {
  const countOf = (category: string) =>
    sumOver(cells, ({ categories, count }) => (categories[margin] === category ? count : 0))
  const people = sumOver(Object.keys(targets), countOf)
  const population = sumOver(Object.values(targets), (target) => target)
  const others = new Set(
    cells.flatMap(({ categories }) => categories[margin] ?? []).filter((each) => !(each in targets)),
  )
  return [
    ...Object.entries(targets).map(([category, target]): CoverageRow => {
      const n = countOf(category)
      const sampleShare = people > 0 ? n / people : null
      const populationShare = target / population
      return {
        ...{ category, n, sampleShare, populationShare },
        ratio: sampleShare === null ? null : sampleShare / populationShare,
      }
    }),
    ...[...others]
      // Reasons for having no category come last.
      .sort((a, b) => Number(isUnknown(a)) - Number(isUnknown(b)) || (a < b ? -1 : 1))
      .map((category) => ({ category, n: countOf(category), sampleShare: null, populationShare: null, ratio: null })),
  ]
}
