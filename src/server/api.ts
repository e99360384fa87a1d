import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { z } from 'zod'
import type { ApiAnswer, ApiRoute, Caller } from '../api/route.ts'
import { contentHash } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import { answer, tellsDetails } from './errors.ts'

export interface ApiOptions {
  readonly routes: readonly ApiRoute[]
  /** Whose token it is; null where it works not, or no more. */
  findCaller(token: string): Promise<Caller | null>
}

/** `Bearer`, or `Token` as FLOIP's servers have it. */
const authorization = /^(?:Bearer|Token) ([\w-]{20,200})$/i

/** Who asks, with the scope that is needed. Throws `token_invalid`, `scope_missing`. */
async function callerOf(
  request: Request,
  { scope }: ApiRoute,
  findCaller: ApiOptions['findCaller'],
): Promise<Caller | null> {
  if (scope === null) return null
  const token = authorization.exec(request.headers.authorization ?? '')?.[1]
  const caller = token === undefined ? null : await findCaller(token)
  if (caller === null) throw new Problem('token_invalid')
  if (!caller.scopes.includes(scope)) throw new Problem('scope_missing', `the scope ${scope} is needed`)
  return caller
}

const aYear = 31_536_000
/** Only with a token may it be read, so nothing between us and who asks keeps it. */
const caching = {
  forever: `private, max-age=${aYear}, immutable`,
  until_changed: 'private, no-cache',
}

/** A JSON answer that may be kept: who names what they have already gets nothing but a word that it holds (RFC 9110, 13.1.2). */
function sendKept(request: Request, response: Response, body: string, keep: keyof typeof caching): void {
  const tag = `"${contentHash(body)}"`
  response.setHeader('etag', tag)
  response.setHeader('cache-control', caching[keep])
  const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''))
  if (known.includes(tag) || known.includes('*')) response.writeHead(304).end()
  else
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) })
      .end(body)
}

async function send(request: Request, response: Response, given: ApiAnswer): Promise<void> {
  if ('json' in given && given.keep) return sendKept(request, response, JSON.stringify(given.json), given.keep)
  if ('json' in given)
    return answer(response, {
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(given.json),
    })
  response.writeHead(200, { 'content-type': given.contentType, 'cache-control': 'no-store' })
  await pipeline(Readable.from(given.chunks), response)
}

/** Names parameters, not what stood in them. */
const faultsOf = (error: z.ZodError): string[] =>
  [...new Set(error.issues.map(({ path }) => String(path[0])))].map(
    (name) => `the parameter ${name} cannot be what it is; see openapi.json`,
  )

function handle(route: ApiRoute, findCaller: ApiOptions['findCaller']): RequestHandler {
  return async (request, response) => {
    const caller = await callerOf(request, route, findCaller)
    const values = route.parameters.safeParse({ ...request.query, ...request.params })
    if (!values.success) throw new Problem('malformed', faultsOf(values.error))
    await send(request, response, await route.run(values.data, caller))
  }
}

/** What programs may read. Every route takes GET only. */
export function createApi({ routes, findCaller }: ApiOptions): Router {
  const router = Router()
  router.use((_request, response, next) => {
    response.locals[tellsDetails] = true
    next()
  })
  for (const route of routes)
    router
      .route(route.path.replace(/\{(\w+)\}/g, ':$1'))
      .get(handle(route, findCaller))
      .all((_request, response) => {
        response.setHeader('allow', 'GET, HEAD')
        throw new Problem('method_not_allowed')
      })
  return router
}
