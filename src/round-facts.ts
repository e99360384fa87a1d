import { launchRecordSchema } from './authoring/launch-record.ts'
import { closedRound } from './closed-round.ts'
import type { Config } from './config.ts'
import { daysIn } from './core/days.ts'
import { recordedPopulation } from './margins-file.ts'
import { releaseMinimum } from './offers.ts'
import { randomId } from './privacy/chance.ts'
import type { Questionnaires } from './questionnaires.ts'
import type { RoundFacts } from './results/export/export-data.ts'
import { shownOutcomes, tablesOfAnswers } from './results/outcome-table.ts'
import { publishedOf } from './results/publish.ts'
import type { Store } from './store/store.ts'

/** Everything that is known about a closed round of a flow (unnamed: the present one) without looking at interviews. Throws as `closedRound` does. */
export async function roundFacts(
  store: Pick<Store, 'interviews' | 'workspace' | 'flowVersions' | 'publishedTables' | 'roundMargins'>,
  questionnaires: Questionnaires,
  name: string,
  { releaseK, organisation, timeZone }: Pick<Config, 'releaseK' | 'organisation' | 'timeZone'>,
  { now, round: wanted }: { readonly now: Date; readonly round?: string | undefined },
): Promise<RoundFacts> {
  const { content, version, round } = await closedRound(store, questionnaires, name, wanted)
  const launches = await store.workspace.launches()
  const record = launchRecordSchema.safeParse(launches.find((launch) => launch.version === version)?.record)
  const ended = (await store.interviews.dispositions(round.flow)).filter((each) => each.round === round.round)
  const published = await publishedOf(store.publishedTables, round)
  return {
    ...{ content, version, round, organisation, k: releaseMinimum(launches, releaseK)(round) },
    ...{ today: daysIn(timeZone)(now), id: randomId() },
    launch: record.success ? record.data : null,
    reviews: await store.workspace.reviews(round.flow),
    published: tablesOfAnswers(published),
    outcomes: shownOutcomes(ended, published),
    population: recordedPopulation(await store.roundMargins.find(round)),
  }
}
