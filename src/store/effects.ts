import type pg from 'pg'
import type { Log } from '../log.ts'
import { dayOf } from './coarse-time.ts'
import type { Caused } from './contact-batch.ts'
import { contactRows, fromBytes, markRows, waitingRows } from './contact-rows.ts'
import { type ContactRow, insertOutcomes, updateContacts } from './contact-statements.ts'
import type { Erasure, Key, Outbound, StoredContact } from './contacts.ts'
import { allOf } from './database.ts'
import type { KeyStore } from './keys.ts'
import type { RoundEnds } from './round-ends.ts'
import { changeWishes, wishChange } from './wish-changes.ts'

/** One reply, or one erasure, for the queue. */
interface Reply {
  readonly contact: Key
  readonly outbound: Outbound | Erasure
}

/** What a transaction does to the queue. */
export interface QueueChange {
  /** Contacts whose replies that wait are dropped first. */
  readonly withdrawn: readonly Key[]
  readonly replies: readonly Reply[]
}

/** Changes the queue, in the transaction of the client. */
export type Enqueue = (client: pg.ClientBase, change: QueueChange) => Promise<void>

/** What reading and writing contacts needs beside a connection. */
export interface ContactTools {
  readonly keys: KeyStore
  readonly log: Log
  readonly clock: () => Date
  readonly enqueue: Enqueue
  readonly rounds: RoundEnds
}

/** The opened value, or null with a warning: what does not open must not block its contact. */
export function openSealed<T>(open: () => T, log: Log): T | null {
  try {
    return open()
  } catch (error) {
    log.warn({ error }, 'a sealed record does not open; going on without it')
    return null
  }
}

export function storedContact(row: ContactRow, { keys, log }: ContactTools): StoredContact {
  const { sealed } = row
  const session = sealed && openSealed(() => keys.keyring.open('session', fromBytes(row.contact_key), sealed), log)
  return { session, optedOut: row.opted_out }
}

/** What the effects do to the queue, one after the other; null where they leave it alone. */
export function queueChange(caused: readonly Caused[]): QueueChange | null {
  const withdrawn = new Set<Key>()
  let replies: Reply[] = []
  for (const { contact, effects } of caused) {
    if (effects.withdraws) {
      withdrawn.add(contact)
      replies = replies.filter((reply) => reply.contact !== contact || 'erases' in reply.outbound)
    }
    replies.push(...effects.outbound.map((outbound) => ({ contact, outbound })))
  }
  return withdrawn.size + replies.length > 0 ? { withdrawn: [...withdrawn], replies } : null
}

/** Writes what the effects change, but for the messages themselves. Every statement but the queue's is sent at once. */
export async function writeEffects(
  client: pg.ClientBase,
  caused: readonly Caused[],
  now: Date,
  { keys: { keyring }, enqueue }: ContactTools,
): Promise<void> {
  const participations = markRows(caused, keyring, now)
  const finished = caused.flatMap(({ effects }) => effects.finished)
  const queued = queueChange(caused)
  const contacts = contactRows(caused, keyring, now)
  const waiting = waitingRows(finished, keyring)
  const changeRest = async () => {
    // First the wishes: a result that becomes a message while somebody opts out is then found in the queue.
    await changeWishes(client, wishChange(caused), keyring, dayOf(now))
    if (queued) await enqueue(client, queued)
  }
  await allOf([
    updateContacts(client, contacts),
    participations.length + waiting.length > 0 && insertOutcomes(client, participations, waiting),
    changeRest(),
  ])
}
