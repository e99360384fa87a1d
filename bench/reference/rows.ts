import type pg from 'pg'

/** How many bytes Heard writes for a message: the reference writes rows of the same size. */
export interface RowBytes {
  /** A sealed session. */
  readonly session: number
  /** A sealed screen, which is kept with the id of the message that it answers. */
  readonly screen: number
}

/** The mean of what a database holds after some load. */
export async function measureRowBytes(pool: pg.Pool): Promise<RowBytes> {
  const { rows } = await pool.query<RowBytes>(`SELECT
    (SELECT round(avg(octet_length(sealed)))::int FROM contact WHERE idle_at IS NOT NULL) AS session,
    (SELECT round(avg(octet_length(sealed)))::int FROM inbound_message) AS screen`)
  const [bytes] = rows
  if (!bytes?.session || !bytes.screen) throw new Error('There are no rows to measure.')
  return bytes
}

/** So many contacts there are for the reference to choose from. */
export const referenceContacts = 10_000

/**
 * Contacts for the reference, and a table for the answers that it writes. The other tables are those of the program, with
 * their indexes; that of the answers has none, to cost the reference as little as possible.
 */
export async function fillReference(pool: pg.Pool, { session }: RowBytes): Promise<void> {
  await pool.query('CREATE TABLE answer (contact_key bytea NOT NULL, question text NOT NULL, value text NOT NULL)')
  await pool.query(
    `INSERT INTO contact (contact_key, sealed, idle_at, last_seen)
     SELECT sha256(int4send(n)), $2, now(), current_date FROM generate_series(1, $1::int) AS n`,
    [referenceContacts, Buffer.alloc(session, 1)],
  )
  await pool.query('VACUUM ANALYZE')
}
