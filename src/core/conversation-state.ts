import { z } from 'zod'
import { type Answer, answerSchema } from './flow.ts'

/** What a conversation remembers between two messages. JSON: it is sealed and stored. */
export const contextSchema = z.strictObject({
  /** Null until it was chosen. */
  language: z.string().nullable(),
  consented: z.boolean(),
  answers: z.record(z.string(), answerSchema),
  /** States in which a reply was given, for "back". */
  path: z.array(z.string()),
  /** Invalid replies to the present question so far. */
  attempts: z.int(),
  /** What the last reply may have meant: asked back, and recorded only after a yes. `label` is how it was shown. */
  suggested: z.strictObject({ answer: answerSchema, label: z.string() }).nullable().default(null),
  /** Notes passed since the last question, shown together with the next. */
  notes: z.array(z.string()),
  /** Where to go on after side steps, the latest last: another language, or the safety question after a gap. */
  returnTo: z.array(z.string()),
  /** A message can be sent to the person long after the conversation. */
  reachable: z.boolean().default(false),
  /** The person said yes when it was asked whether to send the results. */
  wantsResults: z.boolean().default(false),
  /** ISO date of the present message, for conditions that look at today(). */
  today: z.string(),
})
export type Context = z.infer<typeof contextSchema>

/** What can happen to a conversation; every state of the machine knows what each of these does there. */
export type ConversationEvent =
  | { readonly type: 'ANSWER'; readonly answer: Answer }
  | { readonly type: 'INVALID' }
  /** The reply may mean `answer`, which is asked back. */
  | { readonly type: 'SUGGEST'; readonly answer: Answer; readonly label: string }
  /** Something was sent that is no text. */
  | { readonly type: 'UNREADABLE' }
  /** Goes on in this language. */
  | { readonly type: 'SPEAK'; readonly language: string }
  | { readonly type: 'HELP' }
  | { readonly type: 'BACK' }
  /** Asks for another language; `from` is the state to come back to. */
  | { readonly type: 'LANGUAGE'; readonly from: string }
  /** The person comes back after a gap, or in a new session of the provider. */
  | { readonly type: 'RESUMED' }
  /** Leave at once. */
  | { readonly type: 'EXIT' }
  /** Leave at once, but keep what was answered. */
  | { readonly type: 'KEEP' }
  /** Leave, and get nothing any more. */
  | { readonly type: 'STOP' }

/** How a conversation can end, and what that is in the terms of AAPOR's Standard Definitions. */
export const endings = {
  completed: 'completed',
  declined: 'refused',
  ineligible: 'ineligible',
  left: 'break_off',
  /** Left where every question was answered, and it was only asked whether to send the results. */
  left_at_offer: 'completed',
  stopped: 'refused',
} as const
export type Ending = keyof typeof endings
export type Disposition = (typeof endings)[Ending]

/** Replies that are not understood after which a question is passed over. */
export const patience = 3

/** Stands among the notes: says where help is. No question has such a name. */
export const referralNote = '#referral'

/** Whether to send the results: asked after the last question. */
export const offerState = 'offer'

export const askState = (question: string): string => `ask:${question}`
export const safeState = (block: string): string => `safe:${block}`

export type Place =
  | { readonly kind: 'language' | 'consent' | 'offer' }
  | { readonly kind: 'ask'; readonly question: string }
  | { readonly kind: 'safe'; readonly block: string }
  | { readonly kind: 'ending'; readonly ending: Ending }

/** What a state of the machine is, from its name. */
export function placeOf(state: string): Place {
  const [kind = '', name = ''] = state.split(':')
  if (kind === 'ask') return { kind, question: name }
  if (kind === 'safe') return { kind, block: name }
  if (kind === 'consent' || kind === offerState) return { kind }
  if (kind === 'language' || kind === 'choosing') return { kind: 'language' }
  return { kind: 'ending', ending: kind as Ending }
}
