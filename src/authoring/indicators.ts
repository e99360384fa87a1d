import { z } from 'zod'
import type { Flow } from '../core/flow.ts'
import { isReserved, reservedAdvice } from '../core/names.ts'
import { findQuestionType } from '../core/questions/index.ts'
import type { SourceDocument } from './document.ts'

const names = z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)])

/** An indicator as its author writes it: one name or a list of names wherever several are possible. */
export const writtenIndicatorSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'a name is written in small Latin letters, digits and _')
    .refine((name) => !isReserved(name), reservedAdvice),
  questions: names,
  counts: names,
  among: names.optional(),
  sdg: z
    .string()
    .regex(/^\d+\.[\da-z]+\.\d+$/, 'an SDG indicator is written like "16.1.3", in quotes')
    .optional(),
  comparable: z.boolean().default(false),
})
export type WrittenIndicator = z.output<typeof writtenIndicatorSchema>

/** A list of a flow; undefined where it has none of that name. */
export const listNamed = (lists: Flow['lists'], name: string | undefined): Flow['lists'][string] | undefined =>
  name !== undefined && Object.hasOwn(lists, name) ? lists[name] : undefined

/** Checks that indicators count what there is: questions with choices, or calculated variables, and their answers. */
export function resolveIndicators(
  document: SourceDocument,
  written: readonly WrittenIndicator[],
  { questions, lists }: Pick<Flow, 'questions' | 'lists'>,
  namespace: string,
): Flow['indicators'] {
  const seen = new Set<string>()
  written.forEach((indicator, index) => {
    const report = (property: string, message: string) =>
      document.report(['indicators', index, property], `${property}: ${message}`)
    if (seen.has(indicator.name)) report('name', `two indicators have the name "${indicator.name}"`)
    seen.add(indicator.name)
    for (const name of indicator.questions) {
      const question = questions.find((each) => each.name === name)
      const items = listNamed(lists, question?.list)?.items.filter(({ missing }) => missing === undefined)
      if (!question) report('questions', `there is no question "${name}" in this flow`)
      else if (!items && question.calculation === undefined)
        report('questions', `"${name}" has no choices to count; use a question with choices, or a calculated variable`)
      const type = question && findQuestionType(question.type)
      const isMultiple = type?.way === 'ask' && type.takesSeveral === true
      if (isMultiple && (indicator.counts.length > 1 || indicator.among))
        report(
          'counts',
          `"${name}" takes several answers: count one choice, or whoever gave two of them is counted twice`,
        )
      for (const property of ['counts', 'among'] as const)
        for (const value of indicator[property] ?? [])
          if (items && !items.some((item) => item.name === value))
            report(
              property,
              `"${value}" is no answer to "${name}"; answers: ${items.map((item) => item.name).join(', ')}`,
            )
    }
    const outside = indicator.among ? indicator.counts.filter((value) => !indicator.among?.includes(value)) : []
    if (outside.length > 0) report('counts', `"${outside.join(', ')}" is not among the answers that it is a share of`)
  })
  return written.map(({ among, sdg, ...indicator }) => ({
    ...{ ...indicator, namespace },
    ...(among && { among }),
    ...(sdg !== undefined && { sdg }),
  }))
}
