import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliveries } from '../../src/store/deliveries.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const channel = 'carrier-pigeon'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())

const records = () => deliveries(store.database.hotPool, { keyring: store.keyring, clock: () => new Date() })
let last = 0
async function sent(): Promise<string> {
  const id = `pigeon-${++last}`
  await records().sent(channel, id)
  return id
}

type State = Parameters<TestStore['deliveries']['report']>[2]
const reports: [State[], boolean[]][] = [
  [['delivered'], [true]],
  [['failed'], [true]],
  [['sent'], [false]],
  [
    ['sent', 'delivered', 'delivered'],
    [false, true, false],
  ],
  [
    ['delivered', 'sent'],
    [true, false],
  ],
  [
    ['failed', 'delivered'],
    [true, false],
  ],
  [
    ['delivered', 'failed', 'sent'],
    [true, false, false],
  ],
]
it.each(reports)('of the reports %j, %j are news', async (states, news) => {
  const id = await sent()
  const results: boolean[] = []
  for (const state of states) results.push(await store.deliveries.report(channel, id, state))
  expect(results).toEqual(news)
})

it('of two ends that are reported at once, one counts', async () => {
  const id = await sent()
  const ends = Array.from({ length: 10 }, (): State[] => ['delivered', 'failed']).flat()
  const results = await Promise.all(ends.map((state) => store.deliveries.report(channel, id, state)))
  expect(results.filter(Boolean)).toHaveLength(1)
})

it('a report that is here before our own note of the sending is not lost', async () => {
  expect(await store.deliveries.report(channel, 'fast', 'delivered')).toBe(true)
  await records().sent(channel, 'fast')
  expect(await store.deliveries.report(channel, 'fast', 'failed')).toBe(false)
})

it('messages of two channels may have one name', async () => {
  const id = await sent()
  expect(await store.deliveries.report('another channel', id, 'failed')).toBe(true)
  expect(await store.deliveries.report(channel, id, 'delivered')).toBe(true)
})

it('a message that is noted again keeps its state', async () => {
  const id = await sent()
  await store.deliveries.report(channel, id, 'failed')
  await records().sent(channel, id)
  expect(await store.deliveries.report(channel, id, 'delivered')).toBe(false)
})

it('what a provider calls a message is stored as a keyed hash only', async () => {
  const id = await sent()
  const { rows } = await store.database.pool.query<{ row: string }>('SELECT delivery::text AS row FROM delivery')
  expect(rows.length).toBeGreaterThan(0)
  const stored = rows.map(({ row }) => row).join()
  expect(stored).not.toContain(id)
  expect(stored).not.toContain(Buffer.from(id).toString('hex'))
})
