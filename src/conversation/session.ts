import { z } from 'zod'
import { positionSchema } from '../core/engine.ts'
import { Problem } from '../problem.ts'

/**
 * Raise it with every change of what a session holds: while one release replaces the other, a process of the older one then
 * leaves the session to a newer one. 1 is not written, because releases without this number could not read it.
 */
const sessionFormat: number = 1

const formatSchema = z.object({ format: z.int().default(1) })

const choiceSchema = z.strictObject({ key: z.string(), label: z.string() }).readonly()

/** Part of a network's session: its length, and what was typed until then (hashed). */
const dealtWith = { id: z.string(), length: z.int(), said: z.string().nullable().default(null) }

/** What is remembered about one contact between two messages. JSON, sealed by the store. */
export const sessionSchema = z.strictObject({
  /** How the person writes to us: part of the interview, if the conversation ends by itself. */
  medium: z.string(),
  /** The language that the person chose, or wrote a keyword of. */
  language: z.string().nullable(),
  /** Where the person stands in a flow; null outside of one. */
  position: positionSchema.nullable(),
  /** How many answers this number had already completed in this round when the flow began, or when it came to the offer of results. */
  completedBefore: z.int(),
  /** What the last screen outside a flow asked. */
  asked: z.enum(['menu', 'language', 'start_again']).nullable(),
  /** Replies to it that were not understood. */
  attempts: z.int().default(0),
  /** The flows that the last menu offered, in its order. */
  offered: z.array(z.string()),
  /** The last reply, of which `page` was shown. */
  reply: z
    .strictObject({
      lead: z.array(z.string()).readonly().optional(),
      text: z.string(),
      choices: z.array(choiceSchema).readonly(),
      end: z.boolean(),
      discreet: z.boolean(),
      readInFull: z.boolean().default(false),
      traces: z.strictObject({ advice: z.string(), offer: z.string() }).nullable().default(null),
    })
    .nullable(),
  page: z.int(),
  /** The network's session: its id (hashed), and how much of what was typed in it is dealt with. */
  dialogue: z
    .strictObject({
      ...dealtWith,
      /** How much of it was dialled, before any screen. */
      dialled: z.int().default(0),
      /** The last screen closed it. */
      over: z.boolean().default(false),
      /** When its last request came: milliseconds since 1970. */
      at: z.number().nullable().default(null),
      /** The session that was open when this one was dialled, where that may have been the copy of an earlier dial. */
      displaced: z.strictObject(dealtWith).nullable().default(null),
    })
    .nullable(),
  /** The last exchange (hashed), how many alike came in a row, and since when: milliseconds since 1970. */
  exchange: z.strictObject({ key: z.string(), alike: z.int(), since: z.number() }).nullable().default(null),
  /** The message with which the last conversation began, as the provider counts them, and when: milliseconds since 1970. */
  began: z.strictObject({ reference: z.string(), at: z.number() }).nullable().default(null),
  /** The last conversation was ended because its round was closed; of which round is not kept. */
  late: z.literal(true).optional(),
  /** When the last message came: milliseconds since 1970. */
  lastMessageAt: z.number(),
})
export type Session = z.infer<typeof sessionSchema>

export const freshSession: Session = {
  medium: '',
  language: null,
  position: null,
  completedBefore: 0,
  asked: null,
  attempts: 0,
  offered: [],
  reply: null,
  page: 0,
  dialogue: null,
  exchange: null,
  began: null,
  lastMessageAt: 0,
}

/** As it is stored, with its format. */
export const stamped = (session: Session): object =>
  sessionFormat === 1 ? session : { ...session, format: sessionFormat }

/**
 * What was stored, if this version of the program can still read it; else a fresh session: a safe end, never a crash. Throws
 * `unavailable` for what a newer version has written: it goes on when a process of that version takes the message.
 */
export function readSession(stored: unknown): Session {
  const { format = 1 } = formatSchema.safeParse(stored).data ?? {}
  if (format > sessionFormat)
    throw new Problem(
      'unavailable',
      'a newer version of Heard has written this conversation; replace this process by that version, and do not go back',
    )
  const { format: _, ...session } = { ...(stored as object) } as { format?: unknown }
  const parsed = sessionSchema.safeParse(session)
  return parsed.success ? parsed.data : freshSession
}
