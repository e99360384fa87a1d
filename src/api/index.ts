import { z } from 'zod'
import { everyProblem } from '../problem.ts'
import { flowResultsRoutes } from './flow-results.ts'
import { interviewRoutes } from './interviews.ts'
import { openApi } from './openapi.ts'
import { createReading } from './reading.ts'
import { type ApiRoute, route } from './route.ts'
import { tableRoutes } from './tables.ts'
import type { ApiTools } from './tools.ts'

const problemSchema = z.object({ code: z.string(), status: z.int(), retryable: z.boolean(), title: z.string() })

/** Every route of the API, its own description included. */
export function createRoutes(tools: ApiTools): readonly ApiRoute[] {
  const read = createReading(tools)
  const routes: ApiRoute[] = [...tableRoutes(tools), ...interviewRoutes(read), ...flowResultsRoutes(tools, read)]
  const problems: ApiRoute = route({
    path: '/problems',
    about: 'Every problem that an answer may tell of; the `type` of such an answer leads here',
    scope: null,
    parameters: z.object({}),
    answers: { 'application/json': z.object({ problems: z.array(problemSchema) }) },
    run: async () => ({ json: { problems: everyProblem } }),
  })
  const description: ApiRoute = route({
    path: '/openapi.json',
    about: 'This description',
    scope: null,
    parameters: z.object({}),
    answers: { 'application/json': z.record(z.string(), z.json()) },
    run: async () => ({ json: openApi([...routes, problems, description], tools.base) }),
  })
  return [...routes, problems, description]
}
