import type pg from 'pg'
import type { Log } from '../log.ts'
import type { Caused } from './contact-batch.ts'
import { contactRows, fromBytes, type Row, toBytes, waitingRows } from './contact-rows.ts'
import { type ContactRow, insertParticipations, insertWaiting, updateContacts } from './contact-statements.ts'
import type { Key, Outbound, StoredContact } from './contacts.ts'
import type { KeyStore } from './keys.ts'

/** One reply for the queue. */
interface Reply {
  readonly contact: Key
  readonly outbound: Outbound
}

/** Puts replies into the queue, in the transaction of the client. */
export type Enqueue = (client: pg.ClientBase, replies: readonly Reply[]) => Promise<void>

/** What reading and writing contacts needs beside a connection. */
export interface ContactTools {
  readonly keys: KeyStore
  readonly log: Log
  readonly clock: () => Date
  readonly enqueue: Enqueue
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

/** Writes what the effects change, but for the messages themselves. Every statement but the queue's is sent at once. */
export async function writeEffects(
  client: pg.ClientBase,
  caused: readonly Caused[],
  day: string,
  { keys: { keyring }, enqueue }: ContactTools,
): Promise<void> {
  const participations = caused.flatMap(({ effects }) => effects.participated.map((key): Row => [toBytes(key)]))
  const finished = caused.flatMap(({ effects }) => effects.finished)
  const replies = caused.flatMap(({ contact, effects }) => effects.outbound.map((outbound) => ({ contact, outbound })))
  const contacts = contactRows(caused, keyring, day)
  const waiting = waitingRows(finished, keyring)
  await Promise.all([
    updateContacts(client, contacts),
    participations.length > 0 && insertParticipations(client, participations),
    waiting.length > 0 && insertWaiting(client, waiting),
    replies.length > 0 && enqueue(client, replies),
  ])
}
