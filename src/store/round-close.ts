import type pg from 'pg'
import { roundScope } from '../privacy/keyring.ts'
import { roundKey } from './contact-rows.ts'
import type { Round } from './contacts.ts'
import { transaction } from './database.ts'
import type { KeyStore } from './keys.ts'
import { moveTo } from './round-ends.ts'

/** What became of the interviews that waited when a round was closed. */
export interface RoundClose {
  readonly released: number
  /** Some waited that were too few, and they were thrown away. */
  readonly discarded: boolean
}

interface CloseTools {
  readonly pool: pg.Pool
  readonly keys: KeyStore
  readonly now: Date
  readonly today: string
}

const marksAtOnce = 10_000

/**
 * The last steps of a round's end: nothing is added to it any more, then `releaseLast` and the end of its key are one transaction, so that
 * what is left of it is in the figures, or nowhere.
 */
export async function finishRound(
  { pool, keys, now, today }: CloseTools,
  round: Round,
  by: string | null,
  releaseLast: (client: pg.ClientBase) => Promise<RoundClose>,
): Promise<RoundClose> {
  // Until every transaction that adds something has ended; then opening what waits, which may take long, keeps nobody waiting.
  await moveTo(pool, round, 'counting', today)
  const names = [round.flow, round.round]
  const done = await transaction(pool, async (client) => {
    const close = await releaseLast(client)
    await client.query(
      `UPDATE closed_round SET state = 'closed', discarded = discarded OR $3 WHERE flow = $1 AND round = $2`,
      [...names, close.discarded],
    )
    await client.query(
      `UPDATE launch SET state = 'closed', decided_by = $3, decided_at = $4
       WHERE flow = $1 AND round = $2 AND state IN ('live', 'paused')`,
      [...names, by, now],
    )
    await keys.erase(client, roundScope(round.flow, round.round))
    return close
  })
  // Nothing can be begun in it any more, so nothing needs to be known of who has. In portions: there may be very many.
  const marks = `DELETE FROM participation WHERE participation_key IN (
    SELECT participation_key FROM participation WHERE round_key = $1 LIMIT ${marksAtOnce})`
  const key = roundKey(keys.keyring, round)
  while (((await pool.query(marks, [key])).rowCount ?? 0) > 0);
  return done
}
