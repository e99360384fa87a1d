import type pg from 'pg'
import type { Keyring } from '../privacy/keyring.ts'
import { dayOf } from './coarse-time.ts'
import type { Caused } from './contact-batch.ts'
import { toBytes } from './contact-rows.ts'
import type { Key, ResultWish, Round } from './contacts.ts'

/** A wish as it is sealed: with the contact, so that what is sent keeps its order and can be withdrawn. */
export type SealedWish = Omit<ResultWish, keyof Round> & { readonly contact: Key }

/** What messages do to the wishes. */
interface WishChange {
  /** Contacts whose wishes are all deleted, before others are made. */
  readonly withdrawn: readonly Key[]
  readonly made: readonly { readonly contact: Key; readonly wish: ResultWish }[]
}

const mostDaysKept = 180
const millisecondsPerDay = 86_400_000

/** The first day of the month in which the time is over: at most 180 days ahead, and the same for everybody of a month. */
const forgetOn = (day: string): string =>
  `${dayOf(new Date(Date.parse(day) + mostDaysKept * millisecondsPerDay)).slice(0, 7)}-01`

const keyOf = (keyring: Keyring, contact: Key, { flow, round }: Round): Key =>
  keyring.hash('wish', contact, flow, round)

/** What the effects do to the wishes, one after the other. */
export function wishChange(caused: readonly Caused[]): WishChange {
  const withdrawn = new Set<Key>()
  let made: { contact: Key; wish: ResultWish }[] = []
  for (const { contact, effects } of caused) {
    if (effects.optedOut && effects.withdraws) {
      withdrawn.add(contact)
      made = made.filter((each) => each.contact !== contact)
    }
    made.push(...(effects.wishes ?? []).map((wish) => ({ contact, wish })))
  }
  return { withdrawn: [...withdrawn], made }
}

/** Every round that somebody wants results of, found without reading all wishes: this is part of the hot path. */
const rounds = `WITH RECURSIVE wanted AS (
    (SELECT flow, round FROM result_wish ORDER BY flow, round LIMIT 1)
    UNION ALL
    SELECT further.flow, further.round FROM wanted, LATERAL (
      SELECT flow, round FROM result_wish WHERE (flow, round) > (wanted.flow, wanted.round)
      ORDER BY flow, round LIMIT 1) AS further
  ) SELECT flow, round FROM wanted`

/** Changes the wishes in the transaction of the client. `day` is today, ISO. */
export async function changeWishes(
  client: pg.ClientBase,
  { withdrawn, made }: WishChange,
  keyring: Keyring,
  day: string,
): Promise<void> {
  if (withdrawn.length > 0) {
    // A key of its own in each round: it has to be made for each, because no wish leads to another of the same person.
    const { rows } = await client.query<Round>({ name: 'rounds-of-wishes', text: rounds })
    const keys = withdrawn.flatMap((contact) => rows.map((round) => toBytes(keyOf(keyring, contact, round))))
    await client.query('DELETE FROM result_wish WHERE wish_key = ANY($1::bytea[])', [keys])
  }
  if (made.length === 0) return
  const columns = made.map(({ contact, wish: { flow, round, ...content } }) => {
    const key = keyOf(keyring, contact, { flow, round })
    const sealed: SealedWish = { ...content, contact }
    return { key: toBytes(key), flow, round, sealed: keyring.seal('wish', key, sealed) }
  })
  await client.query({
    name: 'insert-wishes',
    text: `INSERT INTO result_wish (wish_key, flow, round, sealed, forget_on)
      SELECT key, flow, round, sealed, $5::date
      FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[]) AS new (key, flow, round, sealed)
      ORDER BY key ON CONFLICT DO NOTHING`,
    values: [
      ...[columns.map(({ key }) => key), columns.map(({ flow }) => flow), columns.map(({ round }) => round)],
      ...[columns.map(({ sealed }) => sealed), forgetOn(day)],
    ],
  })
}
