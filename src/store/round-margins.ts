import type pg from 'pg'
import { z } from 'zod'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'

/** What was recorded of the population of a round. */
interface StoredMargins {
  /** JSON: what it holds is for whoever recorded it to know. */
  readonly content: unknown
  /** ISO date. */
  readonly recordedOn: string
}

/** What is known of the population of each round. */
export interface RoundMargins {
  /** null: nothing was recorded. */
  find(round: Round): Promise<StoredMargins | null>
  /**
   * Records it in place of what was recorded before. `by`: the account; null for a command. False where the round has ended: who sees the answers
   * must not choose how they are weighted.
   */
  save(round: Round, content: unknown, by: string | null): Promise<boolean>
}

export function roundMargins(pool: pg.Pool, today: () => string): RoundMargins {
  return {
    async find({ flow, round }) {
      const { rows } = await pool
        .query<StoredMargins>(
          `SELECT content, recorded_on::text AS "recordedOn" FROM round_margins WHERE flow = $1 AND round = $2`,
          [flow, round],
        )
        .catch(rethrow)
      return rows[0] ?? null
    },
    async save({ flow, round }, content, by) {
      const { rowCount } = await pool
        .query(
          `INSERT INTO round_margins (flow, round, content, recorded_by, recorded_on)
           SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT FROM closed_round WHERE flow = $1 AND round = $2)
           ON CONFLICT (flow, round) DO UPDATE SET content = excluded.content, recorded_by = excluded.recorded_by,
             recorded_on = excluded.recorded_on`,
          [flow, round, JSON.stringify(z.json().parse(content)), by, today()],
        )
        .catch(rethrow)
      return rowCount === 1
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
