import { headBytes, roundScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { dayOf, roundedDown, roundedUp } from './coarse-time.ts'
import type { Caused } from './contact-batch.ts'
import { fromBytes, roundKey } from './contact-rows.ts'
import { lockIdleContacts } from './contact-statements.ts'
import type { Effects, Round, StoredContact } from './contacts.ts'
import { asProblem, type Database, transaction } from './database.ts'
import { type ContactTools, storedContact, writeEffects } from './effects.ts'
import { sealedHeads, sealedTables } from './sealed-heads.ts'

/** What happens to contacts that nobody writes from. */
export interface Retention {
  /**
   * Runs `next` (synchronous, pure) on every contact whose session is idle by now, and commits its effects; nobody waits
   * for the screen. Returns how many. Several processes may do so at the same time.
   */
  endIdle(next: (stored: StoredContact) => Effects): Promise<number>
  /** Lets every session of a round count as idle from now on, so that `endIdle` ends it. */
  endRound(round: Round): Promise<void>
  /** Forgets messages, deliveries, sessions and contacts of which nothing was heard for seven days, and wishes whose time is over; that somebody opted out is kept. */
  purge(): Promise<void>
}

const batchSize = 100
/** Rows that are forgotten with one statement. */
const portion = 10_000
const daysKept = 7
const millisecondsPutOff = 3_600_000
const millisecondsPerDay = 86_400_000

export function retention({ pool, hotPool }: Database, tools: ContactTools): Retention {
  const { log, clock } = tools

  /** Ends up to `limit` sessions; returns how many. */
  async function endBatch(next: (stored: StoredContact) => Effects, limit: number): Promise<number> {
    const keys: Buffer[] = []
    try {
      return await transaction(hotPool, async (client) => {
        const now = clock()
        const { rows } = await lockIdleContacts(client, now, limit)
        keys.push(...rows.map((row) => row.contact_key))
        await tools.keys.ensure(rows.map((row) => row.sealed))
        const caused = rows.map((row): Caused => {
          const stored = storedContact(row, tools)
          return {
            contact: fromBytes(row.contact_key),
            effects: safely(() => endedBy(now, next(stored)), stored.optedOut),
          }
        })
        if (caused.length > 0) await writeEffects(client, caused, now, tools)
        return caused.length
      })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'internal') throw error
      // One of them cannot be written. Alone it is found out, and put off, so that it keeps nobody else waiting.
      if (limit > 1) return endOneByOne(next, keys.length)
      log.error({ error }, 'an idle session could not be ended; it is tried again later')
      const now = clock()
      const later = roundedUp(now, new Date(now.getTime() + millisecondsPutOff))
      await hotPool.query('UPDATE contact SET idle_at = $2 WHERE contact_key = ANY($1::bytea[])', [keys, later])
      return keys.length
    }
  }

  async function endOneByOne(next: (stored: StoredContact) => Effects, count: number): Promise<number> {
    let ended = 0
    for (let tried = 0; tried < count; tried++) ended += await endBatch(next, 1)
    return ended
  }

  function endedBy(now: Date, effects: Effects): Effects {
    if (effects.idleAt && effects.idleAt <= now) throw new Error('the session would stay idle')
    return effects
  }

  /** A session that cannot be ended is forgotten: it would be found again for ever, and keep others from being found. */
  function safely(next: () => Effects, optedOut: boolean): Effects {
    try {
      return next()
    } catch (error) {
      // A newer release wrote it, and ends it too.
      if (error instanceof Problem && error.code === 'unavailable') throw error
      log.error({ error }, 'an idle session could not be ended; it is forgotten')
      const nothing = { round: null, screen: null, finished: [], participated: [], outbound: [], withdraws: false }
      return { ...nothing, session: null, optedOut, idleAt: null }
    }
  }

  /** Deletes in portions, so that no statement runs into its time limit, however much there is. */
  async function forget(statement: (limit: number) => string, oldest: string): Promise<void> {
    for (;;) {
      const { rowCount } = await pool.query(statement(portion), [oldest])
      if ((rowCount ?? 0) < portion) return
    }
  }

  const deleteOld = (table: string, condition: string, oldest: string) =>
    forget(
      (limit) =>
        `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${limit}))`,
      oldest,
    )

  async function endRound({ flow, round }: Round): Promise<void> {
    const { rows } = await pool.query<{ id: number }>(
      'SELECT id FROM sealing_key WHERE scope = $1 AND wrapped IS NOT NULL',
      [roundScope(flow, round)],
    )
    const ids = new Set(rows.map(({ id }) => id))
    for await (const heads of sealedHeads<Buffer>(pool, sealedTables.contact)) {
      const inside = heads.filter(({ head }) => ids.has(tools.keys.keyring.keyIdOf(head)))
      // Not those that have written meanwhile and stand elsewhere now: what is sealed anew begins otherwise.
      await pool.query(
        `UPDATE contact SET idle_at = $3 FROM unnest($1::bytea[], $2::bytea[]) AS found (key, head)
         WHERE contact_key = key AND substring(sealed FROM 1 FOR ${headBytes}) = head`,
        [inside.map(({ key }) => key), inside.map(({ head }) => head), roundedDown(clock())],
      )
    }
  }

  async function purge(): Promise<void> {
    const oldest = dayOf(new Date(clock().getTime() - daysKept * millisecondsPerDay))
    await deleteOld('inbound_message', 'received_on < $1', oldest)
    await deleteOld('failed_message', 'failed_on < $1', oldest)
    await deleteOld('delivery', 'sent_on < $1', oldest)
    await deleteOld('contact', 'last_seen < $1 AND NOT opted_out', oldest)
    await deleteOld('result_wish', 'forget_on <= $1', dayOf(clock()))
    await deleteOld('participation', 'forget_on <= $1', dayOf(clock()))
    // What somebody completed while the round was being closed.
    const { rows: closed } = await pool.query<Round>('SELECT flow, round FROM closed_round')
    for (const round of closed)
      await pool.query('DELETE FROM participation WHERE round_key = $1', [roundKey(tools.keys.keyring, round)])
    await transaction(pool, (client) => tools.keys.purge(client))
    await forget(
      (limit) => `UPDATE contact SET sealed = NULL, idle_at = NULL WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM contact WHERE last_seen < $1 AND sealed IS NOT NULL LIMIT ${limit}))`,
      oldest,
    )
  }

  return {
    async endIdle(next) {
      let ended = 0
      for (;;) {
        const count = await endBatch(next, batchSize)
        if (count === 0) return ended
        ended += count
      }
    },
    endRound: (round) => endRound(round),
    purge: () =>
      purge().catch((error: unknown) => {
        throw asProblem(error)
      }),
  }
}
