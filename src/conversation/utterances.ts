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

interface Hearing {
  readonly dialogue: Session['dialogue']
  readonly optedOut: boolean
  /** Which of the words that work everywhere a text is. */
  wordOf(text: string): EverywhereWord | undefined
  hashId(id: string): string
}

/**
 * A message, perhaps one that the provider has taken for a word of its own. To deliver again is START for people who have stopped;
 * for others it is what they wrote, because providers take YES for it too, and YES may be an answer. Where the provider has
 * helped, nothing was said to us, unless it is another word of ours, such as the one that calls for the emergency number.
 */
function utterancesIn({ text, provider }: WrittenMessage, hearing: Hearing): Utterance[] {
  if (provider === 'delivers_again' && hearing.optedOut)
    return [{ kind: 'open', keyword: null, flow: null, choice: null }]
  if (provider === 'has_helped' && ['help', undefined].includes(hearing.wordOf(text))) return []
  return [{ kind: 'text', text }]
}

/**
 * What is new in this message. Providers of USSD send everything typed in a session so far, joined by `*`; what was dealt
 * with before is left out. A new session is a dial, perhaps with a first choice in the dialled code.
 */
export function utterancesOf(input: Input, hearing: Hearing): Heard {
  const { dialogue: before, hashId } = hearing
  if (input.kind === 'message') return { utterances: utterancesIn(input, hearing), dialogue: before }
  if (input.kind === 'unreadable') return { utterances: [{ kind: 'unreadable' }], dialogue: before }
  // An answer that was given stands: the person sees the question that is open now.
  if (input.kind === 'edit') return { utterances: [{ kind: 'nothing' }], dialogue: before }
  if (input.kind === 'start') {
    return { utterances: [{ kind: 'open', keyword: input.keyword, flow: null, choice: null }], dialogue: before }
  }
  const id = hashId(input.id)
  const dialogue = { id, length: input.said.length }
  if (before?.id !== id) {
    // Only the first part of what was dialled counts: what follows would answer screens that were not shown.
    const [choice = null] = input.said.split('*').filter(Boolean)
    return { utterances: [{ kind: 'open', keyword: null, flow: input.flow, choice }], dialogue }
  }
  if (input.said.length <= before.length) return { utterances: [{ kind: 'nothing' }], dialogue }
  const added = input.said.slice(before.length)
  // The first `*` joins; on the first screen there is nothing to join.
  const text = before.length > 0 && added.startsWith('*') ? added.slice(1) : added
  return { utterances: [text === '' ? { kind: 'nothing' } : { kind: 'text', text }], dialogue }
}
