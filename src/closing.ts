import type { Config } from './config.ts'
import { createIdleEnding } from './conversation/idle.ts'
import { releaseMinimum, versionMinimum } from './offers.ts'
import { openLibrary, type Questionnaires } from './questionnaires.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'

/** What closing a round would do to what waits in it now. */
export interface CloseForecast {
  readonly released: number
  readonly lost: number
  /** Interviews that are released together, at least: of fewer in the end, all are deleted. */
  readonly k: number
}

/** What became of a round that was closed. */
export interface CloseReport {
  /** Conversations that were under way and ended with the round. */
  readonly ended: number
  readonly released: number
  /** Too few waited, and they were deleted. */
  readonly discarded: boolean
  /** Contacts whose session could not be ended; it is lost with the key. */
  readonly stuck: number
}

export interface Closing {
  /** Changes nothing. */
  forecast(round: Round): Promise<CloseForecast>
  /**
   * Ends a round for good, while the servers run: see "The end of a round" in docs/architecture.md. Interrupted, it goes on where it stopped when
   * it is called again. `by`: the account that decided; null for a command.
   */
  close(round: Round, by: string | null): Promise<CloseReport>
}

/** A contact that a message holds at this moment is free a moment later; after so many looks it is not that. */
const mostLooks = 20

type ClosingStore = Pick<Store, 'interviews' | 'retention' | 'flowVersions' | 'workspace'>

/** The one way to close rounds, for commands and the console. */
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
  async function endConversations(round: Round): Promise<Pick<CloseReport, 'ended' | 'stuck'>> {
    const loadContent = async (version: string) => (await flowVersions.load(version))?.content ?? null
    const library = openLibrary(questionnaires, { ...config, loadContent })
    let ended = 0
    const endIdle = createIdleEnding({
      ...{ library, clock },
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
