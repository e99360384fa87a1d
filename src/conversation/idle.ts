import { type DayOf, utcDay } from '../core/days.ts'
import { roundOf } from '../core/flow.ts'
import { Problem } from '../problem.ts'
import type { Effects, EndIdle, IsEnded, StoredContact } from '../store/contacts.ts'
import { finishedInterview } from './conversation.ts'
import { isCounted } from './counting.ts'
import type { FlowLibrary } from './library.ts'
import { freshSession, readSession, stamped } from './session.ts'

interface IdleSettings {
  readonly library: FlowLibrary
  readonly endIdle: EndIdle
  clock(): Date
  /** Days of the survey's time zone; none given: UTC. */
  readonly dayOf?: DayOf
}

/**
 * Ends the conversations of people who went silent, or whose round is being closed: what they answered counts as a break-off. Their
 * language is remembered, and from which message on the chat can be erased; nothing else, but that the round was closed.
 */
export function createIdleEnding({ library, endIdle, clock, dayOf = utcDay }: IdleSettings): () => Promise<number> {
  const lost = new Set<string>()
  const unknown = new Set<string>()

  /** null: the version must be loaded before. Until then the session stays as it is, under the key of its round. */
  function end({ session: stored, optedOut }: StoredContact, isEnded: IsEnded): Effects | null {
    const session = readSession(stored)
    const { position } = session
    const engine = position === null ? undefined : library.engine(position.version)
    if (position !== null && !engine && !lost.has(position.version)) {
      unknown.add(position.version)
      return null
    }
    const day = dayOf(clock())
    const ended = engine && position ? [{ engine, outcome: engine.abandon(position) }] : []
    const counted = ended.filter((each) => isCounted(each, session.completedBefore))
    const isLate = ended.some(({ engine: { flow } }) => isEnded(roundOf(flow)))
    return {
      ...{ round: null, optedOut, screen: null, participated: [], outbound: [], withdraws: false },
      session: stamped({
        ...{ ...freshSession, language: session.language, began: session.began },
        ...(isLate && { late: true as const }),
      }),
      idleAt: null,
      finished: counted.map((each) => finishedInterview(each, session.medium, day)),
    }
  }

  /** Loads the versions that were missing; one that cannot be had, or not be played, is as good as none. */
  async function learn(): Promise<void> {
    for (const version of unknown) {
      const found = await library.load(version).catch((error: unknown) => {
        if (error instanceof Problem) throw error
        return false
      })
      if (!found) lost.add(version)
      unknown.delete(version)
    }
  }

  return () => endIdle(end, learn)
}
