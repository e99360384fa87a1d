import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { randomBytesOf } from '../privacy/chance.ts'
import { allOf } from './database.ts'

/** Whether a message could be stored at this moment. */
export interface Readiness {
  /** The last real messages say so, or else a write that leaves nothing behind. Known within a second; never throws. */
  ready(): Promise<boolean>
  /** A real message was stored. */
  stored(): void
  /** The database did not store real messages. */
  refused(): void
}

const milliseconds = {
  answer: 900,
  /** For so long a real message speaks for the next ones. */ fresh: 5000,
  connect: 2000,
}
/** More than fits into a page beside others, so that the disk must give room for it. */
const probeBytes = 16_384

/**
 * Does what a message does: writes rows, asks the disk for room, and commits - which waits for the write-ahead log, and for a
 * standby where there must be one. `SELECT 1` succeeds with a full disk, on a standby and in a read-only database.
 */
async function probe(pool: pg.Pool): Promise<boolean> {
  let client: pg.PoolClient | undefined
  try {
    client = await pool.connect()
    const [, , , , , committed] = await allOf([
      client.query('BEGIN'),
      client.query('SAVEPOINT probe'),
      client.query({
        name: 'probe',
        text: `INSERT INTO inbound_message (message_key, sealed, received_on) VALUES ($1, $2, '2000-01-01')`,
        values: [randomBytesOf(32), randomBytesOf(probeBytes)],
      }),
      client.query('ROLLBACK TO SAVEPOINT probe'),
      // The transaction has written by then, so its commit is a real one.
      client.query('SELECT pg_current_xact_id()'),
      client.query('COMMIT'),
    ])
    client.release()
    return committed.command === 'COMMIT'
  } catch {
    client?.release(true)
    return false
  }
}

export function readiness(pool: pg.Pool): Readiness {
  let storedAt = Number.NEGATIVE_INFINITY
  let refusedAt = Number.NEGATIVE_INFINITY
  let probing: Promise<boolean> | undefined
  const isFresh = (at: number) => performance.now() - at < milliseconds.fresh

  /** One at a time, however many ask. */
  function probed(): Promise<boolean> {
    probing ??= probe(pool).finally(() => {
      probing = undefined
    })
    return probing
  }

  return {
    async ready() {
      // Some succeed and some do not while a disk is filling: then only a probe can tell.
      if (isFresh(storedAt) && !isFresh(refusedAt)) return true
      return Promise.race([probed(), sleep(milliseconds.answer, false, { ref: false })])
    },
    stored() {
      storedAt = performance.now()
    },
    refused() {
      refusedAt = performance.now()
    },
  }
}
