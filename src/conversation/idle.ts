import { Problem } from '../problem.ts'
import type { Effects, StoredContact } from '../store/contacts.ts'
import { finishedInterview } from './conversation.ts'
import { isCounted } from './counting.ts'
import type { FlowLibrary } from './library.ts'
import { freshSession, readSession, stamped } from './session.ts'

/** A session whose flow version is not in memory is looked at again after this time. */
const retryMilliseconds = 60_000

interface IdleSettings {
  readonly library: FlowLibrary
  /** Runs `next` on every contact that is idle by now. */
  endIdle(next: (stored: StoredContact) => Effects): Promise<number>
  clock(): Date
}

/**
 * Ends the conversations of people who went silent: what they answered counts as a break-off. Their language is remembered, and
 * from which message on the chat can be erased; nothing else.
 */
export function createIdleEnding({ library, endIdle, clock }: IdleSettings): () => Promise<number> {
  const lost = new Set<string>()
  let unknown = new Set<string>()

  function end({ session: stored, optedOut }: StoredContact): Effects {
    const now = clock()
    const session = readSession(stored)
    const { position } = session
    const engine = position === null ? undefined : library.engine(position.version)
    const nothing = { round: null, optedOut, screen: null, participated: [], outbound: [], withdraws: false }
    if (position !== null && !engine && !lost.has(position.version)) {
      unknown.add(position.version)
      return {
        ...nothing,
        session: stamped(session),
        idleAt: new Date(now.getTime() + retryMilliseconds),
        finished: [],
      }
    }
    const day = now.toISOString().slice(0, 10)
    const ended = engine && position ? [{ engine, outcome: engine.abandon(position) }] : []
    const counted = ended.filter((each) => isCounted(each, session.completedBefore))
    return {
      ...nothing,
      session: stamped({ ...freshSession, language: session.language, began: session.began }),
      idleAt: null,
      finished: counted.map((each) => finishedInterview(each, session.medium, day)),
    }
  }

  return async () => {
    unknown = new Set()
    const ended = await endIdle(end)
    for (const version of unknown) {
      const found = await library.load(version).catch((error: unknown) => {
        if (error instanceof Problem) throw error
        // The version is there and cannot be played: as good as none.
        return false
      })
      if (!found) lost.add(version)
    }
    return ended
  }
}
