import { z } from 'zod'

const answer = z.union([
  z.strictObject({ value: z.union([z.string(), z.number(), z.array(z.string())]) }),
  z.strictObject({ missing: z.enum(['refused', 'dont_know', 'not_applicable', 'invalid', 'not_reached']) }),
])

/** How a conversation ended, as it lies sealed in the holding table: `FinishedInterview.record`. */
export const interviewRecord = z.strictObject({
  /** Whether there are answers to release; otherwise (refused, ineligible …) the outcome is only counted. */
  interview: z.boolean(),
  /** AAPOR: completed, partial, break_off, refused, ineligible … */
  disposition: z.string(),
  language: z.string(),
  medium: z.string(),
  /** The day of the calendar (UTC); nothing finer is kept. */
  day: z.iso.date(),
  answers: z.record(z.string(), answer),
})

export type InterviewRecord = z.infer<typeof interviewRecord>
export type RecordedAnswer = z.infer<typeof answer>
