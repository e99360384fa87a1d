import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIdleEnding } from '../../src/conversation/idle.ts'
import { keysOf } from '../../src/conversation/keys.ts'
import { roundScope } from '../../src/privacy/keyring.ts'
import { freeze, openLibrary } from '../../src/questionnaires.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { toldTogether } from '../../src/store/release-cells.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { questionnaires, smallFlow } from '../support/flows.ts'
import { testMedia } from '../support/media.ts'
import { peopleOf } from './people.ts'
import { scale } from './size.ts'
import { wholeDatabase } from './whole-database.ts'

/** Rounds as they are in life: they last weeks, on several media, and on some days a single person answers. */
const k = 10
const content = smallFlow(
  [
    { name: 'number', type: 'integer' },
    { name: 'exposed', list: 'answer' },
  ],
  { answer: { yes: 'Yes', no: 'No' } },
)
const round = { flow: 'small', round: '1' }
const media = ['sms', 'whatsapp']
const day = 86_400_000

interface Person {
  readonly phone: string
  /** Tells the test, and nobody else, whose an interview is. */
  readonly number: number
  readonly day: string
  readonly medium: string
}

let now = Date.parse('2026-03-02T09:12:34.567Z')
const clock = () => new Date(now)
const isoDay = () => clock().toISOString().slice(0, 10)

let store: TestStore
/** Who wrote, by release. */
const releases: Person[][] = []
let released: ReleasedInterview[]

beforeAll(async () => {
  store = await openTestStore({ clock })
  await store.keys.open([roundScope(round.flow, round.round)])
  const world = { contacts: store.contacts, keyring: store.keyring, content, clock }
  const byMedium = new Map(media.map((medium) => [medium, peopleOf({ ...world, medium })]))
  let last = 10_000
  for (let release = 0; release < 4 * scale; release++) {
    const people: Person[] = []
    for (let count = 0; count < k; count++) {
      // Ten people in seven days, as in the attack; at the third day, and the fifth, one on another channel than all others.
      const medium = media[count % 5 === 2 ? 1 : 0] as string
      const number = ++last
      const phone = `+2547${number}000`
      const person = byMedium.get(medium)?.(phone)
      for (const text of ['small', '1', String(number), number % 3 === 0 ? '1' : '2']) await person?.says(text)
      people.push({ phone, number, day: isoDay(), medium })
      now += day * 0.7
    }
    expect(await store.interviews.release(round, k)).toBe(k)
    releases.push(people)
  }
  released = await Array.fromAsync(store.interviews.released(round.flow))
}, 120_000)
afterAll(() => store.end())

const numberOf = (interview: ReleasedInterview) => (interview.answers.number as { value: number }).value

/** Whether an interview may be one of that day. */
function covers(period: string | null, known: string): boolean {
  if (period === null) return true
  if (!period.endsWith('/P1W')) return known.startsWith(period)
  const from = Date.parse(period.slice(0, 10))
  return Date.parse(known) >= from && Date.parse(known) < from + 7 * day
}

/** The interviews of a release that may be a person's, for somebody who knows from elsewhere, or of the contact, when and how they answered. */
const candidatesOf = ({ day: known, medium }: Person, all: readonly ReleasedInterview[]) =>
  all.filter((each) => covers(each.period, known) && (each.medium ?? medium) === medium)

const ofRelease = (people: readonly Person[]) =>
  released.filter((interview) => people.some(({ number }) => number === numberOf(interview)))

