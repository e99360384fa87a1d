import type { Answer, Flow } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import type { Interviews } from '../store/interviews.ts'
import { figuresOf, type QuestionFigures } from './statistics/figure.ts'
import { difference, type Interval } from './statistics/intervals.ts'
import { type OutcomeRates, type Outcomes, outcomeRates, outcomesOf } from './statistics/outcome-rates.ts'
import { countedQuestions, createTally, type QuestionTally, takesSeveral } from './tally.ts'

/** The figures of those who are the same in every dimension that was asked for. */
interface Group {
  /** One value for each dimension, in their order. */
  readonly values: readonly string[]
  readonly interviews: number
  readonly questions: readonly QuestionFigures[]
}

/** How a share changed from one round to another. */
interface Change extends Interval {
  readonly question: string
  readonly value: string
  readonly difference: number
}

/** What is known about a flow: figures over released interviews, and how many wait to be released. */
export interface Figures {
  readonly flow: string
  readonly version: string
  readonly k: number
  /** Interviews that are released: the figures rest on these alone. */
  readonly released: number
  /** Interviews that lie sealed until there are `k` of them in their round. */
  readonly waiting: number
  readonly questions: readonly QuestionFigures[]
  readonly outcomes: Outcomes
  readonly rates: OutcomeRates
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
  /** This round only; otherwise all. */
  readonly round?: string | undefined
  /** An earlier round that `round` is compared with. */
  readonly since?: string | undefined
}

const mostDimensions = 3

/** The values of an answer by which it is grouped; a reason for its lack is a group too, so that nobody is left out. */
const valuesOf = (answer: Answer | undefined): string[] => {
  if (!answer || 'missing' in answer) return [answer?.missing ?? 'not_applicable']
  return [answer.value].flat().map(String)
}

/** Every combination of one value from each list. */
const combinations = (lists: readonly (readonly string[])[]): string[][] =>
  lists.reduce<string[][]>((all, list) => all.flatMap((begun) => list.map((value) => [...begun, value])), [[]])

/** Throws `usage` for a dimension that is not a question of the flow, or more than three of them. */
function requireDimensions(flow: Flow, names: readonly string[], dimensions: readonly string[]): void {
  const unknown = dimensions.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new Problem('usage', `--by: ${flow.name} has no question "${unknown}"; there are: ${names.join(', ')}`)
  if (dimensions.length > mostDimensions) throw new Problem('usage', `--by: at most ${mostDimensions} questions`)
}

/** Counts the released interviews of a flow, in one pass. Throws `usage`. */
export async function countFigures(
  interviews: Pick<Interviews, 'released' | 'waiting' | 'dispositions'>,
  { flow, version, k, by = [], round, since }: FiguresRequest,
): Promise<Figures> {
  const questions = countedQuestions(flow)
  requireDimensions(
    flow,
    questions.map(({ name }) => name),
    by,
  )
  const isMultiple = new Set(questions.filter(takesSeveral).map(({ name }) => name))
  const figures = (tallies: readonly QuestionTally[]) =>
    tallies.map((each) => figuresOf(each, isMultiple.has(each.name)))

  const total = createTally(flow, questions)
  const before = createTally(flow, questions)
  const groups = new Map<string, { values: string[]; interviews: number; tally: ReturnType<typeof createTally> }>()
  let released = 0
  for await (const interview of interviews.released(flow.name)) {
    if (since !== undefined && interview.round === since) before.add(interview)
    if (round !== undefined && interview.round !== round) continue
    released++
    total.add(interview)
    for (const values of by.length === 0 ? [] : combinations(by.map((name) => valuesOf(interview.answers[name])))) {
      const key = JSON.stringify(values)
      const group = groups.get(key) ?? { values, interviews: 0, tally: createTally(flow, questions) }
      group.interviews++
      group.tally.add(interview)
      groups.set(key, group)
    }
  }
  const own = <Item extends { readonly round: string }>(items: readonly Item[]) =>
    items.filter((item) => round === undefined || item.round === round)
  const waiting = own((await interviews.waiting()).filter((each) => each.flow === flow.name))
  const outcomes = outcomesOf(own(await interviews.dispositions(flow.name)))
  return {
    ...{ flow: flow.name, version, k, released, outcomes, rates: outcomeRates(outcomes) },
    waiting: waiting.reduce((sum, each) => sum + each.interviews, 0),
    questions: figures(total.result()),
    ...(by.length > 0 && {
      by: {
        dimensions: by,
        groups: [...groups.values()]
          .map(({ values, interviews: count, tally }) => ({
            values,
            interviews: count,
            questions: figures(tally.result()),
          }))
          .sort((a, b) => (a.values.join('\n') < b.values.join('\n') ? -1 : 1)),
      },
    }),
    ...(since !== undefined && { changes: changesBetween(before.result(), total.result()) }),
  }
}

/** How each share changed, with the interval of the difference (Newcombe 1998). */
function changesBetween(before: readonly QuestionTally[], after: readonly QuestionTally[]): Change[] {
  return after.flatMap(({ name, base, rows }) => {
    const earlier = before.find((each) => each.name === name)
    return rows.flatMap(({ value, n }) => {
      const x = earlier?.rows.find((row) => row.value === value)?.n ?? 0
      const change = earlier && difference({ x, n: earlier.base }, { x: n, n: base })
      return change ? [{ question: name, value, ...change }] : []
    })
  })
}
