import pg from 'pg'
import type { Keyring } from '../../src/privacy/keyring.ts'
import { type InterviewRecord, interviewRecord } from '../../src/store/interview-record.ts'
import { openKeys } from '../../src/store/keys.ts'
import { masterSecret } from './server-process.ts'

/** Opens what the servers sealed in this database. */
export async function keyringOf(url: string): Promise<Keyring> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    return (await openKeys(pool, { current: masterSecret, previous: [] }, () => new Date())).keyring
  } finally {
    await pool.end()
  }
}

/** Runs one statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}

type Stored = Pick<InterviewRecord, 'disposition' | 'answers'>

/** Every interview of a flow, whether it is released or still waits, sealed. */
export async function storedInterviews(url: string, flow: string): Promise<Stored[]> {
  // One statement sees one moment: between two an interview could move from the one table to the other, unseen.
  const rows = await query<Stored & { id: string; sealed: Buffer | null }>(
    url,
    `SELECT id, NULL::bytea AS sealed, disposition, answers FROM interview WHERE flow = $1
     UNION ALL SELECT id, sealed, NULL, NULL FROM waiting_interview WHERE flow = $1`,
    [flow],
  )
  const keyring = await keyringOf(url)
  return rows.flatMap(({ id, sealed, disposition, answers }) => {
    if (!sealed) return [{ disposition, answers }]
    const opened = interviewRecord.parse(keyring.open('interview', id, sealed))
    return opened.interview ? [opened] : []
  })
}
