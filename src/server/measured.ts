import type { RequestHandler } from 'express'
import type { Metrics } from '../metrics.ts'

/** Counts requests of one area of the server by the pattern of their address; what matches none is `none`. */
export const measured =
  (area: string, metrics: Pick<Metrics, 'request'>): RequestHandler =>
  (request, response, next) => {
    const began = performance.now()
    response.once('close', () => {
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted'
      const route: unknown = request.route?.path
      metrics.request(area, typeof route === 'string' ? route : 'none', status, (performance.now() - began) / 1000)
    })
    next()
  }
