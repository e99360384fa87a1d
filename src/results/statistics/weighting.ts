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
  /** How many people had a weight cut on the way because it was too great, whatever it is in the end. */
  readonly trimmed: number
  /** How many people had a weight raised on the way because it was too small. */
  readonly raised: number
}

const mostIterations = 1000
const enough = 1e-6
/** Where so many iterations mend less than this part of what is wrong, the next ones only make small weights smaller. */
const progress = { within: 10, least: 1e-3 }
/**
 * In each iteration weights above five times the mean are cut to it, as in anesrake (Pasek 2018), and those below a fifth of it are raised to that:
 * limits on both sides after Izrael, Battaglia and Frankel (2009). Without the lower one most of the people could count for next to nothing.
 */
export const greatestWeight = 5
export const leastWeight = 1 / greatestWeight

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

const withinLimits = (weight: number): number => Math.min(greatestWeight, Math.max(leastWeight, weight))

/** Doublings, and then halvings, in which the factor is found: more than a number has digits. */
const steps = 60

/**
 * Brings every weight within the limits, and keeps the mean at 1: the others are multiplied by one factor, which is found by halving, because what
 * they weigh together never falls as it grows. Those of whom a margin does not know the category take no part in that, as long as the others can
 * do it: they are to keep their share.
 */
function limited(weights: readonly number[], cells: readonly Cell[], isKnown: readonly boolean[]): readonly number[] {
  if (weights.every((weight) => weight === withinLimits(weight))) return weights
  const n = sumOver(cells, ({ count }) => count)
  const scaled = (takesPart: readonly boolean[], factor: number) =>
    weights.map((weight, index) => withinLimits(takesPart[index] ? weight * factor : weight))
  const missing = (each: readonly number[]) => n - sumOver(cells, ({ count }, index) => count * (each[index] ?? 0))
  const canDo = missing(scaled(isKnown, 0)) >= 0 && missing(scaled(isKnown, Number.MAX_VALUE)) <= 0
  const takesPart = canDo ? isKnown : weights.map(() => true)
  let [low, high] = [2 ** -steps, 2 ** steps]
  for (let step = 0; step < 2 * steps; step++) {
    const middle = Math.sqrt(low * high)
    if (missing(scaled(takesPart, middle)) > 0) low = middle
    else high = middle
  }
  return scaled(takesPart, high)
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
  const peopleIn = (some: ReadonlySet<number>) => sumOver(cells, ({ count }, index) => (some.has(index) ? count : 0))
  const differencesOf = (weights: readonly number[]) =>
    groups.map((group) => Math.abs(weightOf(weights, group) - group.target) / n)

  const tooGreat = new Set<number>()
  const tooSmall = new Set<number>()
  function iterate(before: readonly number[]): readonly number[] {
    const weights = [...before]
    for (const group of groups) {
      const factor = group.target / weightOf(weights, group)
      for (const index of group.cells) weights[index] = (weights[index] ?? 0) * factor
    }
    for (const [index, weight] of weights.entries()) {
      if (weight > greatestWeight) tooGreat.add(index)
      if (weight < leastWeight) tooSmall.add(index)
    }
    return limited(weights, cells, isKnown)
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
    trimmed: peopleIn(tooGreat),
    raised: peopleIn(tooSmall),
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
