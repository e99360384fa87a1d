import type { Config } from './config.ts'
import type { Flow } from './core/flow.ts'
import { askedVersion } from './offers.ts'
import { Problem } from './problem.ts'
import type { Questionnaires } from './questionnaires.ts'
import type { ScoreTools } from './results/publish.ts'
import { scoringOf } from './results/published-scores.ts'
import type { Store } from './store/store.ts'

/** The flows that are a scorecard, as they were asked in a round: launched ones, and the project's own. */
async function scorecardsIn(
  store: Pick<Store, 'workspace' | 'flowVersions'>,
  questionnaires: Questionnaires,
  round: string,
): Promise<Flow[]> {
  const launched = await store.workspace.launches()
  const names = new Set([...launched, ...questionnaires.versions].map(({ flow }) => flow))
  const flows = await Promise.all(
    [...names].map((name) =>
      askedVersion(store, questionnaires, name, round).then(
        ({ content }) => [content.flow],
        (error: unknown) => {
          if (error instanceof Problem && (error.code === 'round_unknown' || error.code === 'flow_unknown')) return []
          throw error
        },
      ),
    ),
  )
  return flows.flat().filter(({ scorecard }) => scorecard !== undefined)
}

/** How the answers of a flow become published scores; null where nothing is scored in it. */
export async function scoreTools(
  store: Pick<Store, 'workspace' | 'flowVersions' | 'publishedScores'>,
  questionnaires: Questionnaires,
  flow: Flow,
  { scoreK }: Pick<Config, 'scoreK'>,
): Promise<ScoreTools | null> {
  const scoring = scoringOf(flow, await scorecardsIn(store, questionnaires, flow.round))
  return scoring && { scoring, least: scoreK, store: store.publishedScores }
}
