import { describe, expect, test } from 'vitest'
import { launchRecordSchema } from '../src/authoring/launch-record.ts'
import { daysIn } from '../src/core/days.ts'
import { followOffers, openVersions, releaseMinimum, versionMinimum } from '../src/offers.ts'
import type { Launch } from '../src/store/workspace.ts'
import { smallFlow } from './support/flows.ts'

const terms = { opensOn: '2026-06-01', closesOn: '2026-06-30', k: 10, quota: 0 }
const launch = (changes: Partial<Launch> & { terms?: object } = {}): Launch => ({
  ...{ id: 'x', flow: 'small', round: '1', version: 'launched', revision: 1, state: 'live', requestedBy: 'author' },
  ...{ requestedAt: new Date(0), decidedBy: 'approver', decidedAt: new Date(0) },
  ...changes,
  record: { ...terms, ...changes.terms },
})
const record = {
  ...{ ...terms, purpose: 'x', use: 'x', targetPopulation: 'x', languages: ['en'], media: ['ussd'] },
  ...{ ethicsReference: '', smsIsSafeBecause: '', translationReviews: {}, acceptedWarnings: {} },
}
const ofProject = [{ version: 'written', content: smallFlow([{ name: 'a', type: 'integer' }]) }]

function open(launches: readonly Launch[], { today = '2026-06-15', completed = 0, closed = false } = {}): string[] {
  const endedRounds = closed ? [{ flow: 'small', round: '1' }] : []
  const found = openVersions({ ofProject, launches, endedRounds, completed: () => completed, today })
  return [...found.ofProject.map(({ version }) => version), ...found.launched]
}

describe('people can begin', () => {
  test.each([
    { what: 'what the project brings, as long as nobody has launched it', launches: [], expected: ['written'] },
    { what: 'what is live instead of it', launches: [launch()], expected: ['launched'] },
    {
      what: 'nothing new while a launch waits for its approval',
      launches: [launch({ state: 'in_review' })],
      expected: ['written'],
    },
    { what: 'nothing that was refused', launches: [launch({ state: 'refused' })], expected: ['written'] },
    { what: 'nothing that is paused', launches: [launch({ state: 'paused' })], expected: [] },
    { what: 'nothing that is closed', launches: [launch({ state: 'closed' })], expected: [] },
  ])('$what', ({ launches, expected }) => expect(open(launches)).toEqual(expected))

  test('from the first to the last day', () => {
    const days = ['2026-05-31', '2026-06-01', '2026-06-30', '2026-07-01']
    expect(days.map((today) => open([launch()], { today }).length)).toEqual([0, 1, 1, 0])
  })

  test('until the quota is reached', () => {
    const limited = [launch({ terms: { quota: 100 } })]
    expect(open(limited, { completed: 99 })).toEqual(['launched'])
    expect(open(limited, { completed: 100 })).toEqual([])
  })

  test('nothing of a closed round', () => {
    expect(open([launch()], { closed: true })).toEqual([])
    expect(open([], { closed: true })).toEqual([])
  })
})

test('the most careful launch of a round says how many interviews are released together', () => {
  const minimum = releaseMinimum([launch(), launch({ terms: { k: 20 } }), launch({ round: '2', terms: { k: 50 } })], 10)
  expect(minimum({ flow: 'small', round: '1' })).toBe(20)
  expect(minimum({ flow: 'small', round: '2' })).toBe(50)
  expect(minimum({ flow: 'other', round: '1' })).toBe(10)
})

test('what was never open holds nothing back, and no launch more than 100', () => {
  const round = { flow: 'small', round: '1' }
  const huge = { k: 1_000_000 }
  for (const state of ['in_review', 'refused'] as const)
    expect(releaseMinimum([launch({ state, terms: huge }), launch()], 10)(round)).toBe(10)
  expect(releaseMinimum([launch({ terms: huge })], 10)(round)).toBe(100)
  expect(launchRecordSchema.safeParse(record).success).toBe(true)
  for (const k of [4, 101, 1_000_000, 10.5]) expect(launchRecordSchema.safeParse({ ...record, k }).success).toBe(false)
})

test('of each version it is known what people were promised', () => {
  const launches = [launch({ version: 'a' }), launch({ version: 'b', terms: { k: 50 } })]
  expect(['a', 'b', 'unknown'].map(versionMinimum(launches, 12))).toEqual([10, 50, 12])
})

test('a launch opens at midnight where people are', async () => {
  const { content } = ofProject[0] as (typeof ofProject)[number]
  const first = { opensOn: '2027-01-01', closesOn: '2027-01-01' }
  const store = {
    workspace: { launches: async () => [launch({ terms: first })] },
    interviews: { ended: async () => [] },
    flowVersions: { load: async () => ({ flow: 'small', version: 'launched', content }) },
  } as never
  const openAt = async (moment: string, zone: string) =>
    (
      await followOffers(store, {
        ...{ ofProject: [], k: 10, clock: () => new Date(moment), dayOf: daysIn(zone) },
      }).open()
    ).length
  expect(await openAt('2026-12-31T17:59:00Z', 'Asia/Dhaka')).toBe(0)
  expect(await openAt('2026-12-31T18:00:00Z', 'Asia/Dhaka')).toBe(1)
  expect(await openAt('2026-12-31T18:00:00Z', 'UTC')).toBe(0)
  expect(await openAt('2027-01-01T18:00:00Z', 'Asia/Dhaka')).toBe(0)
})