describe('T11: somebody who knows day and channel of a person looks for the interview in a round that lasts weeks', () => {
  test('nobody is found among fewer than k, and everybody is among them', () => {
    for (const people of releases)
      for (const person of people) {
        const candidates = candidatesOf(person, ofRelease(people))
        expect(candidates.map(numberOf)).toContain(person.number)
        expect(candidates.length).toBeGreaterThanOrEqual(k)
      }
  })

  test('with the days and media that waited the same attack finds six of ten', () => {
    const found = releases.map((people) => {
      const raw = ofRelease(people).map((interview): ReleasedInterview => {
        const { day: period, medium } = people.find(({ number }) => number === numberOf(interview)) as Person
        return { ...interview, period, medium }
      })
      return people.filter((person) => candidatesOf(person, raw).length === 1).length
    })
    expect(Math.min(...found)).toBeGreaterThanOrEqual(6)
  })

  test('whatever is known together: in every release each cell of period, medium and language has k', () => {
    const pick = <Item>(items: readonly Item[], weight: number) =>
      items[Math.floor(Math.random() ** weight * items.length)] as Item
    for (let run = 0; run < 300; run++) {
      const size = k + Math.floor(Math.random() * 90)
      const records = Array.from({ length: size }, (_, number) => ({
        day: new Date(Date.parse('2026-01-20') + Math.floor(Math.random() ** 2 * 40) * day).toISOString().slice(0, 10),
        medium: pick(['sms', 'ussd', 'telegram'], 1 + (run % 4)),
        language: pick(['bn', 'en', 'sw'], 1 + (run % 3)),
        number,
      }))
      const told = toldTogether(records, k)
      expect(told.map(({ number }) => number)).toEqual(records.map(({ number }) => number))
      const cells = Map.groupBy(told, ({ period, medium, language }) => JSON.stringify([period, medium, language]))
      expect(Math.min(...[...cells.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(k)
      for (const [index, record] of records.entries()) {
        expect(covers(told[index]?.period ?? null, record.day)).toBe(true)
        expect([null, record.medium]).toContain(told[index]?.medium)
        expect([null, record.language]).toContain(told[index]?.language)
      }
    }
  })

  test('and many of a day keep their day and their medium', () => {
    const many = Array.from({ length: 20 }, () => ({ day: '2026-03-04', medium: 'ussd', language: 'bn' }))
    expect(new Set(toldTogether(many, k).map((each) => JSON.stringify(each))).size).toBe(1)
    expect(toldTogether(many, k)[0]).toEqual({ period: '2026-03-04', medium: 'ussd', language: 'bn' })
  })
})

describe('T10: somebody with database and secret asks, after the close of a round, whether a person took part in it', () => {
  const known = () => releases.flat()
  const keysOfPerson = ({ phone, medium }: Person) => {
    const found = testMedia.find(({ name }) => name === medium)
    if (!found) throw new Error(`There is no medium "${medium}".`)
    return keysOf(store.keyring, { scheme: 'tel', value: phone }, found)
  }
  const marked = async () => {
    const keys = known().map((person) => keysOfPerson(person).participation('small', '1', 1))
    return (await store.contacts.participations(keys)).size
  }

  /** Sessions that can be opened and say anything of the round. */
  async function sessionsThatTell(): Promise<number> {
    const rows = (await wholeDatabase(store.database.pool)).filter(({ table }) => table === 'public.contact')
    const sessions = rows.flatMap(({ columns }) => {
      const { contact_key: key, sealed } = columns as { contact_key: Buffer; sealed: Buffer | null }
      try {
        return sealed ? [JSON.stringify(store.keyring.open('session', key.toString('base64url'), sealed))] : []
      } catch {
        return []
      }
    })
    return sessions.filter((session) => !session.includes('"reply":null')).length
  }

  test('while it is open the marks tell of everybody, and the sessions of the last week what was said last', async () => {
    expect(await marked()).toBe(known().length)
    expect(await sessionsThatTell()).toBe(known().length)
  })

  test('afterwards there are neither', async () => {
    const library = openLibrary(
      { ...questionnaires, versions: [freeze(content)] },
      { defaultLanguage: 'en', organisation: 'CSO', loadContent: async () => null },
    )
    await store.retention.endRound(round)
    await createIdleEnding({ library, endIdle: store.retention.endIdle, clock })()
    await store.interviews.close(round, k)
    await store.keys.refresh()
    expect(await marked()).toBe(0)
    expect(await sessionsThatTell()).toBe(0)
  })

  test('and what comes late marks nobody and adds nothing', async () => {
    const person = peopleOf({ contacts: store.contacts, keyring: store.keyring, content, clock })('+254799999999')
    for (const text of ['small', '1', '5', '1']) await person.says(text)
    const rows = await wholeDatabase(store.database.pool)
    expect(rows.filter(({ table }) => /participation|waiting_interview/.test(table))).toEqual([])
  })
})

describe('T12: somebody reads in a dump when people wrote, and in which questionnaire they are', () => {
  test('no time of anybody is finer than hours, and nothing groups the records of one questionnaire', async () => {
    const own = await openTestStore({ clock: () => new Date(now) })
    await own.keys.open(['small/1', 'other/1'])
    const start = now
    for (let index = 0; index < 40; index++) {
      now = start + Math.floor(Math.random() * 4 * 3_600_000)
      const key = own.keyring.hash('contact', String(index))
      await own.contacts.advance(key, own.keyring.hash('message', String(index)), () => ({
        kind: 'effects',
        effects: {
          ...{
            session: { index },
            round: { flow: index % 2 ? 'small' : 'other', round: '1' },
            optedOut: false,
            withdraws: false,
          },
          ...{ idleAt: new Date(now + day), screen: { text: 'x', buttons: [], end: false } },
          ...{ finished: [], participated: [], outbound: [] },
        },
      }))
    }
    const rows = (await wholeDatabase(own.database.pool)).filter(({ table }) => /contact|inbound_message/.test(table))
    const times = rows.flatMap(({ columns }) => Object.values(columns).filter((value) => value instanceof Date))
    expect(times.length).toBeGreaterThan(80)
    expect(times.filter((time) => time.getTime() % (6 * 3_600_000) !== 0)).toEqual([])
    const beginnings = rows.map(({ columns }) => (columns.sealed as Buffer).readUInt32BE())
    expect(beginnings).toHaveLength(80)
    expect(new Set(beginnings).size).toBe(80)
    now = start
    await own.end()
  })
})

test('T10: marks of a round that nobody closes are erased after twelve to eighteen months', async () => {
  const own = await openTestStore({ clock: () => new Date(now) })
  await own.contacts.advance(own.keyring.hash('contact', 'x'), own.keyring.hash('message', 'x'), () => ({
    kind: 'effects',
    effects: {
      ...{ session: null, round: null, optedOut: false, idleAt: null, screen: null, finished: [], outbound: [] },
      ...{ participated: [{ ...round, key: own.keyring.hash('participation', 'x') }], withdraws: false },
    },
  }))
  const left = async () => (await own.database.pool.query('SELECT FROM participation')).rowCount
  now += 365 * day
  await own.retention.purge()
  expect(await left()).toBe(1)
  now += 185 * day
  await own.retention.purge()
  expect(await left()).toBe(0)
  await own.end()
})
