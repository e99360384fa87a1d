import { z } from 'zod'
import { daySchema } from '../../core/names.ts'

const day = daySchema()
const words = z.string().trim().max(2000)
const shortWords = z.string().trim().max(300)

export const actionStates = ['planned', 'under_way', 'done', 'dropped'] as const

const actionSchema = z.strictObject({
  issue: shortWords,
  action: shortWords.min(1),
  /** A role, not a person. */
  responsible: shortWords,
  /** ISO date, or empty. */
  by: z.union([day, z.literal('')]),
  resources: shortWords,
  state: z.enum(actionStates),
})
export type PlannedAction = z.infer<typeof actionSchema>

/** What is said and agreed about a service point beside the scores: none of it comes from a phone, and none of it names a person. */
export const scorecardRecordSchema = z.strictObject({
  /** From the discussions of the focus groups. */
  reasons: z.array(z.strictObject({ indicator: z.string(), group: z.string(), reason: words.min(1) })),
  /** How the provider's meeting scores its own service point, from 0 to 100. */
  provider: z.array(
    z.strictObject({ indicator: z.string(), score: z.number().min(0).max(100).nullable(), reason: words }),
  ),
  /** Input tracking: what the service point is entitled to, and what is there. */
  inputs: z.array(z.strictObject({ item: shortWords.min(1), entitled: shortWords, actual: shortWords })),
  meeting: z.strictObject({
    heldOn: z.union([day, z.literal('')]),
    place: shortWords,
    /** How many of each group came. */
    attendance: z.array(z.strictObject({ group: shortWords.min(1), people: z.int().min(0).max(100_000) })),
    summary: words,
  }),
  actions: z.array(actionSchema),
})
export type ScorecardRecord = z.infer<typeof scorecardRecordSchema>

export const emptyRecord: ScorecardRecord = {
  ...{ reasons: [], provider: [], inputs: [], actions: [] },
  meeting: { heldOn: '', place: '', attendance: [], summary: '' },
}

/** Whether an action should have been done before this day (ISO date). */
export const isOverdue = ({ by, state }: PlannedAction, today: string): boolean =>
  by !== '' && by < today && (state === 'planned' || state === 'under_way')
