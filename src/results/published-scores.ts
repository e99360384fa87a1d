import { z } from 'zod'
import type { Flow } from '../core/flow.ts'
import { type Said, saidKey } from './said.ts'
import { saidSchema } from './stored-table.ts'

/** What is scored in a flow: by citizens, or by the provider's staff, who are in no focus group. */
export interface Scoring {
  readonly servicePoint: string
  readonly focusGroup: string | null
  readonly indicators: readonly string[]
}

const scoresSchema = z.strictObject({
  indicators: z.array(
    z.strictObject({
      indicator: z.string(),
      /** So many people must have given a score before a mean of it is shown. */
      least: z.int().min(1),
      /** Those that are shown: whole numbers from 0 to 100. `group` null: everybody who scored the service point. */
      scores: z.array(
        z.strictObject({ point: saidSchema, group: saidSchema.nullable(), score: z.int().min(0).max(100) }),
      ),
    }),
  ),
})

/** The mean scores of a round as they are published, and never changed. What is not in it is not shown, for whatever reason. */
export type PublishedScores = Readonly<z.infer<typeof scoresSchema>>

/** Reads scores as they are stored; null where none are published. */
export const readScores = (content: unknown): PublishedScores | null =>
  content === null ? null : scoresSchema.parse(content)

/** What is scored in a flow; null where nothing is. `scorecards`: the flows of the round of which this one may be the provider's. */
export function scoringOf(flow: Flow, scorecards: readonly Flow[]): Scoring | null {
  if (flow.scorecard) return flow.scorecard
  const card = scorecards.find(({ scorecard }) => scorecard?.provider === flow.name)?.scorecard
  return card ? { ...card, focusGroup: null } : null
}

/** The published score of a service point, of everybody or of a focus group; null where none is shown. */
export function publishedScore(
  { indicators }: PublishedScores,
  indicator: string,
  point: Said,
  group: Said | null,
): number | null {
  const key = (said: Said | null) => (said === null ? null : saidKey(said))
  const scores = indicators.find((each) => each.indicator === indicator)?.scores ?? []
  return scores.find((each) => key(each.point) === key(point) && key(each.group) === key(group))?.score ?? null
}
