import { createHmac } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { type Embedded, openEmbedded } from '../../src/store/embedded.ts'
import { settings } from '../channels/settings.ts'
import { everyMessage, forged, post, telegram, ussd } from '../server/requests.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { type RunningApplication, startForTest } from '../support/application.ts'
import { smallFlow } from '../support/flows.ts'
import { keysOn, messageMark, type Provider, providers, reads } from '../support/phones.ts'
import { hits, keyed, plain } from './guessing.ts'
import { pairUp } from './pairing.ts'
import { peopleOf } from './people.ts'
import { createSearch, plainHashes, type Search, spellings } from './search.ts'
import { scale } from './size.ts'
import { type StoredRow, wholeDatabase } from './whole-database.ts'

const overHttp = 60 * scale
const onTwoChannels = 120 * scale
const withFreeText = 300 * scale
const candidates = 30_000 * scale
const people = overHttp + onTwoChannels + withFreeText

const masterSecret = 'the master secret of the dump that was stolen'
const dataDirectory = join(tmpdir(), `heard-dump-${randomId()}`)
const silent = { debug() {}, info() {}, warn() {}, error() {} }
/** All numbers lie among those that somebody with the dump tries; spread, so that they are no series. */
const numberOf = (index: number) => `+254712${String((index * 7919 + 13) % candidates).padStart(6, '0')}`
const written = 'Kanari-freetext'
const email = (index: number) => `kanari${index}@example.org`

let application: RunningApplication
let postgres: Embedded
let store: TestStore
/** Every number that took part, whatever the channel. */
const numbers: string[] = []
const refusals: string[] = []
const twoKeys: (readonly [sms: string, whatsapp: string])[] = []
let dump: StoredRow[]
let metrics: string
let folder: Buffer
/** Everything that must be nowhere. */
let canaries: Search

beforeAll(async () => {
  application = await startForTest({ DATA_DIR: dataDirectory, RELEASE_K: '10' }, masterSecret)
  postgres = await openEmbedded(dataDirectory, silent)
  store = await openTestStore({ secrets: { current: masterSecret, previous: [] }, url: postgres.url })
  await conversationsOverHttp()
  await requestsThatAreRefused()
  await conversationsWithFreeText()
  await conversationsOnTwoChannels()
  await store.interviews.release({ flow: 'small', round: '1' }, 10)
  metrics = await (await fetch(`${application.url}/metrics`)).text()
  dump = await wholeDatabase(store.database.pool)
  folder = await dataFolder()
  canaries = createCanaries()
}, 300_000)

afterAll(async () => {
  await store?.end()
  await postgres?.close()
  await application?.[Symbol.asyncDispose]()
  await rm(dataDirectory, { recursive: true, force: true })
})

/** Runs the same for each of many people, some at a time. */
async function forEveryone(count: number, atATime: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: atATime }, worker))
}

const nextNumber = () => {
  const number = numberOf(numbers.length)
  numbers.push(number)
  return number
}

/** Some go to the end, some stay in the middle, some opt out, some write what nobody asked. */
async function conversationsOverHttp() {
  await forEveryone(overHttp, 6, async (index) => {
    const provider = providers[index % providers.length] as Provider
    const number = nextNumber()
    const says = provider.phone(application, provider.name === 'Telegram' ? number.slice(1) : number)
    const spelled = spellings(number)
    let screen = await reads(says, 'HEALTH')
    screen = await reads(says, '1')
    if (index % 4 === 1) await says(`${written} ${spelled[index % spelled.length]} ${email(index)}`)
    if (index % 4 === 2) await says('STOP')
    if (index % 8 !== 0) return
    for (let replies = 0; replies < 20 && keysOn(screen).length > 0; replies++) {
      screen = await reads(says, keysOn(screen)[0] ?? '')
    }
  })
}

