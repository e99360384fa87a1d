import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { asProblem, openDatabase } from './database.ts'
import { requireNewestSchema } from './migrations.ts'

/** How a database is, for people who run the service. */
export interface DatabaseState {
  /** PostgreSQL's version, as it says it. */
  readonly version: string
  readonly bytes: number
  /** Its clock, less ours, in milliseconds. */
  readonly clockAhead: number
  /** Why its schema is not the newest; null: it is. */
  readonly schemaFault: string | null
}

/** Looks at a database and changes nothing. Throws `database` where it cannot be used. */
export async function examineDatabase(
  url: string,
  { log, clock }: { log: Log; clock: () => Date },
): Promise<DatabaseState> {
  const { pool, close } = await openDatabase({ url, log })
  try {
    const { rows } = await pool
      .query<{ version: string; bytes: string; now: Date }>(
        `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes, clock_timestamp() AS now`,
      )
      .catch((error: unknown) => {
        throw asProblem(error)
      })
    const [row] = rows
    const schemaFault = await requireNewestSchema(pool).then(
      () => null,
      (error: unknown) => (error instanceof Problem ? error.details.join('; ') : String(error)),
    )
    return {
      ...{ version: row?.version ?? '', bytes: Number(row?.bytes ?? 0), schemaFault },
      clockAhead: (row?.now.getTime() ?? 0) - clock().getTime(),
    }
  } finally {
    await close()
  }
}
