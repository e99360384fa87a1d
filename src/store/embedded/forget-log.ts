import pg from 'pg'

/** Options of a server whose write-ahead log is removed once it is not needed any more, not kept to be written over some day. */
export const forgettingFlags = ['wal_recycle=off', 'min_wal_size=32MB']

/**
 * Removes what was written to the write-ahead log so far. It ties each message to its contact and so counts them, whatever the tables hold; and
 * where little is written, one of its files lasts for days.
 */
export async function forgetLog(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl, query_timeout: 60_000 })
  await client.connect()
  try {
    await client.query('SELECT pg_switch_wal()')
    // Only what comes after it is needed after a crash.
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
}
