import { afterAll, beforeAll, expect, test } from 'vitest'
import { roundFacts } from '../src/round-facts.ts'
import { openTestStore, type TestStore } from './store/test-store.ts'
import { questionnaires } from './support/flows.ts'

const settings = { releaseK: 10, organisation: 'CSO', timeZone: 'UTC' }
const now = new Date('2026-07-01T12:00:00Z')
let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())

test('nothing is known of a round for export before it is closed', async () => {
  await expect(roundFacts(store, questionnaires, 'safety', settings, { now })).rejects.toThrow(
    /is open.*close it first: heard close safety/s,
  )
  await store.interviews.close({ flow: 'safety', round: '2026' }, 10)
  expect(await roundFacts(store, questionnaires, 'safety', settings, { now })).toMatchObject({
    ...{ round: { flow: 'safety', round: '2026' }, k: 10, organisation: 'CSO', today: '2026-07-01' },
    ...{ launch: null, reviews: [], published: [], outcomes: expect.anything() },
  })
})
