import { z } from 'zod'
import type { ApiRoute } from './route.ts'

/** RFC 9457. */
const problem = z.object({
  type: z.string().describe('Which problem it is: its entry below /problems'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What is special to this case'),
  instance: z.string().describe('This occurrence of it'),
  requestId: z.string().describe('To be quoted; also in the header X-Request-Id of every answer, and in the log'),
  code: z.string(),
})
const json = (schema: z.ZodType) => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema)
  return rest
}

const refusals = {
  400: 'Parameters that cannot be',
  401: 'The token is missing, wrong, too old, or was revoked',
  403: 'The token does not cover this',
  404: 'There is no such thing, or the round is open',
  429: 'Too many wrong tokens from this network address',
}

function operationOf({ path, about, scope, parameters, answers }: ApiRoute) {
  return {
    summary: about,
    ...(scope === null
      ? { security: [] }
      : { security: [{ token: [] }], description: `Needs the scope \`${scope}\`.` }),
    parameters: Object.entries(parameters.shape).map(([name, schema]) => {
      const isInPath = path.includes(`{${name}}`)
      return {
        ...{ name, in: isInPath ? 'path' : 'query', required: isInPath },
        schema: z.toJSONSchema(schema as z.ZodType, { io: 'input' }),
      }
    }),
    responses: {
      200: {
        description: 'What was asked for',
        content: Object.fromEntries(Object.entries(answers).map(([type, schema]) => [type, { schema: json(schema) }])),
      },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          status,
          { description, content: { 'application/problem+json': { schema: json(problem) } } },
        ]),
      ),
    },
  }
}

/** The description of the API, made from the schemas that check what comes in. Reference: OpenAPI 3.1. */
export const openApi = (routes: readonly ApiRoute[], base: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Heard',
    version: '1',
    description: 'Published tables and released interviews of closed rounds. Read only.',
  },
  servers: [{ url: base }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  paths: Object.fromEntries(routes.map((each) => [each.path, { get: operationOf(each) }])),
})
