import pg from 'pg'
import { Problem } from '../problem.ts'

/** What a connection is asked for as it begins, and a pooler may drop. */
const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const

const statement = { name: 'heard-kept', text: 'SELECT 1' }

/** No such prepared statement; there is one of that name; one that the pooler did not expect. */
const mislaid = new Set(['26000', '42P05', '08P01'])

const refusal = (what: string, remedy: string, cause?: unknown) => new Problem('database', [what, remedy], { cause })

/** Whether a statement that was prepared is still there when another client has had the server's connection in between. */
async function requireKeptStatements(pool: pg.Pool): Promise<void> {
  const [one, other] = [await pool.connect(), await pool.connect()]
  try {
    await one.query(statement)
    // A pooler lends this one the connection that the first has just given back, so that the first gets another.
    await other.query('BEGIN')
    await one.query(statement)
    await other.query(statement)
    await other.query('COMMIT')
    one.release()
    other.release()
  } catch (error) {
    one.release(true)
    other.release(true)
    if (!(error instanceof pg.DatabaseError) || !mislaid.has(error.code ?? '')) throw error
    throw refusal(
      'a pooler between here and PostgreSQL mislays prepared statements',
      'PgBouncer: version 1.21 or newer with max_prepared_statements = 200, or pool_mode = session; or let DATABASE_URL lead past it',
      error,
    )
  }
}

/** Throws `database` where connections are not what the hot path needs them to be, as behind a pooler of transactions. */
export async function requireWholeConnections(pool: pg.Pool): Promise<void> {
  await requireKeptStatements(pool)
  const { rows } = await pool.query<Record<string, string>>(
    `SELECT ${limits.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  )
  const dropped = limits.filter((name) => rows[0]?.[name] === '0')
  if (dropped.length === 0) return
  throw refusal(
    `its connections have no limit: a pooler in between drops ${dropped.join(', ')}, so one statement that hangs would hold up everybody`,
    `set them on the role: ${dropped.map((name) => `ALTER ROLE … SET ${name} = '30s'`).join('; ')}`,
  )
}
