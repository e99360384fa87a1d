import type { Flow } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import type { AnswerCount } from '../store/interview-counts.ts'
import { groupKey, isReason, type Key, type Said, saidIn } from './said.ts'
import { linearisedSize } from './statistics/linearised.ts'
import { categoryOf, groupOfCategory } from './statistics/margin-category.ts'
import { added, type DesignEffect, designEffect, type EffectiveSize } from './statistics/weight-sums.ts'
import { type CoverageRow, coverageOf, type Margin, type Raking, rake } from './statistics/weighting.ts'
import { type Answers, countedQuestions, offeredValues, type PersonWeight, takesSeveral } from './tally.ts'

/** What is known of the population, and from where. */
export interface Population {
  /** Which census or survey, of which year. */
  readonly source: string
  /** Who is counted there, such as "adults of 18 years and more". */
  readonly universe: string
  readonly margins: readonly Margin[]
}

/** What was recorded of the population before the round was closed. */
export interface RoundPopulation extends Population {
  /** ISO date. */
  readonly recordedOn: string
}

/** How interviews were weighted, and who answered compared with the population. */
export interface Weighting extends Omit<Raking, 'weights'>, DesignEffect {
  readonly source: string
  readonly universe: string
  readonly margins: readonly { readonly questions: readonly string[]; readonly coverage: readonly CoverageRow[] }[]
}

/** How many said the same to `marginQuestions`. */
interface GroupCount {
  readonly group: readonly Said[]
  readonly count: number
}

/** The same from the store's counts. */
export const groupsOf = (counts: readonly AnswerCount[]): GroupCount[] =>
  counts.map(({ answers, count }) => ({ group: answers.map((answer) => saidIn(answer)), count }))

interface Weighed {
  readonly weighting: Weighting
  weightOf(interview: Answers): PersonWeight
  /** The weight of somebody with these values of `marginQuestions`. */
  weightOfGroup(group: readonly Said[]): PersonWeight
  readonly sizeOf: EffectiveSize
}

/** Throws `usage` for margins of what is no question, or whose categories nobody can be in. */
export function requireMargins(flow: Flow, margins: readonly Margin[]): void {
  const known = new Map(
    countedQuestions(flow)
      .filter((question) => !takesSeveral(question))
      .map((question) => [question.name, offeredValues(flow, question)]),
  )
  const faults = margins.flatMap(({ questions, targets }) => {
    const unknown = questions.filter((name) => !known.has(name))
    if (unknown.length > 0)
      return [
        `${unknown.join(', ')}: ${flow.name} has no such question with one answer; it has ${[...known.keys()].join(', ')}`,
      ]
    return Object.keys(targets).flatMap((category) => {
      const values = groupOfCategory(category).map((said) => (isReason(said) ? '' : said.value))
      if (values.length !== questions.length)
        return [`${questions.join(',')}: "${category}" must be one value for each of them, separated by commas`]
      return questions.flatMap((name, index) => {
        const offered = known.get(name)
        const isOffered = !offered || offered.includes(values[index] ?? '')
        return isOffered ? [] : [`${name}: "${values[index]}" is no answer to it; there are ${offered.join(', ')}`]
      })
    })
  })
  if (faults.length > 0) throw new Problem('usage', ['the margins do not fit the questions', ...faults])
}

/** The questions that margins are about, each once. */
export const marginQuestions = ({ margins }: Population): string[] => [
  ...new Set(margins.flatMap(({ questions }) => questions)),
]

/**
 * Weights for interviews, so that together they are as the population is; from how many gave which answers to `marginQuestions`. Nobody is
 * left out: who has no category that the margins know keeps the weight of their kind in the sample. Throws `usage` where the margins do not
 * fit the flow.
 */
export function weigh(flow: Flow, population: Population, groups: readonly GroupCount[]): Weighed {
  const { source, universe, margins } = population
  requireMargins(flow, margins)
  const names = marginQuestions(population)
  const categoriesOf = (group: readonly Said[]) =>
    margins.map(({ questions }) => categoryOf(questions.flatMap((name) => group[names.indexOf(name)] ?? [])))

  const cells = groups.map(({ group, count }) => ({ categories: categoriesOf(group), count }))
  const { weights, ...raking } = rake(margins, cells)
  const weightOf = new Map(
    groups.map(({ group }, index): [Key, PersonWeight] => [
      groupKey(group),
      { weight: weights[index] ?? 1, cell: index },
    ]),
  )
  const weightOfGroup = (group: readonly Said[]) => weightOf.get(groupKey(group)) ?? { weight: 1, cell: null }
  const sums = cells.map(({ count }, index) => {
    const weight = weights[index] ?? 1
    return { people: count, sum: count * weight, squares: count * weight ** 2 }
  })
  return {
    weighting: {
      ...{ source, universe, ...raking, ...designEffect(added(sums)) },
      margins: margins.map((margin, index) => ({
        questions: margin.questions,
        coverage: coverageOf(margin, index, cells),
      })),
    },
    weightOfGroup,
    // As the store counts: a reason for a missing answer is a category too.
    // Who was released since they were counted, and is the first of their kind, weighs as much as people do on average.
    weightOf: ({ answers }) => weightOfGroup(names.map((name) => saidIn(answers[name]))),
    sizeOf: linearisedSize(cells, weights),
  }
}
