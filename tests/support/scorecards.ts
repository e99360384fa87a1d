import type { Answer } from '../../src/core/flow.ts'
import { freeze } from '../../src/questionnaires.ts'
import { publish } from '../../src/results/publish.ts'
import { scoringOf } from '../../src/results/published-scores.ts'
import { scorecardTables } from '../../src/results/report/scorecard.ts'
import type { Store } from '../../src/store/store.ts'
import { contentOf, inRound } from './flows.ts'

const answers = ['very_poor', 'poor', 'fair', 'good', 'very_good']
const k = 10

/** People of one gender at one clinic: how many gave each score, from very poor to very good, to all three indicators. */
export interface Scored {
  readonly point: string
  readonly gender: string
  readonly counts: readonly number[]
}

/** Closes a round of the scorecard in which these people have scored, and publishes what a scorecard needs. */
export async function publishScores(
  {
    interviews,
    publishedTables,
    publishedScores,
    flowVersions,
  }: Pick<Store, 'interviews' | 'publishedTables' | 'publishedScores' | 'flowVersions'>,
  round: string,
  scored: readonly Scored[],
) {
  const content = inRound(contentOf('service-scorecard'), round)
  const { flow } = content
  await flowVersions.launch([freeze(content)])
  async function* released() {
    for (const { point, gender, counts } of scored)
      for (const [index, count] of counts.entries())
        for (let person = 0; person < count; person++) {
          const score: Answer = { value: answers[index] ?? '' }
          yield {
            ...{ round, version: 'v', period: '2026-06-01', language: 'en', medium: 'ussd', disposition: 'completed' },
            answers: {
              gender: { value: gender },
              service_point: { value: point },
              ...Object.fromEntries((flow.scorecard?.indicators ?? []).map((name) => [name, score])),
            } as Record<string, Answer>,
          }
        }
  }
  const key = { flow: flow.name, round }
  await interviews.close(key, k)
  const scoring = scoringOf(flow, [])
  return publish(flow, key, scorecardTables(flow), {
    ...{ interviews: { released }, tables: publishedTables, k, progress: () => {} },
    scored: scoring && { scoring, least: 5, store: publishedScores },
  })
}
