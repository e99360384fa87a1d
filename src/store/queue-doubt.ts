import type pg from 'pg'
import type { Erasure, Outbound } from './contacts.ts'

/** A reply to something that was said longer ago answers nothing any more. */
export const mostSeconds = { reply: 3600, erasure: 3 * 86_400 }

/**
 * Tries whose end is not known: no answer came, or the worker died. A reply may be sent once more
 * after one of them, so that at most two arrive; a sensitive one never.
 */
const uncertainTries = { ordinary: 1, sensitive: 0 }

/** What is known of one reply or erasure as it is about to leave. */
interface Leaving {
  readonly outbound: Outbound | Erasure
  /** Tries before this one whose end is not known. */
  readonly triesInDoubt: number
  /** Since it was written, by the database's clock. */
  readonly ageSeconds: number
  /** It was written in another database: this one was restored from a dump, and it may have left since. */
  readonly isRestored: boolean
}

/** Why something is not sent; null: it is. What was erased may be erased again. */
export function whyNotSent({ outbound, triesInDoubt, ageSeconds, isRestored }: Leaving): string | null {
  if ('erases' in outbound)
    return ageSeconds > mostSeconds.erasure ? 'an erasure is given up after three days of tries' : null
  if (ageSeconds > mostSeconds.reply) return 'a reply is not sent, because it is older than an hour'
  if (isRestored) return 'a reply is not sent, because the database was restored and it may have arrived'
  const most = outbound.sensitive ? uncertainTries.sensitive : uncertainTries.ordinary
  return triesInDoubt > most ? 'a reply is not sent again, because it may have arrived' : null
}

/** Not every provider of databases lets users see which server they are on. */
const server = 'SELECT system_identifier::text AS name FROM pg_control_system()'
const table = `SELECT concat_ws('.', oid, to_regclass('pgboss.job')::oid) AS name FROM pg_database
  WHERE datname = current_database()`

/**
 * Names the queue's table as no other database does: a restored dump makes it anew, here or elsewhere. What was written under
 * another name came with a dump.
 */
export async function homeOf(pool: pg.Pool): Promise<string> {
  const ask = async (text: string) => (await pool.query<{ name: string }>(text)).rows[0]?.name ?? ''
  const isForbidden = (error: unknown) => (error as { code?: unknown }).code === '42501'
  const onServer = await ask(server).catch((error: unknown) => {
    if (isForbidden(error)) return ''
    throw error
  })
  return `${onServer}.${await ask(table)}`
}
