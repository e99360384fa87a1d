import { z } from 'zod'
import { openDocument } from './authoring/document.ts'
import { errorsIn, type Finding, formatFinding } from './authoring/findings.ts'
import { diskFiles, type SourceFiles } from './authoring/source-files.ts'
import { Problem } from './problem.ts'
import type { Population, RoundPopulation } from './results/weigh.ts'

const text = z.string().trim().min(1, 'the text is empty')
const target = z
  .number('a target is a number: how many people, or what per cent')
  .positive(
    'a target must be above 0, or everybody in the category would weigh nothing; take the category out if the source does not know it: ' +
      'it then keeps its share',
  )
const fileSchema = z.strictObject({
  source: text,
  population: text,
  margins: z
    .record(
      z.string(),
      z.record(z.string(), target).refine((targets) => Object.keys(targets).length > 0, 'there are no targets'),
    )
    .refine((margins) => Object.keys(margins).length > 0, 'there are no margins'),
})

const recordedSchema = z.object({
  source: z.string(),
  universe: z.string(),
  margins: z.array(z.object({ questions: z.array(z.string()), targets: z.record(z.string(), z.number()) })),
}) satisfies z.ZodType<Population>

/** What is known of the population as it was recorded for a round; null: nothing. */
export const recordedPopulation = (
  stored: { readonly content: unknown; readonly recordedOn: string } | null,
): RoundPopulation | null => stored && { ...recordedSchema.parse(stored.content), recordedOn: stored.recordedOn }

/**
 * Reads what is known of the population from a YAML file. Throws `usage` with every fault and its line: no source, an unknown key, a
 * target that is missing or not above 0.
 */
export function readMargins(file: string, files: SourceFiles = diskFiles): Population {
  const findings: Finding[] = []
  const document = openDocument(file, files, findings)
  const isObject = typeof document.data === 'object' && document.data !== null
  const { source, population, margins } = isObject
    ? document.read(fileSchema, [], document.data)
    : { source: undefined, population: undefined, margins: undefined }
  if (!isObject && findings.length === 0) document.report([], 'source, population and margins are missing')
  const errors = errorsIn(findings)
  if (errors.length > 0 || source === undefined || population === undefined || margins === undefined)
    throw new Problem('usage', ['the margins cannot be used', ...errors.map(formatFinding)])
  return {
    ...{ source, universe: population },
    margins: Object.entries(margins).map(([questions, targets]) => ({
      questions: questions.split(',').map((name) => name.trim()),
      targets,
    })),
  }
}
