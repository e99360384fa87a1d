import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { roundScope } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import type { IsEnded, Round } from './contacts.ts'
import { asProblem, transaction } from './database.ts'
import { locks } from './locks.ts'

/**
 * How far the end of a round has come. `closing`: nothing can be begun or completed, conversations are being ended. `counting`: nothing
 * is added any more, what waits is being released. `closed`: its key is erased.
 */
const endStates = ['closing', 'counting', 'closed'] as const
export type EndState = (typeof endStates)[number]

export interface EndedRound extends Round {
  readonly state: EndState
}

/** Who wants the lock alone keeps all others waiting; after so long it lets them pass. */
const patience = { milliseconds: 250, pause: 50, tries: 40 }

/** The first statement of a transaction that decides: until it ends, no round changes its state. */
export const holdRounds = (client: pg.ClientBase) =>
  client.query({ name: 'hold-rounds', text: `SELECT pg_advisory_xact_lock_shared(${locks.rounds})` })

/** What one process knows of the rounds that have ended. */
export interface RoundEnds {
  /** Which rounds have ended, for a transaction that has taken `holdRounds` before. */
  read(client: pg.ClientBase): Promise<IsEnded>
}

export function roundEnds(): RoundEnds {
  let known: ReadonlySet<string> = new Set()
  return {
    async read(client) {
      const before = known
      // Rows are never deleted: who has seen as many as there are knows them all.
      const { rows } = await client.query<Round>({
        name: 'ended-rounds',
        text: 'SELECT flow, round FROM closed_round WHERE (SELECT count(*) FROM closed_round) <> $1',
        values: [before.size],
      })
      const ended = rows.length > 0 ? new Set(rows.map(({ flow, round }) => roundScope(flow, round))) : before
      // Two transactions may read at the same time: what the later one saw stays.
      if (ended.size > known.size) known = ended
      return ({ flow, round }) => ended.has(roundScope(flow, round))
    },
  }
}

/**
 * Brings a round to a state, once every transaction that has decided without knowing of it has ended; one that is there already, or further
 * on, stays as it is. `day` is today.
 */
export async function moveTo(
  pool: pg.Pool,
  { flow, round }: Round,
  state: Exclude<EndState, 'closed'>,
  day: string,
): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await transaction(pool, async (client) => {
        await client.query(`SET LOCAL lock_timeout = ${patience.milliseconds}`)
        await client.query('SELECT pg_advisory_xact_lock($1)', [locks.rounds])
        await client.query(
          `INSERT INTO closed_round AS known (flow, round, state, closed_on, discarded) VALUES ($1, $2, $3, $4, false)
           ON CONFLICT (flow, round) DO UPDATE SET state = excluded.state
             WHERE array_position($5::text[], known.state) < array_position($5::text[], excluded.state)`,
          [flow, round, state, day, endStates],
        )
      })
    } catch (error) {
      const again = error instanceof Problem && error.code === 'unavailable' && tried < patience.tries
      if (!again) throw error
      await sleep(patience.pause)
    }
  }
}

/** Every round that has ended or is being closed, the oldest first. */
export async function endedRounds(pool: pg.Pool): Promise<EndedRound[]> {
  const { rows } = await pool
    .query<EndedRound>('SELECT flow, round, state FROM closed_round ORDER BY closed_on, flow, round')
    .catch((error: unknown) => {
      throw asProblem(error)
    })
  return rows
}
