import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, type TestStore } from './test-store.ts'

let store: TestStore
const now = new Date('2026-06-01T10:00:00Z')
beforeAll(async () => {
  store = await openTestStore({ clock: () => now })
})
afterAll(() => store.end())
const key = { flow: 'scores', round: '2026', servicePoint: 'clinic_a' }
const save = (revision: number, text: string, at = key) =>
  store.scorecards.save(at, { revision, content: { text }, savedBy: 'facilitator' })

test('the newest record is the one that counts, for its service point and round', async () => {
  expect(await store.scorecards.newest(key)).toBeNull()
  expect(await save(0, 'first')).toBe(1)
  expect(await save(1, 'second')).toBe(2)
  await save(0, 'elsewhere', { ...key, servicePoint: 'clinic_b' })
  expect(await store.scorecards.newest(key)).toEqual({
    ...{ revision: 2, content: { text: 'second' }, savedBy: 'facilitator', savedAt: now },
  })
  expect(await store.scorecards.newest({ ...key, round: '2025' })).toBeNull()
})

test('of several who have seen the same revision, one saves, and the others learn of it', async () => {
  const contested = { ...key, servicePoint: 'clinic_c' }
  const saved = await Promise.all(['a', 'b', 'c'].map((text) => save(0, text, contested)))
  expect(saved.toSorted()).toEqual([1, null, null])
})
