import type { Answer, Flow } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import type { Interviews } from '../store/interviews.ts'
import { everyCombination } from './combinations.ts'
import { compareSaid, groupKey, type Key, type Said, saidIn, valued } from './said.ts'
import { type Section, sectionOf } from './section.ts'
import { difference, type Interval } from './statistics/intervals.ts'
import {
  type Completion,
  completion,
  type OutcomeRates,
  type Outcomes,
  outcomeRates,
  outcomesOf,
} from './statistics/outcome-rates.ts'
import { createStraightLining, type StraightLining } from './straight-lining.ts'
import { countedQuestions, createTally, type QuestionTally } from './tally.ts'
import { groupsOf, marginQuestions, type Population, type Weighting, weigh } from './weigh.ts'

/** The figures of those who are the same in every dimension that was asked for. */
interface Group extends Section {
  /** One value for each dimension, in their order. */
  readonly values: readonly Said[]
  readonly interviews: number
}

/** How a share changed from one round to another. */
interface Change extends Interval {
  readonly question: string
  readonly value: string
  readonly difference: number
}

/** What is known about a round of a flow: figures over released interviews, and how many wait to be released. */
export interface Figures extends Section {
  readonly flow: string
  readonly round: string
  readonly version: string
  readonly k: number
  /** Interviews that are released: the figures rest on these alone. */
  readonly released: number
  /** Interviews that lie sealed until there are `k` of them in their round. */
  readonly waiting: number
  readonly outcomes: Outcomes
  readonly completion: Completion
  /** null: there is no list of whom it was tried to reach. */
  readonly rates: OutcomeRates | null
  readonly straightLining: readonly StraightLining[]
  /** Only with margins of the population. */
  readonly weighting?: Weighting
  /** Only with dimensions: the same figures for each group, nobody left out. */
  readonly by?: { readonly dimensions: readonly string[]; readonly groups: readonly Group[] }
  /** Only with an earlier round. */
  readonly changes?: readonly Change[]
}

export interface FiguresRequest {
  readonly flow: Flow
  readonly version: string
  readonly k: number
  /** Up to three questions by whose values the figures are taken apart together. */
  readonly by?: readonly string[]
  /** Rounds are never counted together: many people answer in each. */
  readonly round: string
  /** An earlier round that `round` is compared with. */
  readonly since?: string | undefined
  /** What is known of the population: figures are then weighted, too. */
  readonly population?: Population | undefined
}

const mostDimensions = 3

/** The values of an answer by which it is grouped; a reason for its lack is a group too, so that nobody is left out. */
const valuesOf = (answer: Answer | undefined): Said[] =>
  answer && 'value' in answer ? [answer.value].flat().map((value) => valued(String(value))) : [saidIn(answer)]

/** Throws `usage` for a dimension that is not a question of the flow, or more than three of them. */
function requireDimensions(flow: Flow, names: readonly string[], dimensions: readonly string[]): void {
  const unknown = dimensions.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new Problem('usage', `--by: ${flow.name} has no question "${unknown}"; there are: ${names.join(', ')}`)
  if (dimensions.length > mostDimensions) throw new Problem('usage', `--by: at most ${mostDimensions} questions`)
}

/** Counts the released interviews of a round, in one pass. Throws `usage`. */
export async function countFigures(
  interviews: Pick<Interviews, 'released' | 'counts' | 'waiting' | 'dispositions'>,
  { flow, version, k, by = [], round, since, population }: FiguresRequest,
): Promise<Figures> {
  const names = countedQuestions(flow).map(({ name }) => name)
  requireDimensions(flow, names, by)
  const weighed =
    population &&
    weigh(flow, population, groupsOf(await interviews.counts(flow.name, round, marginQuestions(population))))
  const section = (tallies: readonly QuestionTally[]) => sectionOf(flow, tallies, weighed?.sizeOf ?? null)

  const total = createTally(flow)
  const before = createTally(flow)
  const straightLining = createStraightLining(flow)
  const groups = new Map<Key, { values: Said[]; interviews: number; tally: ReturnType<typeof createTally> }>()
  let released = 0
  for await (const interview of interviews.released(flow.name)) {
    if (since !== undefined && interview.round === since) before.add(interview)
    if (interview.round !== round) continue
    released++
    const weight = weighed?.weightOf(interview)
    total.add(interview, weight)
    straightLining.add(interview)
    for (const values of by.length === 0 ? [] : everyCombination(by.map((name) => valuesOf(interview.answers[name])))) {
      const key = groupKey(values)
      const group = groups.get(key) ?? { values, interviews: 0, tally: createTally(flow) }
      group.interviews++
      group.tally.add(interview, weight)
      groups.set(key, group)
    }
  }
  const own = <Item extends { readonly round: string }>(items: readonly Item[]) =>
    items.filter((item) => item.round === round)
  const waiting = own((await interviews.waiting()).filter((each) => each.flow === flow.name))
  const outcomes = outcomesOf(own(await interviews.dispositions(flow.name)))
  return {
    ...{ flow: flow.name, round, version, k, released, outcomes, rates: outcomeRates(outcomes) },
    completion: completion(outcomes),
    waiting: waiting.reduce((sum, each) => sum + each.interviews, 0),
    ...section(total.result()),
    straightLining: straightLining.result(),
    ...(weighed && { weighting: weighed.weighting }),
    ...(by.length > 0 && {
      by: {
        dimensions: by,
        groups: [...groups.values()]
          .map(({ values, interviews: count, tally }) => ({ values, interviews: count, ...section(tally.result()) }))
          .sort((a, b) => compareSaid(a.values, b.values)),
      },
    }),
    ...(since !== undefined && { changes: changesBetween(before.result(), total.result()) }),
  }
}

/** How each share changed, with the interval of the difference (Newcombe 1998); of people, without weights. */
function changesBetween(before: readonly QuestionTally[], after: readonly QuestionTally[]): Change[] {
  return after.flatMap(({ name, base, rows }) => {
    const earlier = before.find((each) => each.name === name)
    return rows.flatMap(({ value, people: n }) => {
      const x = earlier?.rows.find((row) => row.value === value)?.people ?? 0
      const change = earlier && difference({ x, n: earlier.base.people }, { x: n, n: base.people })
      return change ? [{ question: name, value, ...change }] : []
    })
  })
}
