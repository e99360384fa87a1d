import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { Problem } from '../problem.ts'

const windowSeconds = 60

/** Throws `throttled` for requests of one network address beyond so many in a minute. */
export const limitPerMinute = (limit: number): RequestHandler =>
  rateLimit({
    windowMs: windowSeconds * 1000,
    limit,
    standardHeaders: false,
    legacyHeaders: false,
    handler: (_request, _response, next) => next(new Problem('throttled', [], { retryAfterSeconds: windowSeconds })),
    // Forged forwarding headers are ignored (see the setting `trust proxy`); they are no news to be printed.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
  })
