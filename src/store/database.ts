import pg from 'pg'
import { type Log, outsideRequests } from '../log.ts'
import { Problem } from '../problem.ts'
import { asLibpqReadsIt, requireAddress, requireUsable } from './connecting.ts'
import { requireWholeConnections } from './pooler.ts'

/** The connections to one database. */
export interface Database {
  /** For everything but the hot path; shared by Prisma, the queue and our own statements. */
  readonly pool: pg.Pool
  /**
   * For the hot path alone, so that no slow query keeps a webhook waiting: few connections, which send the statements of a
   * transaction without waiting for each answer, and give up within seconds.
   */
  readonly hotPool: pg.Pool
  /** Ends all connections; those that do not answer are left to their fate after a second. */
  close(): Promise<void>
}

const milliseconds = { connect: 2000, close: 1000 }

const limits = {
  shared: {
    ...{ max: 16, statement_timeout: 30_000, lock_timeout: 10_000, query_timeout: 35_000 },
    idle_in_transaction_session_timeout: 30_000,
  },
  hot: {
    ...{ max: 4, statement_timeout: 2500, lock_timeout: 1000, query_timeout: 3000, pipeline: true },
    idle_in_transaction_session_timeout: 5000,
    // Plans that look rows up by their keys, whatever the planner believes of a table that was empty a minute ago.
    options: '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off',
  },
} as const

/** Connects. Throws `database` where the server does not answer, refuses us or cannot be worked with: see connecting.ts. */
export async function openDatabase({ url, log }: { url: string; log: Log }): Promise<Database> {
  requireAddress(url)
  const open = (limit: (typeof limits)[keyof typeof limits]) => {
    const pool = new pg.Pool({
      ...limit,
      connectionString: asLibpqReadsIt(url),
      application_name: 'heard',
      connectionTimeoutMillis: milliseconds.connect,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    })
    // Connections break at any time, also between two statements; unheard, that would end the process. The pool makes new ones.
    // A connection outlives the request for which it was made.
    const lost = (error: Error) => outsideRequests(() => log.warn({ error }, 'a database connection was lost'))
    pool.on('connect', (client) => client.on('error', lost))
    pool.on('error', () => {})
    return pool
  }
  const pool = open(limits.shared)
  const hotPool = open(limits.hot)
  const close = async () => {
    const ended = Promise.all([pool.end(), hotPool.end()])
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, milliseconds.close).unref())])
  }
  try {
    await requireUsable(pool, url)
    await requireWholeConnections(hotPool).catch((error: unknown) => {
      throw asProblem(error)
    })
  } catch (error) {
    await close()
    throw error
  }
  return { pool, hotPool, close }
}

/**
 * SQLSTATE classes that say how the database is and nothing about what it was asked: connection, transaction state (read only,
 * or failed before), prepared statements that a pooler mislaid, refused user, no such database, rollback (deadlock),
 * insufficient resources (disk full), locks, operator intervention (shutdown, time limits), system, configuration, internal.
 */
const passingClasses = /^(?:08|25|26|28|3D|40|53|55|57|58|F0|XX)/
/** The same of single codes: not allowed, no such table (while a dump is restored), such a prepared statement is there already. */
const passingCodes = new Set(['42501', '42P01', '42P05'])

/** An earlier statement of the transaction failed: says nothing of why. */
const transactionFailed = '25P02'

/** Errors of the program itself, which passed through a transaction on their way out. */
const mistakes = [TypeError, RangeError, SyntaxError, ReferenceError]

/** What the driver reports without an SQLSTATE is about the connection: refused, broken, no answer in time. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : null
  const rejected = state !== null && !passingClasses.test(state) && !passingCodes.has(state)
  const mistaken = mistakes.some((kind) => error instanceof kind)
  return new Problem(rejected || mistaken ? 'internal' : 'unavailable', [], { cause: error })
}

const isAftermath = (error: unknown) => error instanceof pg.DatabaseError && error.code === transactionFailed

/**
 * For statements of one transaction that are sent at once. `Promise.all` rejects with whatever reaches it first, and that may
 * be a statement that failed only because an earlier one had: here the one that failed by itself decides.
 */
export async function allOf<const T extends readonly unknown[]>(
  sent: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  const settled = await Promise.allSettled(sent)
  const reasons = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  if (reasons.length > 0) throw reasons.find((reason) => !isAftermath(reason)) ?? reasons[0]
  return settled.map((each) => (each as PromiseFulfilledResult<unknown>).value) as never
}

/** Runs `work` in a transaction on a connection of its own, and commits. Errors of the database come out as `unavailable`. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient | undefined
  try {
    client = await pool.connect()
    await client.query('BEGIN')
    const result = await work(client)
    const committed = await client.query('COMMIT')
    // COMMIT of a transaction that failed "succeeds" as ROLLBACK.
    if (committed.command !== 'COMMIT') throw new Problem('unavailable')
    client.release()
    return result
  } catch (error) {
    // Whatever state the connection is in, nobody gets it again; its transaction ends with it.
    client?.release(true)
    throw asProblem(error)
  }
}
