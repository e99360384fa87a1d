import { z } from 'zod'
import { missingCodes } from '../core/flow.ts'
import { summarySchema } from './number-summary.ts'
import type { PublishedTable } from './published-table.ts'
import { because, type Reason, reasonText, type Said, valued } from './said.ts'

const number = z.int().min(0).nullable()
const reasons: readonly Reason[] = [...missingCodes, 'no_answer']

/** A value, or the reason why there is none. */
export const saidSchema = z.union([
  z.strictObject({ value: z.string() }),
  z.strictObject({ reason: z.enum([...missingCodes, 'no_answer']) }),
])

/** A published table as it is stored, and as programs read it. */
export const tableSchema = z.strictObject({
  question: z.string(),
  dimensions: z.array(z.string()),
  rows: z.array(saidSchema),
  columns: z.array(z.array(saidSchema)),
  cells: z.array(z.array(number)),
  rowTotals: z.array(number),
  columnTotals: z.array(number),
  total: z.int().min(0),
  summary: summarySchema.optional(),
  auditedInParts: z.literal(true).optional(),
})

const reasonOf = new Map(reasons.map((reason) => [reasonText(reason), because(reason)]))

/** Tables were once stored with values and reasons as texts, the latter in parentheses. What is none of the reasons there are was a value. */
export const saidFromText = (text: string): Said => reasonOf.get(text) ?? valued(text)

const storedSaid = z.union([z.string().transform(saidFromText), saidSchema])
const storedTable = tableSchema.extend({ rows: z.array(storedSaid), columns: z.array(z.array(storedSaid)) })

/** Reads a table as it is stored, in the form of today or the one before. */
export const readTable = (content: unknown): PublishedTable => storedTable.parse(content)
