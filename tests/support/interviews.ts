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
      JSON.stringify(questions.map((name) => answers[name] ?? { missing: 'not_applicable' })),
    )
    return [...groups].map(([key, { length }]) => ({ answers: JSON.parse(key), count: length }))
  },
})
