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
type JsonSchema = Readonly<Record<string, unknown>>
/** As a JSON schema by itself names what it refers to. */
const ownReference = '#/$defs/'
const sharedReference = '#/components/schemas/'

/**
 * Writes schemas as a part of the description. What a schema refers to is found from the top of the document, not from the schema, so it is kept among
 * the components; the same thing once.
 */
function createSchemas() {
  const names = new Map<string, string>()
  const components: Record<string, JsonSchema> = {}

  function renamed(value: unknown, nameOf: ReadonlyMap<string, string>): unknown {
    if (typeof value === 'string' && value.startsWith(ownReference))
      return `${sharedReference}${nameOf.get(value.slice(ownReference.length))}`
    if (Array.isArray(value)) return value.map((each) => renamed(each, nameOf))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, nameOf)]))
  }

  function json(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema {
    const { $schema: _dialect, $defs = {}, ...rest } = z.toJSONSchema(schema, { io })
    const nameOf = new Map<string, string>()
    for (const [own, definition] of Object.entries($defs)) {
      const written = JSON.stringify(definition)
      const name = names.get(written) ?? `Shared${names.size + 1}`
      names.set(written, name)
      nameOf.set(own, name)
    }
    for (const [own, definition] of Object.entries($defs))
      components[nameOf.get(own) ?? own] = renamed(definition, nameOf) as JsonSchema
    return renamed(rest, nameOf) as JsonSchema
  }
  return { json, components }
}

const refusals = {
  400: 'Parameters that cannot be',
  401: 'The token is missing, wrong, too old, or was revoked',
  403: 'The token does not cover this',
  404: 'There is no such thing, or the round is open',
  429: 'Too many wrong tokens from this network address',
}

function operationOf(
  { path, about, scope, parameters, answers }: ApiRoute,
  json: ReturnType<typeof createSchemas>['json'],
) {
  return {
    summary: about,
    ...(scope === null
      ? { security: [] }
      : { security: [{ token: [] }], description: `Needs the scope \`${scope}\`.` }),
    parameters: Object.entries(parameters.shape).map(([name, schema]) => {
      const isInPath = path.includes(`{${name}}`)
      return {
        ...{ name, in: isInPath ? 'path' : 'query', required: isInPath },
        schema: json(schema as z.ZodType, 'input'),
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
export function openApi(routes: readonly ApiRoute[], base: string) {
  const { json, components } = createSchemas()
  const paths = Object.fromEntries(routes.map((each) => [each.path, { get: operationOf(each, json) }]))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Heard',
      version: '1',
      description: 'Published tables and released interviews of closed rounds. Read only.',
    },
    servers: [{ url: base }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: components },
    paths,
  }
}
