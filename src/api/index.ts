import { z } from 'zod'
import { interviewRoutes } from './interviews.ts'
import { openApi } from './openapi.ts'
import { type ApiRoute, route } from './route.ts'
import { tableRoutes } from './tables.ts'
import type { ApiTools } from './tools.ts'

/** Where the API is on the server. */
const base = '/api/v1'

/** Every route of the API, its own description included. */
export function createRoutes(tools: ApiTools): readonly ApiRoute[] {
  const routes: ApiRoute[] = [...tableRoutes(tools), ...interviewRoutes(tools)]
  const description: ApiRoute = route({
    path: '/openapi.json',
    about: 'This description',
    scope: null,
    parameters: z.object({}),
    answers: { 'application/json': z.record(z.string(), z.json()) },
    run: async () => ({ json: openApi([...routes, description], base) }),
  })
  return [...routes, description]
}
