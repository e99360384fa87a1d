import type { Log } from '../log.ts'
import type { Round } from '../store/contacts.ts'
import type { Interviews } from '../store/interviews.ts'

/**
 * Releases every round in which enough interviews wait: at least as many as `minimumIn` says. The policy lives here; that a
 * release is one transaction, shuffled and safe against other processes, is the store's.
 */
export async function releaseDue(
  interviews: Pick<Interviews, 'pending' | 'release'>,
  minimumIn: (round: Round) => number,
  log: Log,
): Promise<void> {
  for (const round of await interviews.pending()) {
    const { flow } = round
    try {
      const released = await interviews.release(round, minimumIn(round))
      if (released > 0) log.info({ flow, round: round.round, released }, 'interviews were released')
    } catch (error) {
      log.error({ error, flow }, 'a round could not be released; others are')
    }
  }
}
