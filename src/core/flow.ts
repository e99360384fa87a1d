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
  /** Whoever chooses it is under age. */
  minor: z.boolean().optional(),
  /** Further words for it, in any language, which are understood and never shown. */
  aliases: z.array(z.string()).optional(),
  /** A number from `from` to `to` stands for it, where it is no key: "30" for "25-34". */
  from: z.number().optional(),
  to: z.number().optional(),
  /** What a `choice_filter` may look at. */
  columns: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type ListItem = z.infer<typeof listItemSchema>

/** What a `choice_filter` sees of a choice by this name; '' where nothing is written there. */
export const columnOf = ({ name, columns }: ListItem, column: string): string | number =>
  column === 'name' ? name : (columns?.[column] ?? '')

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
  /** Why free text is asked for in a sensitive group. */
  free_text_because: z.string().optional(),
  /** Of a number: where the classes of its published table begin, each after the first. */
  classes: z.array(z.number()).optional(),
  disaggregate: z.boolean(),
  /** The sensitive group that it belongs to. */
  block: z.string().optional(),
})
export type Question = z.infer<typeof questionSchema>

/**
 * A figure that is known by a name: a share of people, or the mean of several shares (as SDG 16.6.2 averages five attributes). It is made
 * from counts of one question each, so it shows nothing that the tables of these questions do not show.
 */
const indicatorSchema = z.strictObject({
  name: z.string(),
  /** The locale file that holds its name and what it can be compared with. */
  namespace: z.string(),
  /** Questions with choices, or calculated variables; with several it is the mean of their shares. */
  questions: z.array(z.string()).min(1),
  /** Answers that count. */
  counts: z.array(z.string()).min(1),
  /** Answers that they are a share of; none said: all answers. */
  among: z.array(z.string()).optional(),
  /** The SDG indicator that it is about, such as 16.1.3. */
  sdg: z.string().optional(),
  /** Whether its value may be set beside the official one; the text says why, or why not. */
  comparable: z.boolean(),
})

/** That a flow is a Community Scorecard: which of its questions name the service point and the focus group, and which are scores. */
const scorecardSchema = z.strictObject({
  servicePoint: z.string(),
  focusGroup: z.string(),
  /** Questions whose list runs from the worst score to the best. */
  indicators: z.array(z.string()).min(1),
  /** The flow in which the provider's staff score the same indicators. */
  provider: z.string(),
})

const flowSchema = z.strictObject({
  name: z.string(),
  round: z.string(),
  /** What its author calls this version of the form; nothing rests on it. */
  formVersion: z.string().optional(),
  /** Completed answers that one number may give in a round; 0 = any number. */
  answersPerRound: z.int().min(0),
  /** The first is the flow's default. */
  languages: z.array(z.string()).min(1),
  keywords: z.record(z.string(), z.array(z.string())),
  referral: z.boolean(),
  /** The question whose answer says which local help is near. */
  referralPlace: z.string().optional(),
  /** The kinds of phone screen on which it may be answered; none said: all. */
  media: z.array(z.string()).optional(),
  /** Why sensitive groups may be asked where messages stay on the phone; without it they are not. */
  smsIsSafeBecause: z.string().optional(),
  eligible: z.string().optional(),
  /** After the last question it is asked whether the results are to be sent to the phone, where that can be done. */
  offersResults: z.boolean().optional(),
  questions: z.array(questionSchema).min(1),
  indicators: z.array(indicatorSchema).default([]),
  scorecard: scorecardSchema.optional(),
  lists: z.record(z.string(), z.strictObject({ namespace: z.string(), items: z.array(listItemSchema) })),
  /** Sensitive groups, with the conditions under which they are come to at all. */
  blocks: z.record(z.string(), z.strictObject({ relevant: z.array(z.string()) })),
})
export type Flow = z.infer<typeof flowSchema>

/** Texts of one language: namespace (`system`, a flow's or a module's name) → nested keys. */
const textsSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())))
export type Texts = z.infer<typeof textsSchema>

/** What help is for. Names no topic, because it may stand in a file name or on a screen. */
const referralPurposes = ['general', 'child', 'emergency'] as const
export type ReferralPurpose = (typeof referralPurposes)[number]

/** One text for all languages, or one for each. */
const wordingSchema = z.union([z.string(), z.record(z.string(), z.string())])

/** Where somebody gets help, as far as a screen says it. Who verified it when is kept with the directory. */
export const referralSchema = z.strictObject({
  for: z.enum(referralPurposes),
  /** In which somebody answers there. */
  languages: z.array(z.string()).min(1),
  /** The choice of the flow's `referral_place` question that it is near to; none: the whole country. */
  place: z.string().optional(),
  name: wordingSchema,
  number: z.string(),
  /** `free`, or what a call costs, in words. */
  cost: wordingSchema,
  /** `24/7`, or when somebody answers, in words. */
  hours: wordingSchema,
})
export type Referral = z.infer<typeof referralSchema>

/**
 * Raise it with every change of what a frozen flow holds, and write it into `format` from 2 on: a process of an older release
 * then leaves its conversations to a newer one.
 */
const flowFormat = 1

/** Whether a frozen flow was written by a newer release than this. */
export const isNewerFlow = (content: unknown): boolean =>
  (z.object({ format: z.int() }).safeParse(content).data?.format ?? 1) > flowFormat

/** Everything that a running conversation needs; its hash names the version. */
export const flowContentSchema = z.strictObject({
  flow: flowSchema,
  texts: textsSchema,
  /** Where help is, in the languages of the flow. */
  referrals: z.array(referralSchema).default([]),
})
export type FlowContent = z.infer<typeof flowContentSchema>

/** The round of a flow in which its answers count. */
export const roundOf = ({ name, round }: Pick<Flow, 'name' | 'round'>) => ({ flow: name, round })
