import { describe, expect, test } from 'vitest'
import type { PublishedTable } from '../../../src/results/published-table.ts'
import { communityScores, pointsBetween, scoreOf, shownScore } from '../../../src/results/report/scorecard.ts'
import { scorecardChart } from '../../../src/results/report/scorecard-chart.ts'
import { isOverdue, type PlannedAction } from '../../../src/results/report/scorecard-record.ts'
import { valued } from '../../../src/results/said.ts'
import { readTable } from '../../../src/results/stored-table.ts'
import { contentOf } from '../../support/flows.ts'

const { flow } = contentOf('service-scorecard')
const answers = ['very_poor', 'poor', 'fair', 'good', 'very_good']

/** A published table: counts from very poor to very good, then those who did not know, for each column. */
function table(dimensions: string[], columns: Record<string, (number | null)[]>): PublishedTable {
  const counts = Object.values(columns)
  const rows = [...answers, '(dont_know)']
  return readTable({
    ...{ question: 'staff', dimensions, rows, columns: Object.keys(columns).map((name) => name.split(' ')) },
    cells: rows.map((_, row) => counts.map((column) => column[row] ?? null)),
    ...{ rowTotals: rows.map(() => null), columnTotals: counts.map(() => null), total: 1000 },
  })
}
const byPoint = table(['service_point'], {
  clinic_a: [10, 20, 30, 20, 20, 17],
  clinic_b: [10, null, 30, 20, 20, 0],
  clinic_c: [0, 0, 0, 0, 0, 12],
  clinic_d: [0, 0, 0, 0, 40, null],
})

if (!flow.scorecard) throw new Error('the flow is no scorecard')
const { scorecard } = flow

/** What is published: scores of clinic A and of its women, and these tables. */
const published = (tables: PublishedTable[], ...indicators: string[]) => {
  const point = valued('clinic_a')
  const scores = [
    { point, group: null, score: 41 },
    { point, group: valued('woman'), score: 42 },
  ]
  return { tables, scores: { indicators: indicators.map((indicator) => ({ indicator, least: 5, scores })) } }
}

describe('a score is the mean of those who scored, from 0 to 100', () => {
  test.each([
    // 10 x 0 + 20 x 25 + 30 x 50 + 20 x 75 + 20 x 100 = 5500, of 100.
    ['clinic_a', { kind: 'shown', score: 55, people: 100 }],
    // One hidden count hides it.
    ['clinic_b', { kind: 'hidden', least: null }],
    // All of them did not know.
    ['clinic_c', { kind: 'nobody' }],
    // How many did not know is hidden, and is not needed.
    ['clinic_d', { kind: 'shown', score: 100, people: 40 }],
    ['clinic_e', { kind: 'nobody' }],
  ])('%s', (service_point, score) =>
    expect(scoreOf({ scores: null, tables: [byPoint] }, scorecard, 'staff', { point: valued(service_point) })).toEqual(
      score,
    ),
  )

  test('a table that is not published gives none', () => {
    const of = (indicator: string, group?: string) =>
      scoreOf({ scores: null, tables: [byPoint] }, scorecard, indicator, {
        ...{ point: valued('clinic_a') },
        ...(group === undefined ? {} : { group: valued(group) }),
      })
    expect(of('supplies')).toEqual({ kind: 'unpublished' })
    expect(of('staff', 'woman')).toEqual({ kind: 'unpublished' })
  })
})

describe('a published score', () => {
  const point = valued('clinic_a')
  test('is shown with the least number of people who it is made from', () =>
    expect(scoreOf(published([], 'staff'), scorecard, 'staff', { point, group: valued('woman') })).toEqual({
      ...{ kind: 'shown', score: 42, people: null, least: 5 },
    }))

  test('is shown with their exact number only where a published table tells it', () => {
    expect(scoreOf(published([byPoint], 'staff'), scorecard, 'staff', { point })).toEqual({
      ...{ kind: 'shown', score: 41, people: 100 },
    })
    const few = table(['service_point'], { clinic_a: [null, null, 30, 20, 20, null] })
    expect(scoreOf(published([few], 'staff'), scorecard, 'staff', { point })).toEqual({
      ...{ kind: 'shown', score: 41, people: null, least: 5 },
    })
  })

  test('that is not there is hidden, and says of how many it would be', () => {
    expect(scoreOf(published([], 'staff'), scorecard, 'staff', { point, group: valued('man') })).toEqual({
      ...{ kind: 'hidden', least: 5 },
    })
    // Of an indicator whose tables were published before there are no scores.
    expect(scoreOf(published([], 'staff'), scorecard, 'respect', { point })).toEqual({ kind: 'hidden', least: null })
  })

  test('of the staff has no focus groups', () => {
    const group = valued('woman')
    expect(scoreOf(published([], 'staff'), { ...scorecard, focusGroup: null }, 'staff', { point })).toMatchObject({
      score: 41,
    })
    expect(scoreOf(published([], 'staff'), scorecard, 'staff', { point, group })).toMatchObject({ score: 42 })
  })
})

test('focus groups are read from the table by both, in whatever order its dimensions are', () => {
  const byBoth = table(['gender', 'service_point'], {
    'woman clinic_a': [30, 10, 0, 0, 0, 0],
    'man clinic_a': [0, 0, 0, 10, 30, 0],
    'woman clinic_b': [0, 0, 0, 0, 50, 0],
  })
  const [staff, supplies] = communityScores(
    { scores: null, tables: [byPoint, byBoth] },
    scorecard,
    ['woman', 'man', 'other'].map(valued),
    valued('clinic_a'),
  )
  expect(staff?.groups).toEqual([
    { group: valued('woman'), score: { kind: 'shown', score: 6.25, people: 40 } },
    { group: valued('man'), score: { kind: 'shown', score: 93.75, people: 40 } },
    { group: valued('other'), score: { kind: 'nobody' } },
  ])
  expect(supplies?.everybody).toEqual({ kind: 'unpublished' })
})

test('the gap is between the numbers that are shown, and there is none where one is not', () => {
  const shown = shownScore({ kind: 'shown', score: 54.6, people: 30 })
  expect(shown).toBe(55)
  expect(pointsBetween(shown, 80)).toBe(25)
  expect(pointsBetween(shownScore({ kind: 'hidden', least: 5 }), 80)).toBeNull()
  expect(pointsBetween(shown, null)).toBeNull()
})

test.each([
  ['2026-06-01', 'planned', true],
  ['2026-06-01', 'under_way', true],
  ['2026-06-01', 'done', false],
  ['2026-06-01', 'dropped', false],
  ['2026-06-02', 'planned', false],
  ['', 'planned', false],
] as const)('an action due on "%s" that is %s: overdue on 2 June is %s', (by, state, overdue) => {
  const action: PlannedAction = { issue: '', action: 'x', responsible: '', by, resources: '', state }
  expect(isOverdue(action, '2026-06-02')).toBe(overdue)
})

test('the chart says each score in words, also where none can be shown', async () => {
  const svg = await scorecardChart(
    [
      { indicator: 'Staff', side: 'community', score: 55, words: 'Community: 55' },
      { indicator: 'Staff', side: 'provider', score: null, words: 'Provider: not shown' },
    ],
    'Scores <of> A',
  )
  expect(svg).toContain('aria-label="Scores &#60;of&#62; A"')
  expect(svg).toContain('Community: 55')
  expect(svg).toContain('Provider: not shown')
})
