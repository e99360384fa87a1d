import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shuffled } from '../../src/privacy/chance.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { smallFlow } from '../support/flows.ts'
import { type Batch, type Features, pairUp } from './pairing.ts'
import { peopleOf, type TestPerson } from './people.ts'
import { scale } from './size.ts'
import { type StoredRow, type Value, wholeDatabase } from './whole-database.ts'

const releases = 8 * scale
const peopleInRelease = 40

const content = smallFlow(
  [
    { name: 'number', type: 'integer' },
    { name: 'exposed', list: 'answer' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds', relevant: ["${exposed} = 'yes'"] },
  ],
  { answer: { yes: 'Yes', no: 'No' }, kinds: { physical: 'P', mental: 'M', sexual: 'S', economic: 'E' } },
  {},
  { offersResults: true },
)
const round = { flow: 'small', round: '1' }

let store: TestStore
/** True pairs of each release, with everything that the database showed of both sides. */
const everybody: Batch[] = []
/** The same, for each route through the flow by itself. */
const sameRoute: Batch[] = []
/** The same again, with interviews that were inserted in the order in which they ended. */
const unshuffled: Batch[] = []
/** The ids that interviews had while they waited. */
const waitingIds = new Set<Value>()

beforeAll(async () => {
  store = await openTestStore({ clock: () => new Date('2026-03-04T12:00:00Z') })
  await store.database.pool.query('CREATE TABLE unshuffled (LIKE interview INCLUDING ALL)')
  const person = peopleOf({ contacts: store.contacts, keyring: store.keyring, content, clock: () => new Date() })
  let last = 10_000
  for (let release = 0; release < releases; release++) {
    const people = Array.from({ length: peopleInRelease }, () => {
      const number = ++last
      const exposed = number % 2 === 0
      return { number, exposed, phone: person(`+2547${number}000`) }
    })
    const ended = await answer(people)
    const before = await peopleAsStored()
    for (const id of before.waitingIds) waitingIds.add(id)
    await keepInOrder(ended)
    expect(await store.interviews.release(round, 10)).toBe(peopleInRelease)
    const after = await interviewsAsStored('interview')
    const inOrder = await interviewsAsStored('unshuffled')
    everybody.push(pairs(people, before, after))
    for (const route of Map.groupBy(people, ({ exposed }) => exposed).values()) {
      sameRoute.push(pairs(route, before, after))
      unshuffled.push(pairs(route, before, inOrder))
    }
  }
}, 120_000)
afterAll(() => store.end())

interface Somebody {
  readonly number: number
  readonly exposed: boolean
  readonly phone: TestPerson
}

/** Everybody answers, one message at a time, in turns that chance decides; returns who ended when. */
async function answer(people: readonly Somebody[]): Promise<readonly Somebody[]> {
  const turns = people.map((each) => {
    const routed = each.exposed ? ['1', '1 2'] : ['2']
    return { each, texts: ['small', '1', String(each.number), ...routed, '1'] }
  })
  const ended: Somebody[] = []
  for (const turn of shuffled(turns.flatMap((turn) => turn.texts.map(() => turn)))) {
    const text = turn.texts.shift() as string
    // The last reply leaves through the queue, so that the queue's tables are part of the attack.
    await turn.each.phone.says(text, turn.texts.length === 0 ? 'queue' : 'response')
    if (turn.texts.length === 0) ended.push(turn.each)
  }
  return ended
}

/** Any value as a number that keeps its order, so far as it has one. */
function orderOf(value: Value): number {
  if (value === null) return -1
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'object' && !Buffer.isBuffer(value)) return JSON.stringify(value).length
  const bytes = Buffer.alloc(6)
  Buffer.from(value as string).copy(bytes)
  return bytes.readUIntBE(0, 6)
}

/** What rows of one table tell: of every column, of the order in which they were written, and how many they are. */
function featuresOf(name: string, rows: readonly StoredRow[]): Features {
  const columns = Object.keys(rows[0]?.columns ?? {})
  const all: Record<string, number[]> = {
    place: rows.map(({ place }) => place),
    transaction: rows.map(({ transaction }) => transaction),
    ...Object.fromEntries(columns.map((column) => [column, rows.map((row) => orderOf(row.columns[column] ?? null))])),
    bytes: [rows.reduce((sum, row) => sum + binaryLength(row), 0)],
    rows: [rows.length],
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([column, values]) => [
      [`${name} ${column}, least`, Math.min(...values)],
      [`${name} ${column}, most`, Math.max(...values)],
    ]),
  )
}

const binaryLength = ({ columns }: StoredRow) =>
  Object.values(columns).reduce<number>((sum, value) => sum + (Buffer.isBuffer(value) ? value.length : 0), 0)

