import type { Log } from '../log.ts'
import type { Interviews } from '../store/interviews.ts'

/**
 * Releases every round in which at least `k` interviews wait. The policy lives here; that a release is one transaction,
 * shuffled and safe against other processes, is the store's.
 */
export async function releaseDue(
  interviews: Pick<Interviews, 'waiting' | 'release'>,
  k: number,
  log: Log,
): Promise<void> {
  for (const round of await interviews.waiting()) {
    if (round.interviews < k) continue
    const { flow } = round
    try {
      const released = await interviews.release(round, k)
      if (released > 0) log.info({ flow, round: round.round, released }, 'interviews were released')
    } catch (error) {
      log.error({ error, flow }, 'a round could not be released; others are')
    }
  }
}
