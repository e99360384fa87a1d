import { z } from 'zod'
import type { FlowContent } from '../core/flow.ts'
import { daySchema, mostK, roundNameSchema } from '../core/names.ts'

const said = z.string().trim().min(1, 'write something here')
const day = daySchema('write the day as YYYY-MM-DD')

/** Who has read a translation, and when. */
const reviewSchema = z.strictObject({ by: said, on: day })

const terms = {
  /** Nobody can begin before the first or after the last of these days, in the survey's time zone. */
  opensOn: day,
  closesOn: day,
  /** Interviews that are released together, at least. */
  k: z.int().min(5, 'fewer than 5 would show single people').max(mostK, 'more would only keep answers back'),
  /** Completed interviews after which nobody can begin any more; 0: any number. */
  quota: z.int32().min(0),
}

/** What of a launch record matters while people are asked. Records of before there was a largest k have that one. */
export const launchTermsSchema = z.object({ ...terms, k: z.number().transform((k) => Math.min(k, mostK)) })
export type LaunchTerms = z.infer<typeof launchTermsSchema>

/** What must be known before people are asked: what a statistics office and an ethics board will want to read. */
export const launchRecordSchema = z
  .strictObject({
    /** What is to be found out. */
    purpose: said,
    /** Who will do what with the figures. */
    use: said,
    targetPopulation: said,
    languages: z.array(z.string()).min(1, 'choose at least one language'),
    /** The kinds of phone screen on which it may be answered. */
    media: z.array(z.string()).min(1, 'choose at least one channel'),
    ...terms,
    /** What this round is called. Launches of before it was asked for have the flow's own. */
    round: roundNameSchema.optional(),
    ethicsReference: z.string().trim(),
    /** Why messages that stay on the phone put nobody at risk; only where a flow with sensitive groups is asked by SMS. */
    smsIsSafeBecause: z.string().trim(),
    /** By language. */
    translationReviews: z.record(z.string(), reviewSchema),
    /** Why a warning of the linter is accepted, by its rule. */
    acceptedWarnings: z.record(z.string(), said),
  })
  .refine(({ opensOn, closesOn }) => opensOn <= closesOn, {
    path: ['closesOn'],
    message: 'the last day is before the first',
  })
export type LaunchRecord = z.infer<typeof launchRecordSchema>

/** The flow as it is launched on these terms: what is frozen as a version. */
export function contentOnTerms({ flow, texts, referrals }: FlowContent, record: LaunchRecord): FlowContent {
  const chosen = <Value>(values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(values).filter(([language]) => record.languages.includes(language)))
  const { smsIsSafeBecause: written, ...rest } = flow
  const safe = record.smsIsSafeBecause || written
  return {
    flow: {
      ...rest,
      round: record.round ?? flow.round,
      languages: flow.languages.filter((language) => record.languages.includes(language)),
      keywords: chosen(flow.keywords),
      media: [...record.media],
      ...(safe === undefined ? {} : { smsIsSafeBecause: safe }),
    },
    texts: chosen(texts),
    referrals,
  }
}
