import { daysKept } from '../core/names.ts'
import { headBytes, roundScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { dayOf, roundedDown, roundedUp } from './coarse-time.ts'
import type { Caused } from './contact-batch.ts'
import { fromBytes, roundKey } from './contact-rows.ts'
import { lockIdleContacts } from './contact-statements.ts'
import type { Effects, EndIdle, Round } from './contacts.ts'
import { allOf, asProblem, type Database, transaction } from './database.ts'
import { type ContactTools, storedContact, writeEffects } from './effects.ts'
import { holdRounds } from './round-ends.ts'
import { sealedHeads, sealedTables } from './sealed-heads.ts'

/** What happens to contacts that nobody writes from. */
export interface Retention {
  readonly endIdle: EndIdle
  /** Lets every session of a round count as idle from now on, so that `endIdle` ends it. Returns how many there are. */
  endRound(round: Round): Promise<number>
  /** Forgets messages, deliveries, sessions and contacts of which nothing was heard for seven days, and wishes whose time is over; that somebody opted out is kept. */
  purge(): Promise<void>
}

/** A conversation that has come to its end is ended and counted before it is forgotten, however long the service was away. */
const isGivenUp = 'idle_at > $2'
const isDone = `(idle_at IS NULL OR ${isGivenUp})`

type Next = Parameters<EndIdle>[0]

/** Rows whose time is over, and the values that the condition asks for. */
interface Old {
  readonly table: string
  readonly key: string
  readonly condition: string
  readonly values: readonly unknown[]
}

interface Batch {
  readonly ended: number
  readonly undecided: number
}

const batchSize = 100
/** Rows that are forgotten with one statement. */
const portion = 10_000
const millisecondsPutOff = 3_600_000
const millisecondsPerDay = 86_400_000

export function retention({ pool, hotPool }: Database, tools: ContactTools): Retention {
  const { log, clock } = tools

  /** Ends up to `limit` sessions; says how many were ended, and how many wait for `learn`. */
  async function endBatch(next: Next, limit: number): Promise<Batch> {
    const keys: Buffer[] = []
    try {
      return await transaction(hotPool, async (client) => {
        const now = clock()
        const [, isEnded, { rows }] = await allOf([
          holdRounds(client),
          tools.rounds.read(client),
          lockIdleContacts(client, now, limit),
        ])
        keys.push(...rows.map((row) => row.contact_key))
        await tools.keys.ensure(rows.map((row) => row.sealed))
        const caused = rows.flatMap((row): Caused[] => {
          const stored = storedContact(row, tools)
          const effects = safely(() => endedBy(now, next(stored, isEnded)), stored.optedOut)
          return effects ? [{ contact: fromBytes(row.contact_key), effects }] : []
        })
        if (caused.length > 0) await writeEffects(client, caused, now, tools)
        return { ended: caused.length, undecided: rows.length - caused.length }
      })
    } catch (error) {
      // Before anybody was found nobody can be put off: it is no fault of one of them.
      if (keys.length === 0 || !(error instanceof Problem) || error.code !== 'internal') throw error
      // One of them cannot be written. Alone it is found out, and put off, so that it keeps nobody else waiting.
      if (limit > 1) return endOneByOne(next, keys.length)
      log.error({ error }, 'an idle session could not be ended; it is tried again later')
      const now = clock()
      const later = roundedUp(now, new Date(now.getTime() + millisecondsPutOff))
      await hotPool.query('UPDATE contact SET idle_at = $2 WHERE contact_key = ANY($1::bytea[])', [keys, later])
      return { ended: keys.length, undecided: 0 }
    }
  }

  async function endOneByOne(next: Next, count: number): Promise<Batch> {
    const sum = { ended: 0, undecided: 0 }
    for (let tried = 0; tried < count; tried++) {
      const { ended, undecided } = await endBatch(next, 1)
      sum.ended += ended
      sum.undecided += undecided
    }
    return sum
  }

  function endedBy(now: Date, effects: Effects | null): Effects | null {
    if (effects?.idleAt && effects.idleAt <= now) throw new Error('the session would stay idle')
    return effects
  }

  /** A session that cannot be ended is forgotten: it would be found again for ever, and keep others from being found. */
  function safely(next: () => Effects | null, optedOut: boolean): Effects | null {
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

  /**
   * Changes rows in portions, so that no statement runs into its time limit, however much there is. Rows are named by their keys, and
   * the condition is asked once more, because one of them may have changed meanwhile.
   */
  async function forget(change: string, { table, key, condition, values }: Old): Promise<void> {
    for (;;) {
      const { rows } = await pool.query<{ key: Buffer }>(
        `SELECT ${key} AS key FROM ${table} WHERE ${condition} LIMIT ${portion}`,
        [...values],
      )
      const keys = rows.map((row) => row.key)
      if (keys.length > 0)
        await pool.query(`${change} WHERE ${key} = ANY($${values.length + 1}::bytea[]) AND ${condition}`, [
          ...[...values, keys],
        ])
      if (keys.length < portion) return
    }
  }

  const deleteOld = (table: string, key: string, condition: string, ...values: readonly unknown[]) =>
    forget(`DELETE FROM ${table}`, { table, key, condition, values })

  async function endRound({ flow, round }: Round): Promise<number> {
    let found = 0
    const { rows } = await pool.query<{ id: number }>(
      'SELECT id FROM sealing_key WHERE scope = $1 AND wrapped IS NOT NULL',
      [roundScope(flow, round)],
    )
    const ids = new Set(rows.map(({ id }) => id))
    for await (const heads of sealedHeads<Buffer>(pool, sealedTables.contact)) {
      const inside = heads.filter(({ head }) => ids.has(tools.keys.keyring.keyIdOf(head)))
      found += inside.length
      // Not those that have written meanwhile and stand elsewhere now: what is sealed anew begins otherwise.
      await pool.query(
        `UPDATE contact SET idle_at = $3 FROM unnest($1::bytea[], $2::bytea[]) AS found (key, head)
         WHERE contact_key = key AND substring(sealed FROM 1 FOR ${headBytes}) = head`,
        [inside.map(({ key }) => key), inside.map(({ head }) => head), roundedDown(clock())],
      )
    }
    return found
  }

  /** A part that fails is tried again with the next purge, and keeps nothing of the others from being forgotten. */
  async function purge(): Promise<void> {
    const now = clock()
    const today = dayOf(now)
    const oldest = dayOf(new Date(now.getTime() - daysKept * millisecondsPerDay))
    const parts = [
      () => deleteOld('inbound_message', 'message_key', 'received_on < $1', oldest),
      () => deleteOld('failed_message', 'contact_key', 'failed_on < $1', oldest),
      () => deleteOld('delivery', 'delivery_key', 'sent_on < $1', oldest),
      () => warnOfGivenUp(oldest, now),
      () => deleteOld('contact', 'contact_key', `last_seen < $1 AND NOT opted_out AND ${isDone}`, oldest, now),
      () => deleteOld('result_wish', 'wish_key', 'forget_on <= $1', today),
      () => deleteOld('participation', 'participation_key', 'forget_on <= $1', today),
      forgetClosed,
      () => transaction(pool, (client) => tools.keys.purge(client)),
      () =>
        forget('UPDATE contact SET sealed = NULL, idle_at = NULL', {
          ...{ table: 'contact', key: 'contact_key', values: [oldest, now] },
          condition: `last_seen < $1 AND sealed IS NOT NULL AND ${isDone}`,
        }),
    ]
    const failures: unknown[] = []
    for (const part of parts) await part().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }

  async function warnOfGivenUp(oldest: string, now: Date): Promise<void> {
    const given = await pool.query(`SELECT FROM contact WHERE last_seen < $1 AND ${isGivenUp} LIMIT 1`, [oldest, now])
    if (given.rowCount !== 0) log.error({}, 'conversations that could not be ended are forgotten, and not counted')
  }

  /** What somebody completed while the round was being closed. */
  async function forgetClosed(): Promise<void> {
    const { rows: closed } = await pool.query<Round>('SELECT flow, round FROM closed_round')
    for (const round of closed)
      await pool.query('DELETE FROM participation WHERE round_key = $1', [roundKey(tools.keys.keyring, round)])
  }

  return {
    async endIdle(next, learn = async () => {}) {
      let all = 0
      for (;;) {
        const { ended, undecided } = await endBatch(next, batchSize)
        all += ended
        if (undecided > 0) await learn()
        if (ended + undecided === 0) return all
      }
    },
    endRound: (round) => endRound(round),
    purge: () =>
      purge().catch((error: unknown) => {
        throw asProblem(error)
      }),
  }
}
