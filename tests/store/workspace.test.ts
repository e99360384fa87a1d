import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from './test-store.ts'

let store: TestStore
let now = new Date('2026-06-01T10:00:00Z')
beforeAll(async () => {
  store = await openTestStore({ clock: () => now })
})
afterAll(() => store.end())

describe('a draft', () => {
  const draft = (flow: string, revision: number, text: string) => ({
    ...{ flow, revision, note: text, savedBy: 'author', files: { [`flows/${flow}.yaml`]: text } },
  })

  test('keeps its history, and the newest is the draft', async () => {
    expect(await store.workspace.save(draft('clinic', 0, 'first'))).toBe(1)
    now = new Date('2026-06-02T10:00:00Z')
    expect(await store.workspace.save(draft('clinic', 1, 'second'))).toBe(2)
    await store.workspace.save(draft('school', 0, 'other'))
    expect(await store.workspace.draft('clinic')).toMatchObject({
      ...{ revision: 2, note: 'second', savedAt: now, files: { 'flows/clinic.yaml': 'second' } },
    })
    expect(await store.workspace.draft('clinic', 1)).toMatchObject({ revision: 1, note: 'first' })
    expect((await store.workspace.history('clinic')).map(({ revision }) => revision)).toEqual([2, 1])
    expect((await store.workspace.drafts()).map(({ flow, revision }) => [flow, revision])).toEqual([
      ['clinic', 2],
      ['school', 1],
    ])
    expect(await store.workspace.draft('unheard')).toBeNull()
  })

  test('is not overwritten by somebody who has not seen the newest', async () => {
    const saved = await Promise.all(['a', 'b', 'c'].map((text) => store.workspace.save(draft('contested', 0, text))))
    expect(saved.toSorted()).toEqual([1, null, null])
    expect(await store.workspace.history('contested')).toHaveLength(1)
  })
})

describe('a launch', () => {
  const request = (flow: string, version: string) =>
    store.workspace.requestLaunch({
      ...{ flow, round: '1', version, revision: 1, record: { purpose: 'x' }, requestedBy: 'author' },
    })
  const states = async (flow: string) =>
    (await store.workspace.launches(flow)).map(({ version, state }) => `${version} ${state}`).toSorted()

  test('waits for a decision, which only one can make', async () => {
    const id = await request('one', 'v1')
    expect(await states('one')).toEqual(['v1 in_review'])
    const decided = await Promise.all(
      ['x', 'y'].map((by) => store.workspace.decide(id, ['in_review'], by === 'x' ? 'live' : 'refused', by)),
    )
    expect(decided.filter(Boolean)).toHaveLength(1)
    expect(await store.workspace.decide(id, ['in_review'], 'live', 'z')).toBe(false)
  })

  test('that goes live ends the one before', async () => {
    const first = await request('two', 'v1')
    const second = await request('two', 'v2')
    await request('other', 'v1')
    await store.workspace.decide(first, ['in_review'], 'live', 'approver')
    await store.workspace.decide(second, ['in_review'], 'live', 'approver')
    expect(await states('two')).toEqual(['v1 closed', 'v2 live'])
    expect(await states('other')).toEqual(['v1 in_review'])
    expect((await store.workspace.launches('two'))[0]).toMatchObject({
      record: { purpose: 'x' },
      requestedBy: 'author',
    })
  })
})

test('a review by the community is kept with the revision that they saw', async () => {
  const review = {
    ...{ flow: 'clinic', revision: 2, heldOn: '2026-05-30', community: 'Women of Korail', people: 8 },
    ...{ outcome: 'Two questions were worded anew', recordedBy: 'author' },
  }
  await store.workspace.addReview(review)
  expect(await store.workspace.reviews('clinic')).toEqual([review])
  expect(await store.workspace.reviews('school')).toEqual([])
})
