import type pg from 'pg'
import type { Keyring } from '../privacy/keyring.ts'
import { periodOf } from './coarse-time.ts'
import { toBytes } from './contact-rows.ts'
import type { Deliveries } from './contacts.ts'
import { asProblem } from './database.ts'

export interface DeliveryRecords extends Deliveries {
  /** Remembers what a provider calls a message that it took from us. */
  sent(channel: string, messageId: string): Promise<void>
}

export function deliveries(
  pool: pg.Pool,
  { keyring, clock }: { readonly keyring: Keyring; readonly clock: () => Date },
): DeliveryRecords {
  const keyOf = (channel: string, messageId: string) => toBytes(keyring.hash('delivery', channel, messageId))
  return {
    async sent(channel, messageId) {
      await pool
        .query({
          name: 'insert-delivery',
          text: "INSERT INTO delivery (delivery_key, state, sent_on) VALUES ($1, 'sent', $2) ON CONFLICT DO NOTHING",
          values: [keyOf(channel, messageId), periodOf(clock())],
        })
        .catch(rethrow)
    },
    async report(channel, messageId, state) {
      // Only what is on its way can change, and only to one of the two ends; of two reports at once one finds the other's. A
      // report may be here before our own note that the message was sent: then it is the note.
      if (state === 'sent') return false
      const { rowCount } = await pool
        .query({
          name: 'report-delivery',
          text: `INSERT INTO delivery AS known (delivery_key, state, sent_on) VALUES ($1, $2, $3)
                 ON CONFLICT (delivery_key) DO UPDATE SET state = excluded.state WHERE known.state = 'sent'`,
          values: [keyOf(channel, messageId), state, periodOf(clock())],
        })
        .catch(rethrow)
      return (rowCount ?? 0) > 0
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
