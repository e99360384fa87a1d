import { basename } from 'node:path'
import { z } from 'zod'
import type { Flow, ListItem } from '../core/flow.ts'
import {
  choiceNameSchema,
  flowNameSchema,
  languageSchema,
  questionNameSchema,
  roundNameSchema,
  storableText,
} from '../core/names.ts'
import type { SourceDocument } from './document.ts'
import { type WrittenIndicator, writtenIndicatorSchema } from './indicators.ts'
import { readSurvey, type SurveyItem } from './survey.ts'

/** A flow's or a module's YAML file, read but not yet put together with the modules that it uses. */
export interface FlowFile {
  readonly document: SourceDocument
  readonly name: string
  readonly round: string
  readonly formVersion: string | undefined
  readonly answersPerRound: number
  readonly languages: readonly string[]
  readonly keywords: Readonly<Record<string, readonly string[]>>
  readonly referral: boolean
  readonly referralPlace: string | undefined
  readonly smsIsSafeBecause: string | undefined
  readonly eligible: string | undefined
  readonly offersResults: boolean
  readonly scorecard: Flow['scorecard']
  readonly items: readonly SurveyItem[]
  readonly lists: Readonly<Record<string, readonly ListItem[]>>
  readonly indicators: readonly WrittenIndicator[]
  readonly accepted: readonly Accepted[]
}

/** Why a warning of lint is no problem here. */
export interface Accepted {
  readonly rule: string
  /** None: wherever the rule finds something. */
  readonly question?: string | undefined
  readonly because: string
}

const acceptedSchema: z.ZodType<Accepted> = z.strictObject({
  rule: z.string(),
  question: questionNameSchema.optional(),
  because: z.string().trim().min(1, 'say why'),
})

const listItemSchema = z.union([
  choiceNameSchema,
  z.strictObject({
    name: choiceNameSchema,
    key: z
      .string()
      .regex(/^(?:0|[1-9]\d?)$/, 'a key is a number from 0 to 99, in quotes')
      .optional(),
    missing: z.enum(['dont_know', 'refused', 'not_applicable']).optional(),
    exclusive: z.boolean().optional(),
    minor: z.boolean().optional(),
    aliases: z
      .array(
        z
          .string()
          .trim()
          .regex(/^[^;,]+$/, 'an alias has no comma and no semicolon: write two aliases'),
      )
      .min(1)
      .optional(),
    from: z.number().optional(),
    to: z.number().optional(),
    columns: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
])

const moduleShape = {
  name: flowNameSchema,
  languages: z.array(languageSchema).min(1),
  survey: z.array(z.unknown()).default([]),
  choices: z.record(z.string(), z.array(listItemSchema).min(1)).default({}),
  accepted: z.array(acceptedSchema).default([]),
}
const moduleSchema = z.strictObject(moduleShape)
const flowSchema = z.strictObject({
  ...moduleShape,
  round: z.union([roundNameSchema, z.number()]).transform(String).default('1'),
  version: z
    .union([storableText.min(1).max(200), z.number()])
    .transform(String)
    .optional(),
  answers_per_round: z.int().min(0).default(1),
  keywords: z.record(z.string(), z.array(z.string().min(1)).min(1)),
  referral: z.boolean().default(false),
  referral_place: z.string().optional(),
  sms_is_safe_because: z.string().trim().min(1, 'say why').optional(),
  eligible: z.string().optional(),
  offer_results: z.boolean().default(false),
  scorecard: z
    .strictObject({
      service_point: z.string(),
      focus_group: z.string(),
      indicators: z.array(z.string()).min(1, 'a scorecard has at least one indicator'),
      provider: flowNameSchema,
    })
    .transform(({ service_point: servicePoint, focus_group: focusGroup, ...more }) => ({
      servicePoint,
      focusGroup,
      ...more,
    }))
    .optional(),
  survey: z.array(z.unknown()).min(1, 'a flow asks at least one question'),
  indicators: z.array(writtenIndicatorSchema).default([]),
})

/** The items of a list; no two may have one name, or be chosen by one key. */
function readList(
  document: SourceDocument,
  list: string,
  written: readonly z.infer<typeof listItemSchema>[],
): ListItem[] {
  const items = written.map(
    (item): ListItem => (typeof item === 'string' ? { name: item } : JSON.parse(JSON.stringify(item))),
  )
  const names = new Set<string>()
  const keys = new Set<string>()
  items.forEach(({ name, key: own }, index) => {
    const key = own ?? String(index + 1)
    if (names.has(name)) document.report(['choices', list, index], `two choices of "${list}" have the name "${name}"`)
    if (keys.has(key)) document.report(['choices', list, index], `two choices of "${list}" have the key "${key}"`)
    names.add(name)
    keys.add(key)
  })
  checkRanges(document, list, items)
  return items
}

/** A number stands for one choice at most. */
function checkRanges(document: SourceDocument, list: string, items: readonly ListItem[]): void {
  const ranges = items.map(({ from, to }) =>
    from === undefined && to === undefined ? undefined : { from: from ?? -Infinity, to: to ?? Infinity },
  )
  ranges.forEach((range, index) => {
    if (!range) return
    const path = ['choices', list, index]
    if (range.from > range.to) document.report(path, `"from" is more than "to"`)
    const other = ranges.findIndex((each) => each && each.from <= range.to && range.from <= each.to)
    if (other < index)
      document.report(path, `the numbers of "${items[index]?.name}" overlap those of "${items[other]?.name}"`)
  })
}

/** Reads a flow file or a module; undefined where it is no YAML at all. What is faulty is reported and left out. */
export function readFlowFile(document: SourceDocument, kind: 'flow' | 'module'): FlowFile | undefined {
  if (document.data === undefined) return undefined
  const raw = (document.data ?? {}) as Record<string, unknown>
  const head: Partial<z.infer<typeof flowSchema>> = document.read(kind === 'flow' ? flowSchema : moduleSchema, [], raw)
  const expected = basename(document.file).replace(/\.ya?ml$/, '')
  if (head.name !== undefined && head.name !== expected)
    document.report(['name'], `the name must be that of the file: "${expected}"`)
  const lists = Object.entries(head.choices ?? {}).map(
    ([name, list]) => [name, readList(document, name, list)] as const,
  )
  return {
    document,
    name: expected,
    round: head.round ?? '1',
    formVersion: head.version,
    answersPerRound: head.answers_per_round ?? 1,
    languages: head.languages ?? [],
    keywords: head.keywords ?? {},
    referral: head.referral ?? false,
    referralPlace: head.referral_place,
    smsIsSafeBecause: head.sms_is_safe_because,
    eligible: head.eligible,
    offersResults: head.offer_results ?? false,
    scorecard: head.scorecard,
    items: readSurvey(document, ['survey'], head.survey ?? []),
    lists: Object.fromEntries(lists),
    indicators: head.indicators ?? [],
    accepted: head.accepted ?? [],
  }
}
