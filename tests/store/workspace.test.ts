import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, type TestStore } from './test-store.ts'

let store: TestStore
let now = new Date('2026-06-01T10:00:00Z')
beforeAll(async () => {
  store = await openTestStore({ clock: () => now })
})
afterAll(() => store.end())

const draft = (flow: string, revision: number, text: string, savedBy = 'author') => ({
  ...{ flow, revision, note: text, savedBy, files: { [`flows/${flow}.yaml`]: text } },
})

describe('a draft', () => {
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

  test('has revisions that nobody chooses: what was never seen is not saved after', async () => {
    await store.workspace.save(draft('numbered', 0, 'first'))
    for (const revision of [-5, 0, 2, 7, 2_147_483_646, 2_147_483_647, 1e15])
      expect([revision, await store.workspace.save(draft('numbered', revision, 'forged'))]).toEqual([revision, null])
    expect(await store.workspace.save(draft('numbered', 1, 'second'))).toBe(2)
    expect((await store.workspace.history('numbered')).map(({ note }) => note)).toEqual(['second', 'first'])
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
      ['x', 'y'].map((by) =>
        by === 'x'
          ? store.workspace.open(id, ['in_review'], by, () => null).then(({ opened }) => opened)
          : store.workspace.decide(id, ['in_review'], 'refused', by),
      ),
    )
    expect(decided.filter(Boolean)).toHaveLength(1)
    expect(await store.workspace.open(id, ['in_review'], 'z', () => null)).toEqual({ opened: false, fault: null })
    expect(await store.workspace.decide(id, ['in_review'], 'refused', 'z')).toBe(false)
  })

  test('is judged in the transaction that opens it, with all that it must fit to', async () => {
    const content = { flow: { round: '1' }, texts: {} }
    await store.flowVersions.launch([{ flow: 'judged', version: 'frozen', content }])
    await store.workspace.save(draft('judged', 0, 'x', 'writer'))
    await store.workspace.save(draft('judged', 1, 'x', 'later'))
    const other = await request('beside', 'v1')
    await store.workspace.open(other, ['in_review'], 'approver', () => null)
    const earlier = await request('judged', 'frozen')
    await store.workspace.open(earlier, ['in_review'], 'approver', () => null)
    const id = await request('judged', 'frozen')
    const ties: unknown[] = []
    for (const by of ['author', 'writer', 'later', 'approver'])
      await store.workspace.open(id, ['in_review'], by, (asked) => {
        ties.push([by, asked.tie])
        expect(asked).toMatchObject({ launch: { id }, content, ofRound: [{ launch: { id: earlier }, content }] })
        expect(asked.others.map(({ launch }) => launch.id)).toContain(other)
        return 'no'
      })
    expect(ties).toEqual([
      ['author', 'same'],
      ['writer', 'wrote'],
      ['later', null],
      ['approver', null],
    ])
    expect(await states('judged')).toEqual(['frozen in_review', 'frozen live'])
    expect(await store.workspace.open(id, ['in_review'], 'x', () => 'no')).toEqual({ opened: false, fault: 'no' })
  })

  test('that goes live ends the one before', async () => {
    const first = await request('two', 'v1')
    const second = await request('two', 'v2')
    await request('other', 'v1')
    await store.workspace.open(first, ['in_review'], 'approver', () => null)
    await store.workspace.open(second, ['in_review'], 'approver', () => null)
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
