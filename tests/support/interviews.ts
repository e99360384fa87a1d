import type { Interviews, ReleasedInterview } from '../../src/store/interviews.ts'

/** Released interviews as the store gives them, one by one and counted. */
export const releasedInterviews = (all: readonly ReleasedInterview[]): Pick<Interviews, 'released' | 'counts'> => ({
  async *released() {
    yield* all
  },
  async counts(_flow, round, questions) {
    const chosen = all.filter((interview) => round === null || interview.round === round)
    const groups = Map.groupBy(chosen, ({ answers }) =>
      JSON.stringify(
        questions.map((name) => {
          const answer = answers[name] ?? { missing: 'not_applicable' }
          if ('missing' in answer) return `(${answer.missing})`
          return Array.isArray(answer.value) ? JSON.stringify(answer.value) : String(answer.value)
        }),
      ),
    )
    return [...groups].map(([key, { length }]) => ({ values: JSON.parse(key) as string[], count: length }))
  },
})
