import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { JobWithMetadata, PgBoss, Queue as QueueSettings } from 'pg-boss'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { randomId } from '../privacy/chance.ts'
import { Problem } from '../problem.ts'
import type { Erasure, Key, Outbound } from './contacts.ts'
import { asProblem, transaction } from './database.ts'
import type { Enqueue } from './effects.ts'
import type { KeyStore } from './keys.ts'
import { locks } from './locks.ts'
import { homeOf, mostSeconds, whyNotSent } from './queue-doubt.ts'

/** One reply, or one erasure, on its way. */
type Parcel<Content> = Content & {
  /** The same at every try. */
  readonly id: string
  readonly contact: Key
}

/**
 * Sends one reply; yields what the provider calls it, if anything. Throws a `Problem` that says whether it is worth trying
 * again, and when; `provider_uncertain` where it may have been sent.
 */
export type Send = (parcel: Parcel<Outbound>, signal: AbortSignal) => Promise<string | null>
/** Erases one range of a chat; throws as `Send` does. */
export type Erase = (parcel: Parcel<Erasure>, signal: AbortSignal) => Promise<void>

/** Replies that leave outside a webhook response: written in the transaction that causes them, sent afterwards. */
export interface Queue {
  readonly enqueue: Enqueue
  /** Sends what is queued for these channels until `stop`. */
  work(channels: readonly string[], send: Send): Promise<void>
  /** Erases what is queued to be erased in these channels until `stop`. */
  workErasures(channels: readonly string[], erase: Erase): Promise<void>
  /** Has something erased that no message causes: a reply in the provider's records. Resolves when it is durable. */
  erase(contact: Key, erasure: Erasure): Promise<void>
  /** How many replies wait, and for how long the oldest of them has. */
  backlog(): Promise<{ readonly depth: number; readonly oldestSeconds: number }>
  /** Makes the queue's tables where they are missing. */
  prepare(): Promise<void>
  /** Lets what is being sent end, within three seconds. */
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
  retentionSeconds: mostSeconds.reply,
  deleteAfterSeconds: 60,
} satisfies Omit<QueueSettings, 'name'>

/**
 * A worker takes many replies at once and sends them side by side: at most one per contact, because the queue is in order for
 * each. While batches come back full it does not pause, so that a campaign is not held to the rhythm of the polling.
 */
const pace = { batchSize: 25, localConcurrency: 2, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true }
/** How long a provider may take for one reply; well below the expiry of its job, so that no second worker starts meanwhile. */
const sendMilliseconds = 10_000
/** What must be erased is tried for three days: nobody waits for it, and it does not become stale. */
const patient = { ...settings, retryLimit: 80, retryDelayMax: 3600, retentionSeconds: mostSeconds.erasure }
const secondsToStop = 3
/** A statement of the queue that takes longer hangs; the next one takes another connection. */
const statementMilliseconds = 10_000

const queueName = (channel: string) => `outbound-${channel}`
/** A queue of their own, because whoever withdraws replies does not withdraw these. */
const erasureName = (channel: string) => `erasure-${channel}`
export const settingsFor = (name: string) => (name.startsWith(erasureName('')) ? patient : settings)
const queueFor = (outbound: Outbound | Erasure) => ('erases' in outbound ? erasureName : queueName)(outbound.channel)

/** What a job holds, sealed. */
type Queued = (Outbound | Erasure) & {
  readonly contact: Key
  /** The database that it was written in: see `homeOf`. */
  readonly home?: string
}

/** A job holds sealed text, and how many tries the provider certainly refused. */
export const jobData = z.object({ sealed: z.base64(), refused: z.int().default(0) })

const secondsBetween = (earlier: Date, later: Date) => (later.getTime() - earlier.getTime()) / 1000

type Deliver = (parcel: Parcel<Outbound | Erasure>, signal: AbortSignal) => Promise<string | null>

