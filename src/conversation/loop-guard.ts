import type { Input } from '../channels/channel.ts'
import type { Session } from './session.ts'
import type { Utterance } from './utterances.ts'

/** So often the same message may have the same screen for an answer; then another machine answers ours. */
const mostAlike = 5
const windowMilliseconds = 30 * 60_000

interface Present {
  readonly now: number
  /** Names what was said and the screen that would answer it. */
  readonly key: string
}

/** Stands for what was sent and is no text, and for a changed message: channels leave such a character in no text. */
const noText = '\0'

/**
 * What somebody wrote, in one text; null where nothing was written, as on dialling: only what is written can be an echo. One
 * sticker is like any other, and a message that is changed again and again counts too.
 */
export function writtenIn(input: Input, utterances: readonly Utterance[]): string | null {
  if (input.kind === 'edit') return noText
  const texts = utterances.flatMap((each) => {
    if (each.kind === 'text') return [each.text]
    return each.kind === 'unreadable' ? [noText] : []
  })
  return texts.length > 0 ? texts.join('\n') : null
}

/**
 * Counts the exchanges in a row that are exactly alike: same message, same screen. `silent` from the sixth within half an
 * hour on, until something else is said, or nothing for half an hour. The same reply to two different screens is not alike.
 */
export function countAlike(
  last: Session['exchange'],
  { now, key }: Present,
): { exchange: NonNullable<Session['exchange']>; silent: boolean } {
  if (last?.key !== key || now - last.since > windowMilliseconds) {
    return { exchange: { key, alike: 1, since: now }, silent: false }
  }
  const silent = last.alike >= mostAlike
  // While there is silence only a pause ends it, so the half hour begins anew with each message.
  return { exchange: { key, alike: silent ? last.alike : last.alike + 1, since: silent ? now : last.since }, silent }
}
