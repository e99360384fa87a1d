import type pg from 'pg'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { jobData, settingsFor, startBoss } from './queue.ts'

/** A reply or an erasure that waits, sealed. */
export const waitingJob = z.object({ id: z.string(), name: z.string(), singletonKey: z.string(), data: jobData })
export type WaitingJob = z.output<typeof waitingJob>

/** What waits in the queue. */
export async function readWaiting(client: pg.ClientBase): Promise<WaitingJob[]> {
  const found = await client.query<{ exists: boolean }>("SELECT to_regclass('pgboss.job') IS NOT NULL AS exists")
  if (!found.rows[0]?.exists) return []
  const { rows } = await client.query(
    `SELECT id, name, singleton_key AS "singletonKey", data FROM pgboss.job
     WHERE state < 'completed' AND singleton_key IS NOT NULL ORDER BY created_on`,
  )
  return z.array(waitingJob).parse(rows)
}

/**
 * Makes the queue's tables and puts into them what waited in another database. Who takes it from there sees that it was written
 * elsewhere: replies are not sent, because they may have left meanwhile; erasures are made up for.
 */
export async function putWaiting(pool: pg.Pool, log: Log, waiting: readonly WaitingJob[]): Promise<void> {
  const boss = await startBoss(pool, log, true)
  try {
    for (const [name, jobs] of Map.groupBy(waiting, (job) => job.name)) {
      await boss.createQueue(name, settingsFor(name))
      await boss.insert(
        name,
        jobs.map(({ id, singletonKey, data }) => ({ id, singletonKey, data })),
      )
    }
  } finally {
    await boss.stop({ graceful: false, close: false })
  }
}
