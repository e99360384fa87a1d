import type { Input, WrittenMessage } from '../channels/channel.ts'
import type { Session } from './session.ts'
import type { EverywhereWord } from './words.ts'

/** One thing that the person did, told apart from how the channel reports it. */
export type Utterance =
  | { readonly kind: 'text'; readonly text: string }
  /** Opened the conversation: dialled, or followed a link. */
  | {
      readonly kind: 'open'
      readonly keyword: string | null
      readonly flow: string | null
      /** What was dialled behind the code. */
      readonly choice: string | null
    }
  /** Sent something that is no text; it is no answer, not even a wrong one. */
  | { readonly kind: 'unreadable' }
  /** Did nothing that can be understood; the last screen is shown again. */
  | { readonly kind: 'nothing' }

export interface Heard {
  /** None: what was said was not for us, and the conversation stays as it was. */
  readonly utterances: readonly Utterance[]
  readonly dialogue: Session['dialogue']
}

/** What an input is read against. */
export interface Known {
  readonly session: Pick<Session, 'dialogue' | 'lastMessageAt'>
  readonly optedOut: boolean
  /** Nothing is remembered but perhaps that the person opted out. */
  readonly isForgotten: boolean
  readonly now: Date
  /** Which of the words that work everywhere a text is. */
  wordOf(text: string): EverywhereWord | undefined
  /** Ids and replies are kept as keyed hashes only. */
  hash(...parts: readonly string[]): string
}

type Dialled = Extract<Input, { kind: 'dialogue' }>
type Dialogue = NonNullable<Session['dialogue']>
/** So much of a session is dealt with. */
type Part = Pick<Dialogue, 'id' | 'length' | 'said'>

/** Networks close a session in which nothing is typed long before this: the same id after it names another session. */
const longestSilence = 10 * 60_000

const repliesIn = (said: string): string[] => said.split('*').filter(Boolean)

/** What was typed until then, and what the dialled code opens: another code under the same id is another session. */
const typed = ({ id, flow }: Dialled, said: string) => [id, flow ?? '', said] as const

/** How a request of a network's session compares with what is remembered of the last one. */
function compare(input: Dialled, { session, now, hash }: Known) {
  const { id, said } = input
  const before = session.dialogue
  const isRecent = before !== null && now.getTime() - (before.at ?? session.lastMessageAt) <= longestSilence
  const begins = (part: Part) =>
    part.id === hash(id) && (part.said === null || part.said === hash(...typed(input, said.slice(0, part.length))))
  /** What was added where a part ends; null where the request does not go on from it. */
  function addedTo(part: Part): string | null {
    if (said.length <= part.length || !begins(part)) return null
    const added = said.slice(part.length)
    // The first `*` joins; on the first screen there is nothing to join, and a `*` that was typed at the end joins as well.
    if (part.length === 0 || said[part.length - 1] === '*') return added
    return added.startsWith('*') ? added.slice(1) : null
  }
  const displaced = isRecent ? before.displaced : null
  return {
    /** The session that the network may still keep; null where it cannot. */
    open: isRecent && !before.over ? before : null,
    isSame: before?.id === hash(id),
    // A dial that was answered with a last screen did nothing but that, and may do so again.
    isLast: isRecent && said.length === before.length && begins(before) && !(before.over && said === ''),
    added: isRecent && !before.over ? addedTo(before) : null,
    goesOnBefore: displaced !== null && addedTo(displaced) !== null,
  }
}

/**
 * Whether a request whose message key is known is another one than that which was answered then: networks use the id of a
 * session again, after months or at once. A copy of the last request is never another one, nor one of several replies that
 * does not go on from it: that was typed in a session, not dialled.
 */
export function isAnother(input: Input, known: Known): boolean {
  if (input.kind !== 'dialogue') return false
  const { open, isSame, isLast, added } = compare(input, known)
  if (isLast) return false
  if (added !== null || input.said === '') return true
  // Who opted out may have done so with the very request that comes again.
  if ((known.optedOut && known.isForgotten) || repliesIn(input.said).length > 1) return false
  // One reply may stand in a dialled code. While the session is open only that with which it was dialled does.
  return open === null || (isSame && input.said.length === open.dialled)
}

/**
 * A message, perhaps one that the provider has taken for a word of its own. To deliver again is START for people who have stopped;
 * for others it is what they wrote, because providers take YES for it too, and YES may be an answer. Where the provider has
 * helped, nothing was said to us, unless it is another word of ours, such as the one that calls for the emergency number.
 */
function utterancesIn({ text, provider }: WrittenMessage, { optedOut, wordOf }: Known): Utterance[] {
  if (provider === 'delivers_again' && optedOut) return [{ kind: 'open', keyword: null, flow: null, choice: null }]
  if (provider === 'has_helped' && ['help', undefined].includes(wordOf(text))) return []
  return [{ kind: 'text', text }]
}

/**
 * What is new in this message. Providers of USSD send everything typed in a session so far, joined by `*`; what was dealt
 * with before is left out. A new session is a dial, perhaps with a first choice in the dialled code. `isAgain`: its message
 * key is known, so it may be a late copy: while a session is open it opens, answers nothing, and lets the session go on.
 */
export function utterancesOf(input: Input, known: Known, isAgain: boolean): Heard {
  const before = known.session.dialogue
  if (input.kind === 'message') return { utterances: utterancesIn(input, known), dialogue: before }
  if (input.kind === 'unreadable') return { utterances: [{ kind: 'unreadable' }], dialogue: before }
  // An answer that was given stands, and the person sees the question that is open now; but somebody who wants to leave is let go.
  if (input.kind === 'edit') {
    const isWord = known.wordOf(input.text) !== undefined
    return { utterances: [isWord ? { kind: 'text', text: input.text } : { kind: 'nothing' }], dialogue: before }
  }
  if (input.kind === 'start') {
    return { utterances: [{ kind: 'open', keyword: input.keyword, flow: null, choice: null }], dialogue: before }
  }
  const { id, said, flow } = input
  const { hash, now } = known
  const { open, isLast, added, goesOnBefore } = compare(input, known)
  const place = { id: hash(id), length: said.length, said: hash(...typed(input, said)), over: false, at: now.getTime() }
  const goneOn = { ...place, dialled: before?.dialled ?? 0, displaced: null }
  // What was typed answers a screen that is no longer the last one.
  if (goesOnBefore || isLast) return { utterances: [{ kind: 'nothing' }], dialogue: goneOn }
  if (added !== null)
    return { utterances: [added === '' ? { kind: 'nothing' } : { kind: 'text', text: added }], dialogue: goneOn }

  const isDoubtful = isAgain && open !== null
  const displaced = isDoubtful ? { id: open.id, length: open.length, said: open.said } : null
  // Only the first part of what was dialled counts: what follows would answer screens that were not shown.
  const [choice = null] = isDoubtful ? [] : repliesIn(said)
  return {
    utterances: [{ kind: 'open', keyword: null, flow, choice }],
    dialogue: { ...place, dialled: said.length, displaced },
  }
}