interface QueueTools {
  readonly pool: pg.Pool
  readonly keys: KeyStore
  readonly log: Log
  /** Whether we may make and change tables; somebody else has done it otherwise. */
  readonly ownsSchema: boolean
  /** Takes note of what a provider calls a message that it took. */
  noteSent(channel: string, messageId: string): Promise<void>
}

export function openQueue({ pool, keys, log, ownsSchema, noteSent }: QueueTools): Queue {
  let started: Promise<PgBoss> | undefined
  let here: Promise<string> | undefined
  const queues = new Map<string, Promise<void>>()

  /** What keeps the replies to one contact in order; nothing else in the database is called by it. */
  const orderOf = (contact: Key) => keys.keyring.hash('order', contact)

  /** pg-boss is loaded and started when first needed: not every process sends. */
  function boss(): Promise<PgBoss> {
    started ??= startBoss(pool, log, ownsSchema).catch((error: unknown) => {
      started = undefined
      throw asProblem(error)
    })
    return started
  }

  /** Asked for once: a dump is restored while nothing runs. */
  function homeHere(): Promise<string> {
    here ??= homeOf(pool).catch((error: unknown) => {
      here = undefined
      throw asProblem(error)
    })
    return here
  }

  async function opened(name: string): Promise<string> {
    const running = await boss()
    const created = queues.get(name) ?? running.createQueue(name, settingsFor(name))
    queues.set(name, created)
    await created.catch((error: unknown) => {
      queues.delete(name)
      throw asProblem(error)
    })
    return name
  }

  async function deliver(running: PgBoss, job: JobWithMetadata<unknown>, send: Deliver): Promise<void> {
    let messageId: string | null = null
    try {
      messageId = await attempt(job, send)
    } catch (error) {
      const mayHelp =
        error instanceof Problem && error.retryable && job.retryCount < job.retryLimit && !isTooLate(job, error)
      log.warn({ error, queue: job.name, again: mayHelp, attempt: job.retryCount + 1 }, 'a reply could not be sent')
      if (mayHelp) return retry(running, job, error)
    }
    // Sent, or never to be sent: either way nothing of it is kept.
    await running.deleteJob(job.name, job.id)
    if (messageId !== null) await noteSent(job.name.slice(queueName('').length), messageId)
  }

  async function attempt(job: JobWithMetadata<unknown>, send: Deliver): Promise<string | null> {
    const { sealed, refused } = jobData.parse(job.data)
    const record = Buffer.from(sealed, 'base64')
    await keys.ensure([record])
    const { contact, home, ...outbound } = keys.keyring.open('outbound', job.id, record) as Queued
    const reason = whyNotSent({
      outbound,
      triesInDoubt: job.retryCount - refused,
      // Both by the database's clock: taken from the queue at this moment, and written.
      ageSeconds: secondsBetween(job.createdOn, job.startedOn),
      isRestored: home !== undefined && home !== (await homeHere()),
    })
    if (reason !== null) {
      log.warn({ queue: job.name }, reason)
      return null
    }
    return send(
      { ...outbound, id: job.id, contact },
      AbortSignal.any([job.signal, AbortSignal.timeout(sendMilliseconds)]),
    )
  }

  /** When it may be tried again it will be stale; kept until then, it would hold back what comes after it. */
  function isTooLate({ name, createdOn, startedOn }: JobWithMetadata<unknown>, { retryAfterSeconds = 0 }: Problem) {
    return secondsBetween(createdOn, startedOn) + retryAfterSeconds > settingsFor(name).retentionSeconds
  }

  async function retry(running: PgBoss, job: JobWithMetadata<unknown>, problem: Problem): Promise<void> {
    await running.fail(job.name, job.id)
    const { sealed, refused } = jobData.parse(job.data)
    const data = problem.code === 'provider_uncertain' ? undefined : { sealed, refused: refused + 1 }
    const startAfter = problem.retryAfterSeconds
    if (data === undefined && startAfter === undefined) return
    await running.update(job.name, data, { id: job.id, ...(startAfter !== undefined && { startAfter }) })
  }

  async function work(names: readonly string[], send: Deliver): Promise<void> {
    const running = await boss()
    for (const name of names) {
      await running.work(await opened(name), { ...pace, includeMetadata: true }, async (jobs) => {
        const ended = await Promise.allSettled(jobs.map((job) => deliver(running, job, send)))
        // Only now, because it makes all tries count as failed that are still under way: those that could not be noted.
        for (const each of ended) if (each.status === 'rejected') throw each.reason
      })
    }
  }

  const enqueue: Enqueue = async (client, { withdrawn, replies }) => {
    const running = await boss()
    const home = await homeHere()
    // Not what is being sent at this moment: that cannot be called back.
    if (withdrawn.length > 0) {
      await client.query({
        name: 'withdraw-replies',
        text: `DELETE FROM pgboss.job WHERE name IN (SELECT name FROM pgboss.queue WHERE name LIKE 'outbound-%')
          AND singleton_key = ANY($1) AND state < 'active' AND NOT blocked AND policy = 'key_strict_fifo'`,
        values: [withdrawn.map(orderOf)],
      })
    }
    const byQueue = Map.groupBy(replies, (reply) => queueFor(reply.outbound))
    for (const [name, group] of byQueue) {
      const jobs = group.map(({ contact, outbound }) => {
        const id = randomId()
        const queued: Queued = { ...outbound, contact, home }
        const sealed = keys.keyring.seal('outbound', id, queued).toString('base64')
        return { id, singletonKey: orderOf(contact), data: { sealed } }
      })
      const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
      await running.insert(await opened(name), jobs, { db })
    }
  }

  return {
    enqueue,
    erase: (contact, outbound) =>
      transaction(pool, (client) => enqueue(client, { withdrawn: [], replies: [{ contact, outbound }] })),

    // A queue holds nothing but what it is named for.
    work: (channels, send) => work(channels.map(queueName), send as Deliver),
    workErasures: (channels, erase) =>
      work(channels.map(erasureName), async (parcel, signal) => {
        await erase(parcel as Parcel<Erasure>, signal)
        return null
      }),

    prepare: async () => void (await boss()),

    async backlog() {
      const found = await pool.query<{ exists: boolean }>("SELECT to_regclass('pgboss.job') IS NOT NULL AS exists")
      if (!found.rows[0]?.exists) return { depth: 0, oldestSeconds: 0 }
      const { rows } = await pool.query<{ depth: number; oldest: number }>(
        `SELECT count(*)::int AS depth, coalesce(extract(epoch FROM now() - min(created_on)), 0)::float AS oldest
         FROM pgboss.job WHERE name LIKE 'outbound-%' AND state < 'completed'`,
      )
      return { depth: rows[0]?.depth ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 }
    },

    async stop() {
      const running = await started?.catch(() => undefined)
      const stopped = running?.stop({ graceful: true, timeout: secondsToStop * 1000, close: false })
      // Where the database hangs, so does the queue's own end.
      await Promise.race([stopped, sleep((secondsToStop + 0.5) * 1000, undefined, { ref: false })])
    },
  }
}

/** pg-boss on these connections; it makes its tables where it may. */
export async function startBoss(pool: pg.Pool, log: Log, ownsSchema: boolean): Promise<PgBoss> {
  const { PgBoss } = await import('pg-boss')
  const executeSql = (text: string, values: unknown[] = []) => {
    const statement = { text, values, query_timeout: statementMilliseconds }
    return pool.query(statement)
  }
  const boss = new PgBoss({
    db: { executeSql },
    migrate: ownsSchema,
    createSchema: ownsSchema,
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 60,
  })
  boss.on('error', (error) => log.error({ error }, 'the queue failed'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'the queue warns'))
  // The first start makes the queue's tables, and two at the same time would make them twice.
  return transaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [locks.queueStart])
    return boss.start()
  })
}
