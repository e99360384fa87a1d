import { z } from 'zod'
import { flowNameSchema, roundNameSchema } from '../core/names.ts'
import { missingReasons } from '../results/export/codes.ts'
import { interviewsAsCsv } from '../results/export/csv.ts'
import type { ExportData } from '../results/export/export-data.ts'
import { sentences } from '../results/export/report.ts'
import type { ReadInterviews } from './reading.ts'
import { type ApiRoute, route } from './route.ts'

const yes = z.enum(['true', 'false']).default('false')
const parameters = z.object({
  flow: flowNameSchema,
  round: roundNameSchema,
  format: z.enum(['json', 'csv']).default('json'),
  sensitive: yes,
  free_text: yes,
})

const answerSchema = z.union([
  z.object({ value: z.union([z.string(), z.number(), z.array(z.string())]) }),
  z.object({ missing: z.enum(missingReasons.map(({ code }) => code)) }),
])
const responseSchema = z.object({
  report: z.array(z.string()),
  interviews: z.array(
    z.object({
      interview: z.int(),
      month: z.string(),
      disposition: z.string(),
      answers: z.record(z.string(), answerSchema),
    }),
  ),
})

const interviewsAtOnce = 500

/** The answer of the API, written while interviews are read. */
async function* asJson(data: ExportData): AsyncGenerator<string> {
  const { variables } = data
  yield `{"report":${JSON.stringify(sentences(data))},"interviews":[`
  let waiting: string[] = []
  let between = ''
  for await (const { number, month, disposition, answers } of data.rows()) {
    const named = Object.fromEntries(variables.map(({ name }, index) => [name, answers[index]]))
    waiting.push(JSON.stringify({ interview: number, month, disposition, answers: named }))
    if (waiting.length < interviewsAtOnce) continue
    yield between + waiting.join(',')
    between = ','
    waiting = []
  }
  yield `${waiting.length > 0 ? between : ''}${waiting.join(',')}]}`
}

/** Interviews, after the same rules as exports. */
export function interviewRoutes(read: ReadInterviews): ApiRoute[] {
  return [
    route({
      path: '/rounds/{flow}/{round}/interviews',
      about:
        'The interviews of the newest round of a flow, so that nobody stands alone; each reading in another order with other numbers',
      scope: 'interviews:read',
      parameters,
      answers: { 'application/json': responseSchema, 'text/csv': z.string() },
      async run({ flow, round, format, ...choices }, caller) {
        const wanted = { sensitive: choices.sensitive === 'true', freeText: choices.free_text === 'true' }
        const data = await read(caller, { flow, round }, wanted, format)
        return format === 'json'
          ? { contentType: 'application/json; charset=utf-8', chunks: asJson(data) }
          : { contentType: 'text/csv; charset=utf-8', chunks: interviewsAsCsv(data) }
      },
    }),
  ]
}
