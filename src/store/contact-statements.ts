import type pg from 'pg'
import type { Row } from './contact-rows.ts'

/** Whole columns, each of them one parameter of a statement. */
const columns = (rows: readonly Row[], count: number) =>
  Array.from({ length: count }, (_, column) => rows.map((row) => row[column]))

export interface ContactRow {
  readonly contact_key: Buffer
  readonly sealed: Buffer | null
  readonly opted_out: boolean
}

interface MessageRow {
  readonly message_key: Buffer
  readonly sealed: Buffer | null
}

/**
 * Makes rows for contacts that have none, and locks them: in the order of their keys, or two transactions that make the
 * same contacts wait for each other for ever. Returns the keys that are new.
 */
export function insertMissingContacts(client: pg.ClientBase, keys: readonly Buffer[], period: string) {
  return client.query<{ contact_key: Buffer }>({
    name: 'insert-missing-contacts',
    text: `INSERT INTO contact (contact_key, last_seen)
      SELECT key, $2::date FROM unnest($1::bytea[]) AS key
      WHERE NOT EXISTS (SELECT FROM contact WHERE contact_key = key) ORDER BY key
      ON CONFLICT DO NOTHING RETURNING contact_key`,
    values: [keys, period],
  })
}

/** Locks and reads the contacts that nobody else holds; the others are not returned, so that nobody waits for them. */
export function lockContacts(client: pg.ClientBase, keys: readonly Buffer[]) {
  return client.query<ContactRow>({
    name: 'lock-contacts',
    text: `SELECT contact_key, sealed, opted_out FROM contact WHERE contact_key = ANY($1::bytea[])
      ORDER BY contact_key FOR UPDATE SKIP LOCKED`,
    values: [keys],
  })
}

/** Which of these messages took effect before. Only right after the contacts are locked, as a statement of its own. */
export function findMessages(client: pg.ClientBase, messages: readonly Buffer[]) {
  return client.query<MessageRow>({
    name: 'find-messages',
    text: 'SELECT message_key, sealed FROM inbound_message WHERE message_key = ANY($1::bytea[])',
    values: [messages],
  })
}

export const deleteMessages = (client: pg.ClientBase, messages: readonly Buffer[]) =>
  client.query({
    name: 'delete-messages',
    text: 'DELETE FROM inbound_message WHERE message_key = ANY($1::bytea[])',
    values: [messages],
  })

export const updateContacts = (client: pg.ClientBase, rows: readonly Row[]) =>
  client.query({
    name: 'update-contacts',
    text: `UPDATE contact SET sealed = new.sealed, opted_out = new.opted_out, idle_at = new.idle_at, last_seen = new.last_seen
      FROM unnest($1::bytea[], $2::bytea[], $3::boolean[], $4::timestamptz[], $5::date[])
        AS new (contact_key, sealed, opted_out, idle_at, last_seen)
      WHERE contact.contact_key = new.contact_key`,
    values: columns(rows, 5),
  })

export const insertMessages = (client: pg.ClientBase, rows: readonly Row[]) =>
  client.query({
    name: 'insert-messages',
    text: `INSERT INTO inbound_message (message_key, sealed, received_on)
      SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::date[])`,
    values: columns(rows, 3),
  })

const endOf = 'SELECT FROM closed_round WHERE closed_round.flow = new.flow AND closed_round.round = new.round'
/** Whether something can still be completed in the round of a row. */
const isOpen = `NOT EXISTS (${endOf})`
/** Whether something can still be added to it: while it is being closed, conversations end. */
const isTaking = `NOT EXISTS (${endOf} AND state <> 'closing')`

/**
 * Writes marks of participation and what has ended: of a closed round no mark, of one that is counted or closed nothing at all. Whoever else makes
 * the same mark is waited for; what has a mark is written only if this statement made it.
 */
export const insertOutcomes = (client: pg.ClientBase, marks: readonly Row[], waiting: readonly Row[]) =>
  client.query({
    name: 'insert-outcomes',
    text: `WITH made AS (
        INSERT INTO participation (participation_key, round_key, forget_on) SELECT key, round_key, forget_on
        FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::date[])
          AS new (key, round_key, flow, round, forget_on)
        WHERE ${isOpen} ORDER BY key ON CONFLICT DO NOTHING RETURNING participation_key)
      INSERT INTO waiting_interview (id, flow, round, version, sealed)
      SELECT id, flow, round, version, sealed
      FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::bytea[])
        AS new (id, flow, round, version, sealed, mark)
      WHERE ${isTaking} AND (mark IS NULL OR mark IN (SELECT participation_key FROM made))`,
    values: [...columns(marks, 5), ...columns(waiting, 6)],
  })

/** Takes back what `insertMissingContacts` made for contacts that nothing happened to. */
export const deleteContacts = (client: pg.ClientBase, keys: readonly Buffer[]) =>
  client.query({
    name: 'delete-contacts',
    text: 'DELETE FROM contact WHERE contact_key = ANY($1::bytea[])',
    values: [keys],
  })

/** Contacts whose session has been idle since `now` or longer, locked; none that anybody else holds. */
export const lockIdleContacts = (client: pg.ClientBase, now: Date, limit: number) =>
  client.query<ContactRow>({
    name: 'lock-idle-contacts',
    text: `SELECT contact_key, sealed, opted_out FROM contact WHERE idle_at <= $1
      ORDER BY idle_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [now, limit],
  })

export const findParticipations = (client: pg.Pool, keys: readonly Buffer[]) =>
  client.query<{ participation_key: Buffer }>({
    name: 'find-participations',
    text: 'SELECT participation_key FROM participation WHERE participation_key = ANY($1::bytea[])',
    values: [keys],
  })
