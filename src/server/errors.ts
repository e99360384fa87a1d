import type { ErrorRequestHandler, Response } from 'express'
import type { HttpResponse } from '../channels/channel.ts'
import type { Log } from '../log.ts'
import { Problem, type ProblemCode } from '../problem.ts'

/** Seconds after which a provider may try again, where nothing better is known. */
const patience = 5

const codes: Readonly<Record<number, ProblemCode>> = { 413: 'too_large', 415: 'content_type' }

/** Any error as one of ours. Those of Express and its body parser carry the HTTP status of what the client did wrong. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  const isClientFault = status >= 400 && status < 500
  return new Problem(isClientFault ? (codes[status] ?? 'malformed') : 'internal', [], { cause: error })
}

/** Writes an answer; with `Retry-After` where the same request may succeed later. */
export function answer(response: Response, { status, contentType, body }: HttpResponse, problem?: Problem): void {
  if (status === 429 || status === 503) {
    response.setHeader('retry-after', Math.ceil(problem?.retryAfterSeconds ?? patience))
  }
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

/** What a client sees of an error: no details, no stack, no version. */
const responseTo = ({ status, code, title }: Problem): HttpResponse => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ code, title }),
})

/** The last resort: whatever was thrown becomes a small JSON answer. */
export const createErrorHandler =
  (log: Log): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const problem = asProblem(error)
    if (problem.status >= 500) log.error({ error: problem }, 'a request failed')
    if (response.headersSent) next(error)
    else answer(response, responseTo(problem), problem)
  }
