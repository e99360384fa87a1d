import { z } from 'zod'
import { Problem } from '../../problem.ts'
import { openDocument } from '../document.ts'
import { type Finding, formatFinding } from '../findings.ts'
import type { SourceFiles } from '../source-files.ts'
import type { Amount } from './costs.ts'

const price = z.number().min(0)

/** What a country's operators and providers ask. */
const pricesSchema = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  source: z.string(),
  example: z.literal(true).optional(),
  /** By unit, of what we send; a unit that is not listed costs nothing. */
  sent: z.record(z.string(), price),
  /** By unit, of each message that people send. */
  received: z.record(z.string(), price).default({}),
})
export type Prices = z.infer<typeof pricesSchema>

/** Reads the price table. Throws `configuration` with every fault. */
export function readPrices(file: string, files: SourceFiles): readonly Prices[] {
  const findings: Finding[] = []
  const document = openDocument(file, files, findings)
  const { prices = [] } = document.read(z.strictObject({ prices: z.array(pricesSchema) }), [], document.data ?? {})
  if (findings.length > 0) throw new Problem('configuration', findings.map(formatFinding))
  return prices
}

/** What an amount costs, in the currency of the country. */
export const costOf = ({ sent, received }: Amount, unit: string, prices: Prices): number =>
  sent * (prices.sent[unit] ?? 0) + received * (prices.received[unit] ?? 0)
