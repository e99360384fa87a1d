import type pg from 'pg'
import { periodOf } from './coarse-time.ts'
import { toBytes } from './contact-rows.ts'
import type { FailedMessages } from './contacts.ts'
import { transaction } from './database.ts'
import type { ContactTools } from './effects.ts'

/** A provider that gets no 2xx sends a message again; so often it is tried. */
const mostAttempts = 3

export function failedMessages(pool: pg.Pool, { keys: { keyring }, log, clock }: ContactTools): FailedMessages {
  return {
    failed: (contact, message, { record, screen }) =>
      transaction(pool, async (client) => {
        const keys = [toBytes(contact), toBytes(message)]
        const period = periodOf(clock())
        // The order of the hot path: first the contact, then its messages.
        await client.query('SELECT FROM contact WHERE contact_key = $1 FOR UPDATE', [keys[0]])
        const { rows } = await client.query<{ attempts: number }>(
          `INSERT INTO failed_message AS known (contact_key, message_key, attempts, failed_on) VALUES ($1, $2, 1, $3)
           ON CONFLICT (contact_key, message_key) DO UPDATE SET attempts = known.attempts + 1 RETURNING attempts`,
          [...keys, period],
        )
        if (await forgetSession(client, contact))
          log.error({}, 'several messages of a contact fail; its session is forgotten')
        if ((rows[0]?.attempts ?? 0) < mostAttempts) return false
        await client.query(
          'UPDATE failed_message SET sealed = $3 WHERE contact_key = $1 AND message_key = $2 AND sealed IS NULL',
          [...keys, keyring.seal('failure', message, record)],
        )
        await client.query(
          'INSERT INTO inbound_message (message_key, sealed, received_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [keys[1], screen && keyring.seal('screen', message, screen), period],
        )
        return true
      }),
  }
}

/** Where as many tries failed, and of more than one message, it is not the message that is at fault. */
async function forgetSession(client: pg.ClientBase, contact: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE contact SET sealed = NULL, idle_at = NULL WHERE contact_key = $1 AND sealed IS NOT NULL AND $2 <=
       (SELECT sum(attempts) FROM failed_message WHERE contact_key = $1 HAVING count(*) > 1)`,
    [toBytes(contact), mostAttempts],
  )
  return (rowCount ?? 0) > 0
}
