import type pg from 'pg'
import type { Screen } from '../core/reply.ts'
import { Problem } from '../problem.ts'
import { periodOf } from './coarse-time.ts'
import { decideBatch, type Message, type Outcome } from './contact-batch.ts'
import { fromBytes, messageRows, toBytes } from './contact-rows.ts'
import {
  deleteContacts,
  deleteMessages,
  findMessages,
  findParticipations,
  insertMessages,
  insertMissingContacts,
  lockContacts,
} from './contact-statements.ts'
import type { Advanced, Contacts, Key, StoredContact } from './contacts.ts'
import { allOf, asProblem } from './database.ts'
import { type ContactTools, openSealed, queueChange, storedContact, writeEffects } from './effects.ts'
import { groupCommit } from './group-commit.ts'
import type { Readiness } from './readiness.ts'
import { holdRounds } from './round-ends.ts'

/** Takes note of whether the database stores what it is given. */
type Witness = Pick<Readiness, 'stored' | 'refused'>

/** The contacts in PostgreSQL. Messages that arrive together are committed together: see group-commit.ts. */
export function postgresContacts(pool: pg.Pool, tools: ContactTools, witness: Witness): Contacts {
  const submit = groupCommit<Message, Advanced<unknown>>({
    lane: (message) => message.contact,
    flush: async (messages, isGivenUp) => {
      try {
        const { outcomes, wrote } = await flush(pool, messages, isGivenUp, tools)
        if (wrote) witness.stored()
        return outcomes
      } catch (error) {
        if (error instanceof Problem && error.code === 'unavailable') witness.refused()
        throw error
      }
    },
  })
  return {
    advance: (contact, message, next, comesAgain) =>
      submit({ contact, message, next, comesAgain }) as Promise<Advanced<never>>,
    async participations(keys) {
      if (keys.length === 0) return new Set()
      const found = await findParticipations(pool, keys.map(toBytes)).catch((error: unknown) => {
        throw asProblem(error)
      })
      return new Set(found.rows.map((row) => fromBytes(row.participation_key)))
    },
  }
}

async function flush(
  pool: pg.Pool,
  messages: readonly Message[],
  isGivenUp: (index: number) => boolean,
  tools: ContactTools,
) {
  let client: pg.PoolClient | undefined
  try {
    client = await pool.connect()
    const { outcomes, wrote } = await commitBatch(client, messages, isGivenUp, tools)
    client.release()
    const results = outcomes.map((outcome) =>
      outcome.kind === 'done' ? { kind: outcome.kind, result: outcome.advanced } : outcome,
    )
    return { outcomes: results, wrote }
  } catch (error) {
    // Whatever state the connection is in, nobody gets it again; its transaction ends with it.
    client?.release(true)
    throw asProblem(error)
  }
}

/** One transaction in two round trips: the connection sends statements without waiting for each answer. */
async function commitBatch(
  client: pg.PoolClient,
  messages: readonly Message[],
  isGivenUp: (index: number) => boolean,
  tools: ContactTools,
): Promise<{ outcomes: Outcome[]; wrote: boolean }> {
  const now = tools.clock()
  const { held, created, answers, isEnded } = await readBatch(client, messages, periodOf(now), tools)

  // Whoever has been told that a message has no effect is told the truth, as far as that is still possible.
  const ours = messages.filter((message, index) => held.has(message.contact) && !isGivenUp(index))
  const { outcomes, changes } = decideBatch(ours, {
    contact: (contact) => held.get(contact) as StoredContact,
    answer: (message) => answers.get(message),
    isEnded,
  })

  if (changes.length === 0) {
    await client.query('ROLLBACK')
  } else {
    const changed = new Set(changes.map((change) => change.contact))
    const untouched = [...created].filter((contact) => !changed.has(contact))
    // Answered anew, as another message under the key of an earlier one.
    const replaced = changes.map(({ message }) => message).filter((message) => answers.has(message))
    const written = allOf([
      writeEffects(client, changes, now, tools),
      replaced.length > 0 && deleteMessages(client, replaced.map(toBytes)),
      insertMessages(client, messageRows(changes, tools.keys.keyring, now)),
      untouched.length > 0 && deleteContacts(client, untouched.map(toBytes)),
    ])
    // The queue sends its statement when it is ready: only then may the commit follow.
    if (queueChange(changes)) await written
    const [, committed] = await allOf([written, client.query('COMMIT')])
    // COMMIT of a transaction that failed "succeeds" as ROLLBACK.
    if (committed.command !== 'COMMIT') throw new Problem('unavailable')
  }

  const decided = new Map(ours.map((message, index) => [message, outcomes[index] as Outcome]))
  return {
    outcomes: messages.map((message): Outcome => decided.get(message) ?? { kind: 'later' }),
    wrote: changes.length > 0,
  }
}

/** Locks the contacts that are free and reads what is stored about them and these messages. */
async function readBatch(client: pg.PoolClient, messages: readonly Message[], period: string, tools: ContactTools) {
  const keys = [...new Set(messages.map((message) => message.contact))].map(toBytes)
  const [, , isEnded, inserted, locked, found] = await allOf([
    client.query('BEGIN'),
    // Before any row is locked, so that no row keeps a round from being closed.
    holdRounds(client),
    tools.rounds.read(client),
    insertMissingContacts(client, keys, period),
    lockContacts(client, keys),
    findMessages(
      client,
      messages.map((message) => toBytes(message.message)),
    ),
  ])
  await tools.keys.ensure([...locked.rows, ...found.rows].map((row) => row.sealed))
  const held = new Map(locked.rows.map((row) => [fromBytes(row.contact_key), storedContact(row, tools)]))
  const created = new Set(inserted.rows.map((row) => fromBytes(row.contact_key)))
  const answers = new Map<Key, Screen | null>()
  for (const { message_key, sealed } of found.rows) {
    const message: Key = fromBytes(message_key)
    const screen = sealed && openSealed(() => tools.keys.keyring.open('screen', message, sealed) as Screen, tools.log)
    answers.set(message, screen)
  }
  return { held, created, answers, isEnded }
}
