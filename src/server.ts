import { createServer as createHttpServer, type Server } from 'node:http'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Channel } from './channels/channel.ts'
import { inRequest } from './log.ts'
import { Problem } from './problem.ts'
import { type ApiOptions, createApi } from './server/api.ts'
import { createErrorHandler } from './server/errors.ts'
import { measured } from './server/measured.ts'
import { createOperations, type OperationsOptions } from './server/operations.ts'
import { limitRejections } from './server/rejections.ts'
import { type Trusts, takeRequestId } from './server/request-id.ts'
import { handleWebhook, readBody, requireContentType, type WebhookOptions } from './server/webhook.ts'

export interface Limits {
  /** How long the conversation may take for one message. Below the 5 s after which impatient providers give up. */
  readonly deadlineMilliseconds: number
  /** Requests of one network address that may fail to prove their origin, in a minute. */
  readonly rejectionsPerMinute: number
  /** How long a client may take to send one request. */
  readonly requestMilliseconds: number
}

export const defaultLimits: Limits = {
  deadlineMilliseconds: 4000,
  rejectionsPerMinute: 30,
  requestMilliseconds: 10_000,
}

export interface ServerOptions extends Omit<WebhookOptions, 'deadlineMilliseconds'>, OperationsOptions {
  readonly channels: readonly Channel[]
  readonly limits: Limits
  /** Proxies whose `X-Forwarded-For` is believed: their number or addresses; undefined: none. */
  readonly trustProxy: number | readonly string[] | undefined
  /** The pages for those who run a survey. */
  readonly console?: RequestHandler
  /** What programs may read. */
  readonly api?: ApiOptions
}

function createApplication(options: ServerOptions): Express {
  const { channels, limits, trustProxy, log, metrics } = options
  const application = express()
  application.set('etag', false)
  application.set('trust proxy', trustProxy ?? false)
  application.use(helmet())
  application.use(createOperations(options))

  for (const channel of channels) {
    for (const endpoint of channel.endpoints) {
      const handler = handleWebhook(channel, endpoint, { ...options, ...limits })
      application
        .route(endpoint.path)
        .post(requireContentType(endpoint), readBody, handler)
        .all((_request, response) => {
          response.setHeader('allow', 'POST')
          throw new Problem('method_not_allowed')
        })
    }
  }

  if (options.console) {
    application.use('/console', measured('console', metrics), options.console)
    // Short enough to be said on the telephone.
    application.get('/try', (_request, response) => response.redirect('/console/try'))
  }

  if (options.api) application.use('/api/v1', measured('api', metrics), createApi(options.api))

  application.use(() => {
    throw new Problem('not_found')
  })
  application.use(limitRejections(limits.rejectionsPerMinute))
  application.use(createErrorHandler(log))
  return application
}

/** The HTTP server, not yet listening: webhooks of the channels that are on, health and metrics, the console. */
export function createServer(options: ServerOptions): Server {
  const { requestMilliseconds } = options.limits
  const application = createApplication(options)
  const trusts = application.get('trust proxy fn') as Trusts
  return createHttpServer(
    {
      headersTimeout: requestMilliseconds,
      requestTimeout: requestMilliseconds,
      connectionsCheckingInterval: Math.ceil(requestMilliseconds / 10),
      // Longer than the minute for which proxies keep connections, or they meet closed ones.
      keepAliveTimeout: 65_000,
    },
    (request, response) => inRequest(takeRequestId(request, response, trusts), () => application(request, response)),
  )
}