/** Requests with numbers and texts in every place, authentic and not; what the server says to them is kept. */
async function requestsThatAreRefused() {
  const number = nextNumber()
  const private_ = `${written} ${number}`
  const requests = [
    ...Object.values(everyMessage).map(forged),
    ...Object.values(everyMessage).map((message) => ({ ...message, body: `From=${number}&Body=${private_}` })),
    telegram(`{"update_id":1,"message":{"text":"${private_}","chat":{"id":"${number}","type":"private"}}}`),
    ussd({ sessionId: `ATUid_${messageMark}`, phoneNumber: `MTN ${number}`, serviceCode: '*384#', text: private_ }),
    { ...ussd(), path: `${ussd().path}/${number}` },
    { ...ussd(), path: `/webhooks/africastalking/${number}%E0%A4%A/ussd` },
  ]
  for (const request of requests) {
    const response = await post(application.url, request)
    refusals.push(JSON.stringify([...response.headers]), await response.text())
  }
  refusals.push(await (await fetch(`${application.url}/${number}?text=${written}`)).text())
  const ended = { status: 'Success', input: `1*2*${written}`, lastAppResponse: `END ${number}` }
  const closing = { sessionId: `ATUid_${messageMark}`, phoneNumber: number, serviceCode: '*384#', text: '', ...ended }
  expect((await post(application.url, ussd(closing))).status).toBe(200)
}

/** A flow that asks for a text in people's own words; all of them end, and are released. */
async function conversationsWithFreeText() {
  const content = smallFlow([{ name: 'words', type: 'text' }])
  const { contacts } = store
  const person = peopleOf({ contacts, keyring: store.keyring, content, clock: () => new Date() })
  await forEveryone(withFreeText, 64, async (index) => {
    const number = nextNumber()
    const spelled = spellings(number)
    const phone = person(number)
    await phone.says('SMALL')
    await phone.says('1')
    await phone.says(`Call ${spelled[index % spelled.length]} or ${email(index)}, https://example.org/${email(index)}`)
  })
}

async function conversationsOnTwoChannels() {
  const content = smallFlow([{ name: 'number', type: 'integer' }])
  const world = { contacts: store.contacts, keyring: store.keyring, content, clock: () => new Date() }
  const [sms, whatsapp] = [peopleOf(world), peopleOf({ ...world, medium: 'whatsapp' })]
  await forEveryone(onTwoChannels, 64, async () => {
    const number = nextNumber()
    const phones = [sms(number), whatsapp(number)]
    for (const phone of phones) await phone.says('SMALL')
    twoKeys.push([phones[0]?.contactKey as string, phones[1]?.contactKey as string])
  })
}

