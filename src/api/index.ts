import { z } from 'zod'
import { flowResultsRoutes } from './flow-results.ts'
import { interviewRoutes } from './interviews.ts'
import { openApi } from './openapi.ts'
import { createReading } from './reading.ts'
import { type ApiRoute, route } from './route.ts'
import { tableRoutes } from './tables.ts'
import type { ApiTools } from './tools.ts'

/** Every route of the API, its own description included. */
export function createRoutes(tools: ApiTools): readonly ApiRoute[] {
  const read = createReading(tools)
  const routes: ApiRoute[] = [...tableRoutes(tools), ...interviewRoutes(read), ...flowResultsRoutes(tools, read)]
  const description: ApiRoute = route({
    path: '/openapi.json',
    about: 'This description',
    scope: null,
    parameters: z.object({}),
    answers: { 'application/json': z.record(z.string(), z.json()) },
    run: async () => ({ json: openApi([...routes, description], tools.base) }),
  })
  return [...routes, description]
}