/** The contact keys that a row holds, as bytes or as text. */
const keysIn = ({ columns }: StoredRow): string[] =>
  Object.values(columns).flatMap((value) => {
    if (Buffer.isBuffer(value)) return value.length === 32 ? [value.toString('base64url')] : []
    return typeof value === 'string' && value.length === 43 ? [value] : []
  })

interface Stored {
  featuresOfContact(contact: string): Features
  readonly waitingIds: readonly Value[]
}

/** The rows of each contact in every table: those that hold its key, and those that its last transaction wrote. */
async function peopleAsStored(): Promise<Stored> {
  const rows = await wholeDatabase(store.database.pool)
  const tables = [...new Set(rows.map(({ table }) => table))]
  const byTransaction = Map.groupBy(rows, ({ transaction }) => transaction)
  const byKey = new Map<string, StoredRow[]>()
  for (const row of rows) for (const key of keysIn(row)) byKey.set(key, [...(byKey.get(key) ?? []), row])
  const waiting = rows.filter(({ table }) => table === 'public.waiting_interview')
  const featuresOfContact = (contact: string): Features => {
    const own = byKey.get(contact) ?? []
    const last = Math.max(...own.filter(({ table }) => table === 'public.contact').map((row) => row.transaction))
    const beside = (byTransaction.get(last) ?? []).filter((row) => !own.includes(row))
    const features = tables.flatMap((table) => [
      featuresOf(
        table,
        own.filter((row) => row.table === table),
      ),
      featuresOf(
        `${table}, same transaction`,
        beside.filter((row) => row.table === table),
      ),
    ])
    return Object.assign({}, ...features)
  }
  return { featuresOfContact, waitingIds: waiting.map(({ columns }) => columns.id ?? null) }
}

/** Rows of a table of interviews, by the number that each of them tells. */
async function interviewsAsStored(table: string): Promise<Map<number, Features>> {
  const rows = (await wholeDatabase(store.database.pool)).filter((row) => row.table === `public.${table}`)
  return new Map(
    rows.map((row) => {
      const answers = row.columns.answers as Record<string, { value?: unknown }>
      const answered = Object.values(answers).filter(({ value }) => value !== undefined).length
      return [answers.number?.value as number, { ...featuresOf('interview', [row]), answered }]
    }),
  )
}

/** The negative control: what a release without shuffling would write. */
async function keepInOrder(ended: readonly Somebody[]): Promise<void> {
  for (const { number } of ended) {
    await store.database.pool.query(
      `INSERT INTO unshuffled (flow, round, version, period, language, medium, disposition, answers)
       SELECT 'small', '1', 'v', '2026-03-04', 'en', 'sms', 'completed', $1`,
      [{ number: { value: number } }],
    )
  }
}

function pairs(people: readonly Somebody[], stored: Stored, interviews: ReadonlyMap<number, Features>): Batch {
  return {
    people: people.map(({ phone }) => stored.featuresOfContact(phone.contactKey as string)),
    interviews: people.map(({ number }) => interviews.get(number) as Features),
  }
}

const suspicious = (batches: readonly Batch[]) => pairUp(batches).filter((finding) => finding.suspicious)

describe('T11: somebody with the database before and after each release pairs interviews with contacts', () => {
  test('nothing that is stored puts people of one route into the order of their interviews', () => {
    expect(sameRoute.flatMap(({ people }) => people)).toHaveLength(releases * peopleInRelease)
    expect(Object.keys(sameRoute[0]?.people[0] ?? {}).length).toBeGreaterThan(50)
    expect(suspicious(sameRoute)).toEqual([])
  })

  test('without the shuffling the same attack pairs everybody', () => {
    const findings = suspicious(unshuffled)
    expect(Math.max(...findings.map(({ pairs }) => pairs))).toBe(releases * peopleInRelease)
    expect(new Set(findings.map(({ person }) => person.split(' ')[0]))).toContain('public.contact')
  })

  test('the leftovers of the sealed table lie in rows that no released interview points to', async () => {
    const rows = await wholeDatabase(store.database.pool)
    const ids = new Set(rows.filter(({ table }) => table === 'public.interview').map(({ columns }) => columns.id))
    expect(rows.filter(({ table }) => table === 'public.waiting_interview')).toEqual([])
    expect([...waitingIds].filter((id) => ids.has(id))).toEqual([])
    expect(waitingIds.size).toBe(releases * peopleInRelease)
  })

  test('nor does anything tell who was asked more questions', () => {
    expect(suspicious(everybody)).toEqual([])
  })
})