/** All files of the folder, one after the other, once everything that is written has reached them. */
async function dataFolder(): Promise<Buffer> {
  const superuser = await openTestStore({
    secrets: { current: masterSecret, previous: [] },
    url: postgres.superuserUrl,
  })
  await superuser.database.pool.query('CHECKPOINT')
  await superuser.end()
  const files = (await readdir(dataDirectory, { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
  // The server may remove a file between the listing and the reading.
  const contents = files.map((file) => readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0)))
  return Buffer.concat(await Promise.all(contents))
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/** A dump as who searches it would lay it out: what is text, what is binary (in hex it says the same), what text hides in base64. */
function laidOut(rows: readonly StoredRow[]) {
  const texts: string[] = []
  const binaries: Buffer[] = []
  for (const { columns } of rows) {
    for (const value of Object.values(columns)) {
      if (Buffer.isBuffer(value)) binaries.push(value)
      else if (typeof value === 'string' && uuid.test(value))
        binaries.push(Buffer.from(value.replaceAll('-', ''), 'hex'))
      else texts.push(typeof value === 'string' ? value : JSON.stringify(value))
    }
  }
  const text = texts.join('\n')
  const encoded = (text.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []).map((found) => Buffer.from(found, 'base64'))
  const binary = Buffer.concat(binaries.flatMap((bytes) => [bytes, Buffer.of(0)]))
  return { text, binary, encoded: Buffer.concat(encoded) }
}

function createCanaries(): Search {
  const search = createSearch()
  for (const number of numbers) {
    for (const spelling of spellings(number)) search.add(spelling, number)
    for (const digest of plainHashes(number)) search.add(digest, number)
  }
  for (const mark of [written, 'Canary-Firstname', 'canary_username', messageMark, 'kanari', 'ATUid_']) {
    search.add(mark, mark)
  }
  for (const secret of [masterSecret, ...secrets]) {
    search.add(secret, 'a secret')
    search.add(Buffer.from(secret).toString('base64').slice(0, -4), 'a secret in base64')
    search.add(Buffer.from(secret).toString('hex'), 'a secret in hex')
  }
  return search
}

const secrets = [
  settings.twilio.authToken,
  settings.telegram.botToken,
  settings.telegram.webhookSecret,
  settings.africasTalking.webhookSecret,
  settings.africasTalking.apiKey,
]

/** Keys of 256 bits anywhere in a dump, binary or base64url, as Latin-1. */
const keysIn = (rows: readonly StoredRow[]) =>
  new Set(
    rows.flatMap(({ columns }) =>
      Object.values(columns).flatMap((value) => {
        if (Buffer.isBuffer(value)) return value.length === 32 ? [value.toString('latin1')] : []
        const isKey = typeof value === 'string' && /^[\w-]{43}$/.test(value)
        return isKey ? [Buffer.from(value, 'base64url').toString('latin1')] : []
      }),
    ),
  )

const everyCandidate = () => Array.from({ length: candidates }, (_, last) => `+254712${String(last).padStart(6, '0')}`)
/** What the program hashes of a number that writes SMS. */
const asContact = (number: string) => `["sms","tel","${number}"]`

describe('T8: somebody reads a dump of the database', () => {
  test('the dump is of hundreds of conversations, in the long form of thousands, running, ended and released', () => {
    const count = (table: string) => dump.filter((row) => row.table === `public.${table}`).length
    expect(numbers.length).toBeGreaterThanOrEqual(people)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(count('contact')).toBeGreaterThanOrEqual(people)
    expect(count('result_wish')).toBeGreaterThan(0)
    expect(count('interview')).toBeGreaterThanOrEqual(withFreeText)
  })

  test('no number, name, text, provider id or secret is in it, nor a hash of one without a key', () => {
    expect(canaries.size).toBeGreaterThan(70 * people)
    const { text, binary, encoded } = laidOut(dump)
    expect({ text: canaries.in(text), binary: canaries.in(binary), encoded: canaries.in(encoded) }).toEqual({
      text: [],
      binary: [],
      encoded: [],
    })
  })

  test('the same search finds whatever a number is stored as', () => {
    const row = (columns: StoredRow['columns']): StoredRow => ({
      table: 'public.scratch',
      place: 1,
      transaction: 1,
      columns,
    })
    const careless: ((number: string) => StoredRow['columns'])[] = [
      (number) => ({ phone: number }),
      (number) => ({ bytes: Buffer.from(`x${number.slice(1)}x`) }),
      (number) => ({ json: { nested: [spellings(number)[6]] } }),
      (number) => ({ sealed: Buffer.from(`{"to":"${number}"}`).toString('base64') }),
      (number) => ({ digest: Buffer.from(plain(number), 'latin1') }),
      (number) => ({ digest: Buffer.from(plain(number), 'latin1').toString('hex') }),
      (number) => ({ digest: Buffer.from(plain(asContact(number)), 'latin1').toString('base64url') }),
    ]
    for (const store of careless) {
      const { text, binary, encoded } = laidOut(numbers.map((number) => row(store(number))))
      const found = new Set([...canaries.in(text), ...canaries.in(binary), ...canaries.in(encoded)])
      expect(found.size).toBe(numbers.length)
    }
  })
})

describe('T9: somebody tries every number against the dump', () => {
  const timeout = 60_000

  test(
    'no candidate matches without the secret; against a column of plain hashes they find everybody',
    () => {
      const stored = keysIn(dump)
      expect(stored.size).toBeGreaterThan(numbers.length)
      const everybody = everyCandidate()
      const careless = new Set(numbers.map(plain))
      expect(hits([stored, careless], everybody, plain)).toEqual([0, numbers.length])
      const guesses = [plain, keyed(Buffer.alloc(0)), keyed(Buffer.from('a guess at the secret'))]
      for (const guess of guesses) expect(hits([stored], everybody, (number) => guess(asContact(number)))).toEqual([0])
    },
    timeout,
  )

  test('the hash with a key that is tried is HMAC-SHA-256', () => {
    for (const key of ['', 'a guess at the secret']) {
      const expected = createHmac('sha256', key).update(asContact('+254712000000')).digest('binary')
      expect(keyed(Buffer.from(key))(asContact('+254712000000'))).toBe(expected)
    }
  })

  test('with the secret it would find people: the form of the candidates is the right one', () => {
    const { keyring } = store
    const value = (number: string) =>
      Buffer.from(keyring.hash('contact', ...JSON.parse(asContact(number))), 'base64url').toString('latin1')
    expect(hits([keysIn(dump)], numbers.slice(-onTwoChannels), value)).toEqual([onTwoChannels])
  })
})

describe('T10: somebody looks for one person in two places', () => {
  test('the keys of one number on two channels have nothing in common', () => {
    expect(twoKeys).toHaveLength(onTwoChannels)
    const bytes = (key: string) => Buffer.from(key, 'base64url')
    const first = (key: string) => bytes(key).readUIntBE(0, 6)
    const ones = (a: Buffer, b: Buffer) => a.reduce((sum, byte, at) => sum + bitCount(byte ^ (b[at] as number)), 0)
    const differing = twoKeys.map(([sms, whatsapp]) => ones(bytes(sms), bytes(whatsapp)))
    const mean = differing.reduce((sum, count) => sum + count, 0) / differing.length
    // Independent keys differ in 128 of 256 bits, give or take 8; six standard deviations of the mean: one alarm in 10^9.
    expect(Math.abs(mean - 128)).toBeLessThan((6 * 8) / Math.sqrt(differing.length))
    const batch = {
      people: twoKeys.map(([sms]) => ({ key: first(sms) })),
      interviews: twoKeys.map(([, whatsapp]) => ({ key: first(whatsapp) })),
    }
    expect(pairUp([batch]).filter(({ suspicious }) => suspicious)).toEqual([])
  })

  test('no key stands in two tables, but for those that a contact has in its own messages', () => {
    const tables = new Map<string, Set<string>>()
    for (const row of dump)
      for (const key of keysIn([row])) tables.set(key, (tables.get(key) ?? new Set()).add(row.table))
    const shared = new Set(
      [...tables.values()].filter(({ size }) => size > 1).map((names) => [...names].sort().join(' + ')),
    )
    expect(
      [...shared].filter((names) => !/^(pgboss\.\w+ \+ )*public\.contact( \+ public\.inbound_message)?$/.test(names)),
    ).toEqual([])
  })
})

const bitCount = (byte: number) => byte.toString(2).replaceAll('0', '').length

describe('T13: somebody copies the data folder', () => {
  test('nothing personal is in any of its files, also not in deleted rows or in the write-ahead log', () => {
    expect(folder.length).toBeGreaterThan(20_000_000)
    expect(canaries.in(folder)).toEqual([])
  })

  test('the same search finds a table of plain hashes there, and still when its rows are deleted', async () => {
    const { pool } = store.database
    await pool.query('CREATE TABLE careless (digest bytea)')
    const digests = numbers.map((number) => Buffer.from(plain(number), 'latin1'))
    await pool.query('INSERT INTO careless SELECT * FROM unnest($1::bytea[])', [digests])
    await pool.query('DELETE FROM careless')
    const search = createSearch()
    for (const [index, number] of numbers.entries()) search.add(digests[index] as Buffer, number)
    expect(search.in(await dataFolder())).toHaveLength(numbers.length)
  })
})

describe('T17: somebody reads the log', () => {
  test('at debug level it holds nothing personal', () => {
    expect(application.logged.length).toBeGreaterThan(overHttp)
    expect(canaries.in(application.logged.join(''))).toEqual([])
  })
})

describe('T18: somebody asks the server', () => {
  test('neither what it says to requests that it refuses nor its metrics hold anything personal', () => {
    expect(refusals.length).toBeGreaterThan(20)
    expect(metrics).toContain('heard_outcomes_waiting')
    expect(canaries.in([...refusals, metrics].join('\n'))).toEqual([])
  })
})
