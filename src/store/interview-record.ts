import { z } from 'zod'

/** Text that PostgreSQL takes; one record with other text would keep its whole round from being released, for ever. */
const text = z.string().refine((value) => value.isWellFormed() && !value.includes('\u0000'))

const answer = z.union([
  z.strictObject({ value: z.union([text, z.number(), z.array(text)]) }),
  z.strictObject({ missing: z.enum(['refused', 'dont_know', 'not_applicable', 'invalid', 'not_reached']) }),
])

/** How a conversation ended, as it lies sealed in the holding table: `FinishedInterview.record`. */
export const interviewRecord = z.strictObject({
  /** Whether there are answers to release; otherwise (refused, ineligible …) the outcome is only counted. */
  interview: z.boolean(),
  /** AAPOR: completed, partial, break_off, refused, ineligible … */
  disposition: text,
  language: text,
  medium: text,
  /** The day of the calendar in the survey's time zone; nothing finer is kept. */
  day: z.iso.date(),
  answers: z.record(text, answer),
})

export type InterviewRecord = z.infer<typeof interviewRecord>
export type RecordedAnswer = z.infer<typeof answer>
