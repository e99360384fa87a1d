import { z } from 'zod'

/**
 * A questionnaire as the engine runs it: modules put in, groups taken apart, JSON throughout. Authors write YAML or
 * spreadsheets (see `authoring/`); this is what is frozen as a version when a flow is launched.
 */
export const missingCodes = ['refused', 'dont_know', 'not_applicable', 'invalid', 'not_reached'] as const

/** Why there is no answer: prefer not to say, don't know, routed around, not understood three times, never came to it. */
export type MissingCode = (typeof missingCodes)[number]

export const answerSchema = z.union([
  z.strictObject({ value: z.union([z.string(), z.number(), z.array(z.string())]) }),
  z.strictObject({ missing: z.enum(missingCodes) }),
])
export type Answer = z.infer<typeof answerSchema>

const listItemSchema = z.strictObject({
  name: z.string(),
  /** What the person sends to choose it; without one, its place among the choices shown. */
  key: z.string().optional(),
  /** Choosing it records this missing-value code instead of a value. */
  missing: z.enum(['dont_know', 'refused', 'not_applicable']).optional(),
  /** In a select_multiple it cannot be combined with others. */
  exclusive: z.boolean().optional(),
  /** What a `choice_filter` may look at. */
  columns: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type ListItem = z.infer<typeof listItemSchema>

const questionSchema = z.strictObject({
  type: z.string(),
  name: z.string(),
  /** The locale file that holds its texts: the flow's, or a module's. */
  namespace: z.string(),
  list: z.string().optional(),
  /** All must hold: its own, and those of the groups around it. */
  relevant: z.array(z.string()),
  constraint: z.string().optional(),
  choice_filter: z.string().optional(),
  calculation: z.string().optional(),
  disaggregate: z.boolean(),
  /** The sensitive group that it belongs to. */
  block: z.string().optional(),
})
export type Question = z.infer<typeof questionSchema>

export const flowSchema = z.strictObject({
  name: z.string(),
  round: z.string(),
  /** Completed answers that one number may give in a round; 0 = any number. */
  answersPerRound: z.int().min(0),
  /** The first is the flow's default. */
  languages: z.array(z.string()).min(1),
  keywords: z.record(z.string(), z.array(z.string())),
  referral: z.boolean(),
  eligible: z.string().optional(),
  questions: z.array(questionSchema).min(1),
  lists: z.record(z.string(), z.strictObject({ namespace: z.string(), items: z.array(listItemSchema) })),
  /** Sensitive groups, with the conditions under which they are come to at all. */
  blocks: z.record(z.string(), z.strictObject({ relevant: z.array(z.string()) })),
})
export type Flow = z.infer<typeof flowSchema>

/** Texts of one language: namespace (`system`, a flow's or a module's name) → nested keys. */
const textsSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
export type Texts = z.infer<typeof textsSchema>

/** Everything that a running conversation needs; its hash names the version. */
export const flowContentSchema = z.strictObject({ flow: flowSchema, texts: textsSchema })
export type FlowContent = z.infer<typeof flowContentSchema>
