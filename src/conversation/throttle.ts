import { Problem } from '../problem.ts'

const windowMilliseconds = 60_000

/**
 * Counts one contact's messages per minute, in this process. Throws `throttled` with the seconds until the minute is over;
 * nothing is dropped in silence. Counters of past minutes are let go together.
 */
export function createThrottle(messagesPerMinute: number) {
  let minute = 0
  let counts = new Map<string, number>()

  return function allow(contact: string, now: Date): void {
    const present = Math.floor(now.getTime() / windowMilliseconds)
    if (present !== minute) {
      minute = present
      counts = new Map()
    }
    const count = (counts.get(contact) ?? 0) + 1
    counts.set(contact, count)
    if (count <= messagesPerMinute) return
    const retryAfterSeconds = Math.ceil(((present + 1) * windowMilliseconds - now.getTime()) / 1000)
    throw new Problem('throttled', 'One number may send only so many messages a minute', { retryAfterSeconds })
  }
}
