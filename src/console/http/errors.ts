import type { ErrorRequestHandler } from 'express'
import type { Translator } from '../../core/texts.ts'
import { type Log, requestId } from '../../log.ts'
import { asProblem } from '../../server/errors.ts'
import type { Responses } from './responses.ts'
import { anonymousVisit, type Visit, type VisitOptions } from './visit.ts'

export interface ErrorPageOptions extends VisitOptions {
  readonly responses: Responses
  readonly translator: Translator
  readonly log: Log
}

/**
 * A page for whatever was thrown: what happened and what to do, in the reader's language where the catalogue of texts has it,
 * and never more than the problem says by itself.
 */
export function errorPage(options: ErrorPageOptions): ErrorRequestHandler {
  const { responses, translator, log } = options
  return (error, request, response, next) => {
    const problem = asProblem(error)
    if (problem.status >= 500) log.error({ error: problem }, 'a page of the console failed')
    if (response.headersSent) return next(error)
    const visit = (response.locals.visit as Visit | undefined) ?? anonymousVisit(request, response, options)
    const { language, text } = visit.request
    const key = `problem.${problem.code}`
    const known = translator.has(language, `console:${key}.title`)
    const title = known ? text(`${key}.title`) : problem.title
    const advice = known ? text(`${key}.advice`) : text('problem.advice')
    const details = problem.status < 500 ? problem.details : []
    if (problem.status === 429 || problem.status === 503)
      response.setHeader('retry-after', Math.ceil(problem.retryAfterSeconds ?? 5))
    responses.show(response, { view: 'problem', title, data: { advice, details, id: requestId() ?? null } }, visit, {
      status: problem.status,
    })
  }
}
