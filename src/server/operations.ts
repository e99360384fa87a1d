import { Router } from 'express'
import type { HttpResponse } from '../channels/channel.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { within } from './deadline.ts'
import { answer } from './errors.ts'

export interface OperationsOptions {
  /** Whether messages can be stored at the moment. */
  readonly ready: () => Promise<boolean>
  readonly metrics: Metrics
  readonly log: Log
}

/** A check that takes longer has found that something hangs. */
const patienceMilliseconds = 2000

const health = (status: 200 | 503, state: string): HttpResponse => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify({ status: state }),
})

/** For operators and their machines: is the process alive, can it work, what has it done. */
export function createOperations({ ready, metrics, log }: OperationsOptions): Router {
  const isReady = () =>
    within(patienceMilliseconds, ready()).catch((error: unknown) => {
      log.warn({ error }, 'not ready')
      return false
    })

  return Router()
    .get('/health/live', (_request, response) => answer(response, health(200, 'live')))
    .get('/health/ready', async (_request, response) =>
      answer(response, (await isReady()) ? health(200, 'ready') : health(503, 'not ready')),
    )
    .get('/metrics', async (_request, response) =>
      answer(response, { status: 200, contentType: metrics.contentType, body: await metrics.expose() }),
    )
}
