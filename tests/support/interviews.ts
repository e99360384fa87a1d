import type { Interviews, ReleasedInterview } from '../../src/store/interviews.ts'

/** An interview of round 1, as somebody who answered so leaves it. */
export const interviewOf = (answers: ReleasedInterview['answers']): ReleasedInterview => ({
  ...{ round: '1', version: 'v', period: '2026-06-01', language: 'en', medium: 'sms', disposition: 'completed' },
  answers,
})

/** Released interviews as the store gives them, one by one and counted. */
export const releasedInterviews = (all: readonly ReleasedInterview[]): Pick<Interviews, 'released' | 'counts'> => ({
  async *released() {
    yield* all
  },
  async counts(_flow, round, questions) {
    const chosen = all.filter((interview) => interview.round === round)
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
