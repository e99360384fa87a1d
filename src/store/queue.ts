import type pg from 'pg'
import type { Job, PgBoss, Queue as QueueSettings } from 'pg-boss'
import { z } from 'zod'
import type { Screen } from '../core/reply.ts'
import type { Log } from '../log.ts'
import { randomId } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import type { Outbound } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Enqueue } from './effects.ts'
import type { KeyStore } from './keys.ts'

/** Sends one screen; throws a `Problem` that says whether it is worth trying again, and when. */
export type Send = (channel: string, address: Outbound['address'], screen: Screen, signal: AbortSignal) => Promise<void>

/** Replies that leave outside a webhook response: written in the transaction that causes them, sent afterwards. */
export interface Queue {
  readonly enqueue: Enqueue
  /** Sends what is queued for these channels until `stop`. */
  work(channels: readonly string[], send: Send): Promise<void>
  /** How many replies wait. */
  depth(): Promise<number>
  /** Lets what is being sent end, within five seconds. */
  stop(): Promise<void>
}

/**
 * Replies to one contact keep their order, also while the first one is being retried; a screen older than an hour is stale
 * and never sent. A worker that dies holds its job for half a minute (plus one round of supervision) and no longer.
 */
const settings = {
  policy: 'key_strict_fifo',
  expireInSeconds: 30,
  retryLimit: 10,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 300,
  retentionSeconds: 3600,
  deleteAfterSeconds: 60,
} satisfies Omit<QueueSettings, 'name'>

/**
 * A worker takes many replies at once and sends them side by side: at most one per contact, because the queue is in order for
 * each. While batches come back full it does not pause, so that a campaign is not held to the rhythm of the polling.
 */
const pace = { batchSize: 25, localConcurrency: 2, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true }
/** How long a provider may take for one reply; well below the expiry of its job, so that no second worker starts meanwhile. */
const sendMilliseconds = 10_000
const secondsToStop = 5

const queueName = (channel: string) => `outbound-${channel}`
const channelOf = (queue: string) => queue.slice('outbound-'.length)

/** A job holds sealed text and nothing else. */
const jobData = z.strictObject({ sealed: z.base64() })

export function openQueue({ pool, keys, log }: { pool: pg.Pool; keys: KeyStore; log: Log }): Queue {
  let started: Promise<PgBoss> | undefined
  const queues = new Map<string, Promise<void>>()

  /** pg-boss is loaded and started when first needed: not every process sends. */
  function boss(): Promise<PgBoss> {
    started ??= startBoss(pool, log).catch((error: unknown) => {
      started = undefined
      throw asProblem(error)
    })
    return started
  }

  async function queueOf(channel: string): Promise<string> {
    const name = queueName(channel)
    const running = await boss()
    const created = queues.get(name) ?? running.createQueue(name, settings)
    queues.set(name, created)
    await created.catch((error: unknown) => {
      queues.delete(name)
      throw asProblem(error)
    })
    return name
  }

  async function deliver(running: PgBoss, job: Job<unknown>, send: Send): Promise<void> {
    const channel = channelOf(job.name)
    try {
      const { sealed } = jobData.parse(job.data)
      const record = Buffer.from(sealed, 'base64')
      await keys.ensure([record])
      const { address, screen } = keys.keyring.open('outbound', job.id, record) as Outbound
      await send(channel, address, screen, AbortSignal.any([job.signal, AbortSignal.timeout(sendMilliseconds)]))
    } catch (error) {
      const retryable = error instanceof Problem && error.retryable
      log.warn({ error, channel, retryable, attempt: job.retryCount + 1 }, 'a reply could not be sent')
      if (retryable) return retry(running, job, error)
    }
    // Sent, or never to be sent: either way nothing of it is kept.
    await running.deleteJob(job.name, job.id)
  }

  async function retry(running: PgBoss, job: Job<unknown>, problem: Problem): Promise<void> {
    await running.fail(job.name, job.id)
    if (problem.retryAfterSeconds === undefined) return
    await running.update(job.name, undefined, { id: job.id, startAfter: problem.retryAfterSeconds })
  }

  return {
    async enqueue(client, replies) {
      const running = await boss()
      const byChannel = Map.groupBy(replies, (reply) => reply.outbound.channel)
      for (const [channel, group] of byChannel) {
        const jobs = group.map(({ contact, outbound }) => {
          const id = randomId()
          const sealed = keys.keyring.seal('outbound', id, outbound).toString('base64')
          return { id, singletonKey: contact, data: { sealed } }
        })
        const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
        await running.insert(await queueOf(channel), jobs, { db })
      }
    },

    async work(channels, send) {
      const running = await boss()
      for (const channel of channels) {
        await running.work(await queueOf(channel), pace, async (jobs) => {
          await Promise.all(jobs.map((job) => deliver(running, job, send)))
        })
      }
    },

    async depth() {
      const found = await pool.query<{ exists: boolean }>("SELECT to_regclass('pgboss.job') IS NOT NULL AS exists")
      if (!found.rows[0]?.exists) return 0
      const count = await pool.query<{ depth: number }>(
        "SELECT count(*)::int AS depth FROM pgboss.job WHERE name LIKE 'outbound-%' AND state < 'completed'",
      )
      return count.rows[0]?.depth ?? 0
    },

    async stop() {
      const running = await started?.catch(() => undefined)
      await running?.stop({ graceful: true, timeout: secondsToStop * 1000, close: false })
    },
  }
}

async function startBoss(pool: pg.Pool, log: Log): Promise<PgBoss> {
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 60,
  })
  boss.on('error', (error) => log.error({ error }, 'the queue failed'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'the queue warns'))
  return boss.start()
}
