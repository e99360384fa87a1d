import type { Answer, Flow } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import type { Interviews } from '../store/interviews.ts'
import { countedQuestions, createTally, type QuestionTally } from './tally.ts'

/** Counts of one question within one group. */
interface Group {
  readonly value: string
  readonly interviews: number
  readonly questions: readonly QuestionTally[]
}

/** What is known about a flow: counts over released interviews, and how many wait to be released. */
export interface Figures {
  readonly flow: string
  readonly version: string
  readonly k: number
  /** Interviews that are released: the figures rest on these alone. */
  readonly released: number
  /** Interviews that lie sealed until there are `k` of them in their round. */
  readonly waiting: number
  readonly questions: readonly QuestionTally[]
  /** Only with a dimension: the same counts for each of its values, and for those without one. */
  readonly by?: { readonly name: string; readonly groups: readonly Group[] }
}

export interface FiguresRequest {
  readonly flow: Flow
  readonly version: string
  readonly k: number
  /** The question by whose values the counts are taken apart. */
  readonly by?: string | undefined
}

/** The values of an answer by which it is grouped; a reason for its lack is a group too, so that nobody is left out. */
const groupsOf = (answer: Answer | undefined): string[] => {
  if (!answer || 'missing' in answer) return [answer?.missing ?? 'not_applicable']
  return [answer.value].flat().map(String)
}

/** Counts the released interviews of a flow, in one pass. Throws `usage` for a dimension that is not a question of the flow. */
export async function countFigures(
  interviews: Pick<Interviews, 'released' | 'waiting'>,
  { flow, version, k, by }: FiguresRequest,
): Promise<Figures> {
  const questions = countedQuestions(flow)
  if (by !== undefined && !questions.some(({ name }) => name === by)) {
    const known = questions.map(({ name }) => name).join(', ')
    throw new Problem('usage', `--by: ${flow.name} has no question "${by}"; there are: ${known}`)
  }
  const total = createTally(flow, questions)
  const groups = new Map<string, { interviews: number; tally: ReturnType<typeof createTally> }>()
  let released = 0
  for await (const interview of interviews.released(flow.name)) {
    released++
    total.add(interview)
    for (const value of by === undefined ? [] : groupsOf(interview.answers[by])) {
      const group = groups.get(value) ?? { interviews: 0, tally: createTally(flow, questions) }
      group.interviews++
      group.tally.add(interview)
      groups.set(value, group)
    }
  }
  const rounds = await interviews.waiting()
  const waiting = rounds.filter((round) => round.flow === flow.name).reduce((sum, round) => sum + round.interviews, 0)
  const figures = { flow: flow.name, version, k, released, waiting, questions: total.result() }
  if (by === undefined) return figures
  const listed = [...groups].map(([value, group]) => ({
    value,
    interviews: group.interviews,
    questions: group.tally.result(),
  }))
  return { ...figures, by: { name: by, groups: listed.sort((a, b) => (a.value < b.value ? -1 : 1)) } }
}
