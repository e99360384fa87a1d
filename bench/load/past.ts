import { randomBytes } from 'node:crypto'
import type { Database } from '../bench.ts'
import { messagesBehind } from './conversations.ts'

const portion = 50_000
const chanceBytes = 2 ** 20

/** The messages that brought everybody in the database to where they are; screens of so many bytes that look sealed. */
export async function putMessagesBehind({ pool }: Database, screenBytes: number): Promise<void> {
  await pool.query(
    `INSERT INTO inbound_message (message_key, sealed, received_on)
     SELECT sha256(contact_key || int4send(number)),
       substring($1::bytea FROM 1 + (random() * $2)::int FOR $3), current_date
     FROM contact, generate_series(1, $4::int) AS number`,
    [randomBytes(chanceBytes), chanceBytes - screenBytes - 1, screenBytes, messagesBehind],
  )
}

/** Interviews that were released before, and the marks that their numbers have completed the round. */
export async function putInterviews(
  { pool }: Database,
  count: number,
  progress: (done: number) => void,
): Promise<void> {
  for (let from = 1; from <= count; from += portion) {
    const to = Math.min(from + portion - 1, count)
    await pool.query(
      `INSERT INTO interview (flow, round, version, period, language, medium, disposition, answers)
       SELECT 'health-services', '2026', encode(sha256(int4send(n % 3)), 'hex'), to_char(current_date - n % 90, 'YYYY-MM'), 'en', 'sms', 'completed',
         json_build_object(
           'gender', json_build_object('value', (ARRAY['woman', 'man', 'third'])[1 + n % 3]),
           'care', json_build_object('value', 'each_time'), 'reason', json_build_object('missing', 'not_applicable'),
           'affordable', json_build_object('value', 'agree'), 'equal', json_build_object('value', 'disagree'),
           'time', json_build_object('missing', 'dont_know'), 'satisfaction', json_build_object('value', 'satisfied'))
       FROM generate_series($1::int, $2::int) AS n`,
      [from, to],
    )
    await pool.query(
      `INSERT INTO participation (participation_key, round_key, forget_on)
       SELECT sha256(int8send(n)), sha256('round'), current_date + 400 FROM generate_series($1::int, $2::int) AS n`,
      [from, to],
    )
    progress(to / count)
  }
}
