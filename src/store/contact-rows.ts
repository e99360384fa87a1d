import { randomId } from '../privacy/chance.ts'
import { type Keyring, roundScope, systemScope } from '../privacy/keyring.ts'
import { endOfMark, periodOf, roundedUp } from './coarse-time.ts'
import type { Caused, Change } from './contact-batch.ts'
import type { FinishedInterview, Key, Round } from './contacts.ts'

/** Keys travel as base64url and are stored as bytes. */
export const toBytes = (key: Key): Buffer => Buffer.from(key, 'base64url')
export const fromBytes = (bytes: Buffer): Key => bytes.toString('base64url')

const scopeOf = (round: Round | null) => (round ? roundScope(round.flow, round.round) : systemScope)

/** The columns of one row, as the parameters of a statement. */
export type Row = readonly unknown[]

/** What a contact is after its last change: key, sealed session, opted out, idle at, last seen. */
export function contactRows(caused: readonly Caused[], keyring: Keyring, now: Date): Row[] {
  const last = new Map(caused.map(({ contact, effects }) => [contact, effects]))
  return [...last].map(([contact, { session, round, optedOut, idleAt }]) => [
    toBytes(contact),
    session === null || session === undefined ? null : keyring.seal('session', contact, session, scopeOf(round)),
    optedOut,
    idleAt && roundedUp(now, idleAt).toISOString(),
    periodOf(now),
  ])
}

/** The messages that took effect: message key, sealed screen, period. Of two under one key the last. */
export function messageRows(changes: readonly Change[], keyring: Keyring, now: Date): Row[] {
  const last = new Map(changes.map(({ message, effects }) => [message, effects]))
  return [...last].map(([message, { screen, round }]) => [
    toBytes(message),
    screen && keyring.seal('screen', message, screen, scopeOf(round)),
    periodOf(now),
  ])
}

/** What all marks of a round have in common, and nothing else in the database. */
export const roundKey = (keyring: Keyring, { flow, round }: Round): Buffer =>
  toBytes(keyring.hash('round', flow, round))

/** Marks of participation: key, round's key, flow, round, the day on which they are erased in any case. */
export function markRows(caused: readonly Caused[], keyring: Keyring, now: Date): Row[] {
  return caused.flatMap(({ effects }) =>
    effects.participated.map(
      ({ key, flow, round }): Row => [
        ...[toBytes(key), roundKey(keyring, { flow, round }), flow, round, endOfMark(now)],
      ],
    ),
  )
}

/** The holding table: random id, flow, round, version, sealed record; and the mark of participation that must not be there yet. */
export function waitingRows(finished: readonly FinishedInterview[], keyring: Keyring): Row[] {
  const marks = new Set<Key>()
  // Of two in one batch the first.
  const isFirst = ({ unless }: FinishedInterview) => unless === undefined || (!marks.has(unless) && marks.add(unless))
  return finished.filter(isFirst).map(({ flow, round, version, record, unless }) => {
    const id = randomId()
    const sealed = keyring.seal('interview', id, record, roundScope(flow, round))
    return [id, flow, round, version, sealed, unless === undefined ? null : toBytes(unless)]
  })
}
