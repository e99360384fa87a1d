import type { ErrorRequestHandler, Response } from 'express'
import type { HttpResponse } from '../channels/channel.ts'
import { type Log, requestId } from '../log.ts'
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

/** Set on `response.locals` where whoever asks is told what is special to the case: a program with a token, not a provider. */
export const tellsDetails = 'tellsDetails'

/**
 * What a client sees of an error, after RFC 9457: no stack, no version, and details only where `isTold`. `instance` and
 * `requestId` name the request, as the log does; the address is not repeated, because a secret may stand in it.
 */
function responseTo({ status, code, title, details }: Problem, isTold: boolean): HttpResponse {
  const id = requestId()
  const document = {
    ...{ type: `/api/v1/problems#${code}`, title, status },
    ...(isTold && status < 500 && details.length > 0 && { detail: details.join('; ') }),
    ...(id !== undefined && { instance: `/requests/${id}`, requestId: id }),
    code,
  }
  return { status, contentType: 'application/problem+json', body: JSON.stringify(document) }
}

/** The last resort: whatever was thrown becomes a small JSON answer. */
export const createErrorHandler =
  (log: Log): ErrorRequestHandler =>
  (error, _request, response, next) => {
    const problem = asProblem(error)
    if (problem.status >= 500) log.error({ error: problem }, 'a request failed')
    if (response.headersSent) next(error)
    else answer(response, responseTo(problem, response.locals[tellsDetails] === true), problem)
  }
