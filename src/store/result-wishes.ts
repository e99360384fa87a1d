import type pg from 'pg'
import type { Screen } from '../core/reply.ts'
import { fromBytes } from './contact-rows.ts'
import type { ResultWish, Round } from './contacts.ts'
import { asProblem, transaction } from './database.ts'
import { type ContactTools, openSealed } from './effects.ts'
import type { SealedWish } from './wish-changes.ts'

/** The wishes of people who want the results of a round sent to their phone. */
export interface ResultWishes {
  /** How many there are in a round. */
  count(round: Round): Promise<number>
  /**
   * Turns up to `most` wishes of a round into messages of the queue, and deletes them, in one transaction: whatever is
   * interrupted, and whoever else does the same, nobody gets two. Returns how many.
   */
  send(round: Round, most: number, compose: (wish: Pick<ResultWish, 'medium' | 'language'>) => Screen): Promise<number>
}

export function resultWishes(pool: pg.Pool, { keys, log, enqueue }: ContactTools): ResultWishes {
  const send: ResultWishes['send'] = ({ flow, round }, most, compose) =>
    transaction(pool, async (client) => {
      const { rows } = await client.query<{ wish_key: Buffer; sealed: Buffer }>(
        `DELETE FROM result_wish WHERE wish_key IN (
           SELECT wish_key FROM result_wish WHERE flow = $1 AND round = $2 LIMIT $3 FOR UPDATE SKIP LOCKED
         ) RETURNING wish_key, sealed`,
        [flow, round, most],
      )
      await keys.ensure(rows.map(({ sealed }) => sealed))
      const wishes = rows.flatMap(({ wish_key, sealed }) => {
        const wish = openSealed(() => keys.keyring.open('wish', fromBytes(wish_key), sealed) as SealedWish, log)
        return wish ? [wish] : []
      })
      // Rather none than two: whoever reads the phone must not find it again.
      const replies = wishes.map(({ contact, channel, address, ...wish }) => ({
        ...{ contact, outbound: { channel, address, screen: compose(wish), sensitive: true } },
      }))
      await enqueue(client, { withdrawn: [], replies })
      await client.query('UPDATE result_message SET queued = queued + $3 WHERE flow = $1 AND round = $2', [
        ...[flow, round, replies.length],
      ])
      return replies.length
    })

  return {
    async count({ flow, round }) {
      const { rows } = await pool
        .query<{ count: number }>('SELECT count(*)::int AS count FROM result_wish WHERE flow = $1 AND round = $2', [
          ...[flow, round],
        ])
        .catch((error: unknown) => {
          throw asProblem(error)
        })
      return rows[0]?.count ?? 0
    },
    send,
  }
}
