import type { Round } from '../store/contacts.ts'
import type { AnswerCount } from '../store/interview-counts.ts'
import type { Interviews } from '../store/interviews.ts'

/** Adds up what is the same. */
function together(counts: readonly AnswerCount[]): AnswerCount[] {
  const groups = Map.groupBy(counts, ({ values }) => JSON.stringify(values))
  return [...groups.values()].map((same) => ({
    values: same[0]?.values ?? [],
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}

/**
 * The store's interviews without those of rounds that are open: what changes while people answer tells about those who came in between, also
 * to people inside.
 */
export function closedOnly(interviews: Interviews, closed: readonly Round[]): Interviews {
  const isClosed = (flow: string, round: string) => closed.some((each) => each.flow === flow && each.round === round)
  return {
    ...interviews,
    waiting: async () => (await interviews.waiting()).filter(({ flow, round }) => isClosed(flow, round)),
    async *released(flow) {
      for await (const interview of interviews.released(flow)) if (isClosed(flow, interview.round)) yield interview
    },
    dispositions: async (flow) => (await interviews.dispositions(flow)).filter(({ round }) => isClosed(flow, round)),
    async counts(flow, round, questions) {
      const rounds = closed.filter((each) => each.flow === flow && (round === null || each.round === round))
      const counts = await Promise.all(rounds.map((each) => interviews.counts(flow, each.round, questions)))
      return together(counts.flat())
    },
  }
}
