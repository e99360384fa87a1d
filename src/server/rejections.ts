import type { ErrorRequestHandler } from 'express'
import { Problem } from '../problem.ts'
import { limitPerMinute } from './rate-limit.ts'

/** Problems of a request that does not prove where it comes from, or who sends it. */
const unproven: ReadonlySet<string> = new Set(['not_authentic', 'foreign_account', 'token_invalid'])

/**
 * Limits how often one network address may fail to prove that it is the provider. Only failures count, because all messages
 * of a provider come from a few addresses; and what is authentic passes whatever failed before, because others may share
 * the address.
 */
export function limitRejections(perMinute: number): ErrorRequestHandler {
  const limiter = limitPerMinute(perMinute)
  return (error, request, response, next) => {
    if (!(error instanceof Problem) || !unproven.has(error.code)) return next(error)
    return limiter(request, response, (throttled?: unknown) => next(throttled ?? error))
  }
}
