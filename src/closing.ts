import type { Config } from './config.ts'
import type { Closing } from './console/pages/flows/tools.ts'
import { createIdleEnding } from './conversation/idle.ts'
import { daysIn } from './core/days.ts'
import { releaseMinimum, versionMinimum } from './offers.ts'
import { openLibrary, type Questionnaires } from './questionnaires.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'

/** A contact that a message holds at this moment is free a moment later; after so many looks it is not that. */
const mostLooks = 20

type ClosingStore = Pick<Store, 'interviews' | 'retention' | 'flowVersions' | 'workspace'>

/**
 * The one way to close rounds, for commands and the console, while the servers run: see "The end of a round" in docs/architecture.md.
 */
export function createClosing(
  { interviews, retention, flowVersions, workspace }: ClosingStore,
  questionnaires: Questionnaires,
  { config, clock }: { readonly config: Config; readonly clock: () => Date },
): Closing {
  async function minimaOf(round: Round) {
    const launches = await workspace.launches(round.flow)
    return { k: releaseMinimum(launches, config.releaseK)(round), kOf: versionMinimum(launches, config.releaseK) }
  }

  /** Ends what is under way in a round, in whatever version. */
  async function endConversations(round: Round) {
    const loadContent = async (version: string) => (await flowVersions.load(version))?.content ?? null
    const library = openLibrary(questionnaires, { ...config, loadContent })
    let ended = 0
    const endIdle = createIdleEnding({
      ...{ library, clock, dayOf: daysIn(config.timeZone) },
      endIdle: (next, learn) =>
        retention.endIdle((stored, isEnded) => {
          const effects = next(stored, isEnded)
          const inside = effects?.finished.filter(({ flow, round: of }) => flow === round.flow && of === round.round)
          ended += inside?.length ?? 0
          return effects
        }, learn),
    })
    for (let looked = 0; looked < mostLooks; looked++) {
      if ((await retention.endRound(round)) === 0) return { ended, stuck: 0 }
      await endIdle()
    }
    return { ended, stuck: await retention.endRound(round) }
  }

  return {
    async forecast(round) {
      const { k, kOf } = await minimaOf(round)
      return { ...(await interviews.forecast(round, k, kOf)), k }
    },
    async close(round, by) {
      await interviews.beginClose(round)
      const conversations = await endConversations(round)
      const { k, kOf } = await minimaOf(round)
      return { ...conversations, ...(await interviews.close(round, k, kOf, by)) }
    },
  }
}
