import { roundScope } from '../privacy/keyring.ts'
import type { Caused } from './contact-batch.ts'
import { dayOf, fromBytes } from './contact-rows.ts'
import { lockIdleContacts } from './contact-statements.ts'
import type { Effects, Round, StoredContact } from './contacts.ts'
import { type Database, transaction } from './database.ts'
import { type ContactTools, storedContact, writeEffects } from './effects.ts'

/** What happens to contacts that nobody writes from. */
export interface Retention {
  /**
   * Runs `next` (synchronous, pure) on every contact whose session is idle by now, and commits its effects; nobody waits
   * for the screen. Returns how many. Several processes may do so at the same time.
   */
  endIdle(next: (stored: StoredContact) => Effects): Promise<number>
  /** Lets every session of a round count as idle from now on, so that `endIdle` ends it. */
  endRound(round: Round): Promise<void>
  /** Forgets messages, sessions and contacts of which nothing was heard for seven days; that somebody opted out is kept. */
  purge(): Promise<void>
}

const batchSize = 100
const daysKept = 7
const millisecondsPerDay = 86_400_000

export function retention({ pool, hotPool }: Database, tools: ContactTools): Retention {
  const { log, clock } = tools

  async function endBatch(next: (stored: StoredContact) => Effects): Promise<number> {
    return transaction(hotPool, async (client) => {
      const now = clock()
      const { rows } = await lockIdleContacts(client, now, batchSize)
      await tools.keys.ensure(rows.map((row) => row.sealed))
      const caused = rows.map((row): Caused => {
        const stored = storedContact(row, tools)
        return {
          contact: fromBytes(row.contact_key),
          effects: safely(() => endedBy(now, next(stored)), stored.optedOut),
        }
      })
      if (caused.length > 0) await writeEffects(client, caused, dayOf(now), tools)
      return caused.length
    })
  }

  function endedBy(now: Date, effects: Effects): Effects {
    if (effects.idleAt && effects.idleAt <= now) throw new Error('the session would stay idle')
    return effects
  }

  /** A session that cannot be ended is forgotten: it would be found again for ever, and keep others from being found. */
  function safely(next: () => Effects, optedOut: boolean): Effects {
    try {
      return next()
    } catch (error) {
      log.error({ error }, 'an idle session could not be ended; it is forgotten')
      return {
        ...{ session: null, round: null, optedOut, idleAt: null, screen: null },
        ...{ finished: [], participated: [], outbound: [] },
      }
    }
  }

  return {
    async endIdle(next) {
      let ended = 0
      for (;;) {
        const count = await endBatch(next)
        ended += count
        if (count < batchSize) return ended
      }
    },
    endRound: ({ flow, round }) =>
      transaction(pool, async (client) => {
        await client.query(
          `UPDATE contact SET idle_at = $2 WHERE substring(sealed FROM 1 FOR 4) IN
             (SELECT int4send(id) FROM sealing_key WHERE scope = $1 AND wrapped IS NOT NULL)`,
          [roundScope(flow, round), clock()],
        )
      }),
    purge: () =>
      transaction(pool, async (client) => {
        const oldest = dayOf(new Date(clock().getTime() - daysKept * millisecondsPerDay))
        await client.query('DELETE FROM inbound_message WHERE received_on < $1', [oldest])
        await client.query('DELETE FROM contact WHERE last_seen < $1 AND NOT opted_out', [oldest])
        await client.query(
          'UPDATE contact SET sealed = NULL, idle_at = NULL WHERE last_seen < $1 AND sealed IS NOT NULL',
          [oldest],
        )
        await tools.keys.purge(client)
      }),
  }
}
