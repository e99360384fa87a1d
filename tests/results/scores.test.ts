import { describe, expect, test } from 'vitest'
import type { Answer, Flow } from '../../src/core/flow.ts'
import { scorecardFlows, scorersOf } from '../../src/demo/scorers.ts'
import { outcomeVariable } from '../../src/results/outcome-table.ts'
import { publish, scoresOf } from '../../src/results/publish.ts'
import { type PublishedScores, publishedScore, readScores, scoringOf } from '../../src/results/published-scores.ts'
import { scorecardTables, scoreOf } from '../../src/results/report/scorecard.ts'
import { saidText, valued } from '../../src/results/said.ts'
import { createScores } from '../../src/results/scoring.ts'
import { type TableRequest, usualTables, without } from '../../src/results/tables.ts'
import { contentOf } from '../support/flows.ts'

const answers = ['very_poor', 'poor', 'fair', 'good', 'very_good']
const { flow } = contentOf('service-scorecard')
const { flow: ofStaff } = contentOf('service-scorecard-provider')
const least = 5

type Person = Readonly<Record<string, Answer>>

/** People of one gender at one clinic: how many gave each score, from very poor to very good, to all three indicators; null: who gave no gender. */
function people(point: string, gender: string | null, counts: readonly number[]): Person[] {
  const own: Answer = gender === null ? { missing: 'refused' } : { value: gender }
  return counts.flatMap((count, place) =>
    Array.from({ length: count }, () => {
      const score = { value: answers[place] ?? '' }
      return { gender: own, service_point: { value: point }, staff: score, supplies: score, respect: score }
    }),
  )
}

/** A round whose tables and scores are kept in memory. */
function roundOf(asked: Flow, citizens: readonly Person[]) {
  const stored: { content: unknown }[] = []
  let scores: unknown = null
  async function* released() {
    for (const answered of citizens)
      yield {
        ...{ round: '2026', version: 'v', period: '2026-06-01', language: 'en', medium: 'ussd' },
        ...{ disposition: 'completed', answers: answered },
      }
  }
  const round = { flow: asked.name, round: '2026' }
  const store = {
    find: async () => scores,
    add: async (_: unknown, content: unknown) => {
      scores ??= structuredClone(content)
    },
  }
  const tables = {
    list: async () => stored,
    add: async (_: unknown, added: readonly { content: unknown }[]) => void stored.push(...added),
  }
  const scoring = scoringOf(asked, [flow])
  return {
    publish: (requests: readonly TableRequest[], isScored = true) =>
      publish(asked, round, requests, {
        ...{ interviews: { released }, tables, k: 10, progress: () => {} },
        scored: isScored && scoring ? { scoring, least, store } : null,
      }),
    scores: () => scoresOf(store, round),
  }
}

const shown = (scores: PublishedScores | null, indicator = 'staff') =>
  (scores?.indicators.find((each) => each.indicator === indicator)?.scores ?? []).map(({ point, group, score }) => [
    ...[saidText(point), group && saidText(group), score],
  ])

/** What is shown of `staff`, without any table. */
function counted(citizens: readonly Person[], atLeast = least) {
  const scoring = scoringOf(flow, [])
  if (!scoring) throw new Error('the flow is no scorecard')
  const scores = createScores(flow, scoring, () => atLeast)
  for (const person of citizens) scores.add({ answers: person })
  return shown(scores.result([]))
}

describe('120 people score four clinics, and seven of the staff of each', () => {
  const simulated = scorersOf(2026)
  const answersOf = (name: string): Person[] =>
    simulated
      .filter(({ courses }) => name in courses)
      .map(({ answers }) =>
        Object.fromEntries(Object.entries(answers).map(([question, given]) => [question, { value: given?.[0] ?? '' }])),
      )
  const usual = (asked: Flow) => [...usualTables(asked), ...without(scorecardTables(asked), usualTables(asked))]
  const clinics = ['clinic_a', 'clinic_b', 'clinic_c', 'clinic_d']

  test('every clinic has all scores of its users, and focus groups have theirs', async () => {
    const citizens = answersOf(scorecardFlows[0])
    expect(citizens).toHaveLength(120)
    const round = roundOf(flow, citizens)
    const { published, refused } = await round.publish(usual(flow))
    const scores = await round.scores()
    for (const indicator of ['staff', 'supplies', 'respect']) {
      const all = shown(scores, indicator)
      expect(all.filter(([, group]) => group === null).map(([point]) => point)).toEqual(expect.arrayContaining(clinics))
      // At three clinics two or three people are of the third gender: the smaller of the other groups joins them.
      const byGroup = all.filter(([, group]) => group !== null).map((each) => each.slice(0, 2).join(' '))
      expect(byGroup.sort()).toEqual([
        ...[
          'clinic_a woman',
          'clinic_b man',
          'clinic_b third_gender',
          'clinic_b woman',
          'clinic_c man',
          'clinic_d woman',
        ],
      ])
    }
    // How the 120 answered is shown, and of no clinic or group.
    const isOfStaff = ({ question, dimensions }: TableRequest) => [question, ...dimensions].includes('staff')
    expect(published.filter(isOfStaff).map(({ dimensions }) => dimensions)).toEqual([[]])
    expect(refused.filter(isOfStaff).length).toBeGreaterThan(0)
    if (!scores) throw new Error('no scores')
    const point = valued('clinic_a')
    expect(scoreOf({ scores, tables: published }, flow.scorecard ?? never(), 'staff', { point })).toEqual({
      ...{ kind: 'shown', people: null, least, score: publishedScore(scores, 'staff', point, null) },
    })
  })

  test('the staff, too, of everybody only', async () => {
    const round = roundOf(ofStaff, answersOf(scorecardFlows[1]))
    await round.publish(usual(ofStaff))
    const all = shown(await round.scores())
    expect(all.map(([point, group]) => [point, group])).toEqual(
      expect.arrayContaining(clinics.map((point) => [point, null])),
    )
    expect(all).toHaveLength(4)
  })
})

describe('a mean is shown', () => {
  test('of five people and not of four, and of more where that is asked for', () => {
    expect(counted(people('clinic_a', 'woman', [1, 1, 1, 1, 1]))).toEqual([
      ['clinic_a', null, 50],
      ['clinic_a', 'woman', 50],
    ])
    expect(counted(people('clinic_a', 'woman', [1, 1, 1, 1, 0]))).toEqual([])
    expect(counted(people('clinic_a', 'woman', [1, 1, 1, 1, 1]), 6)).toEqual([])
  })

  test('of those who scored: who did not know is not counted', () => {
    const unsure = people('clinic_a', 'woman', [1]).map((person) => ({ ...person, staff: { missing: 'dont_know' } }))
    const four = people('clinic_a', 'woman', [1, 1, 1, 1, 0])
    expect(counted([...four, ...(unsure as Person[])])).toEqual([])
  })

  test('not so near an end of the scale that it tells what somebody did not say', () => {
    // Of six who add up to 3 nobody can have said "very good"; of six who add up to 4 anybody may have.
    expect(counted(people('clinic_a', 'woman', [3, 3, 0, 0, 0]))).toEqual([])
    expect(counted(people('clinic_a', 'woman', [2, 4, 0, 0, 0]))).toHaveLength(2)
    expect(counted(people('clinic_a', 'woman', [0, 0, 0, 3, 3]))).toEqual([])
    expect(counted(people('clinic_a', 'woman', [0, 0, 0, 4, 2]))).toHaveLength(2)
    expect(counted(people('clinic_a', 'woman', [40, 0, 0, 0, 0]))).toEqual([])
  })
})

test('the order of scores is that of their names, and tells neither who came first nor which group is larger', () => {
  const women = people('clinic_a', 'woman', [2, 2, 2, 2, 2])
  const men = people('clinic_a', 'man', [1, 1, 1, 1, 2])
  const names = (citizens: readonly Person[]) => counted(citizens).map(([point, group]) => [point, group])
  const other = people('clinic_b', 'man', [2, 2, 2, 2, 2])
  expect(names([...other, ...women, ...men])).toEqual([
    ...[
      ['clinic_a', null],
      ['clinic_a', 'man'],
      ['clinic_a', 'woman'],
      ['clinic_b', null],
      ['clinic_b', 'man'],
    ],
  ])
})

describe('the score of a smaller group does not follow from what is shown', () => {
  const mixed = [2, 2, 2, 2, 2]

  test('four who are left keep the group beside them from being shown', () => {
    const four = people('clinic_a', 'man', [1, 1, 1, 1, 0])
    expect(counted([...people('clinic_a', 'woman', mixed), ...four])).toEqual([['clinic_a', null, 46]])
  })

  test('the smallest group joins those who are left, and the others are shown', () => {
    const men = people('clinic_a', 'man', [1, 2, 2, 1, 1])
    const few = [...people('clinic_a', 'third_gender', [0, 1, 1, 0, 0]), ...people('clinic_a', null, [0, 0, 0, 1, 0])]
    expect(counted([...people('clinic_a', 'woman', mixed), ...men, ...few]).map(([, group]) => group)).toEqual([
      ...[null, 'woman'],
    ])
    const more = people('clinic_a', 'third_gender', [0, 1, 0, 1, 0])
    expect(counted([...people('clinic_a', 'woman', mixed), ...men, ...few, ...more])).toHaveLength(3)
  })

  test('five who are left, of whom all said the same, are as few', () => {
    const alike = [...people('clinic_a', 'third_gender', [3, 0, 0, 0, 0]), ...people('clinic_a', null, [2, 0, 0, 0, 0])]
    expect(counted([...people('clinic_a', 'woman', mixed), ...alike])).toEqual([['clinic_a', null, 33]])
  })

  test('whatever is added up and subtracted, in 500 clinics made by chance', () => {
    let seed = 7
    const below = (limit: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % limit
    }
    let differences = 0
    for (let clinic = 0; clinic < 500; clinic++) {
      const groups = new Map(
        ['woman', 'man', 'third_gender'].map((gender) => [gender, answers.map(() => below(below(5) + 1))]),
      )
      const all = [...groups].flatMap(([gender, counts]) => people('clinic_a', gender, counts))
      const known = counted(all).flatMap(([, group]) => [group])
      // Without the whole, or with it, less any of the groups: each set of people whose sum somebody can compute.
      const named = known.filter((group) => group !== null).map(String)
      for (let choice = 0; choice < 2 ** named.length; choice++) {
        const taken = named.filter((_, index) => choice & (2 ** index))
        const sets = [
          taken,
          ...(known.includes(null) ? [[...groups.keys()].filter((each) => !taken.includes(each))] : []),
        ]
        for (const set of sets) {
          const places = set.flatMap((gender) =>
            (groups.get(gender) ?? []).flatMap((count, place) => Array<number>(count).fill(place)),
          )
          if (places.length === 0) continue
          differences++
          const total = places.reduce((sum, place) => sum + place, 0)
          expect(places.length).toBeGreaterThanOrEqual(least)
          // Each of them may have said the worst, and the best: the others can make up for it.
          expect(total).toBeLessThanOrEqual(4 * (places.length - 1))
          expect(total).toBeGreaterThanOrEqual(4)
        }
      }
    }
    expect(differences).toBeGreaterThan(500)
  })
})

describe('beside scores', () => {
  const many = [20, 20, 20, 20, 20]
  const of = (question: string, ...dimensions: string[]): TableRequest => ({ question, dimensions })
  const wholes = [of('staff'), of('staff', 'service_point'), of('staff', 'service_point', 'gender')]
  /** How interviews ended is published of every round. */
  const names = (tables: readonly TableRequest[]) =>
    tables
      .filter(({ question }) => question !== outcomeVariable)
      .map(({ question, dimensions }) => [question, ...dimensions].join(' by '))
      .sort()
  const twoClinics = [...people('clinic_a', 'woman', many), ...people('clinic_b', 'woman', many)]

  test('answers are counted as the scores are, where no count is hidden, and by nothing else', async () => {
    const { published, refused, scores } = await roundOf(flow, twoClinics).publish([...wholes, of('staff', 'district')])
    expect(names(published)).toEqual(names(wholes))
    expect(refused).toEqual([{ ...of('staff', 'district'), because: 'leaks' }])
    // Then they tell how many scored.
    const scored = { point: valued('clinic_a') }
    expect(scoreOf({ scores, tables: published }, flow.scorecard ?? never(), 'staff', scored)).toEqual({
      ...{ kind: 'shown', people: 100, score: 50 },
    })
    expect(scoreOf({ scores: null, tables: [] }, flow.scorecard ?? never(), 'staff', scored).kind).toBe('unpublished')
  })

  test('a table with a hidden count is not published: the mean would tell it', async () => {
    const clinics = [...twoClinics, ...people('clinic_c', 'woman', [4, 4, 40, 40, 40])]
    const { published } = await roundOf(flow, clinics).publish(wholes)
    expect(names(published)).toEqual(['staff'])
  })

  test('how many gave no score is no part of a mean, and may be hidden', async () => {
    const unsure = people('clinic_a', 'woman', [11]).map(
      (person, place): Person => ({ ...person, staff: { missing: place < 6 ? 'dont_know' : 'refused' } }),
    )
    const { published } = await roundOf(flow, [...twoClinics, ...unsure]).publish([of('staff')])
    expect(published[0]?.cells.flat().slice(0, 7)).toEqual([40, 40, 40, 40, 40, null, null])
  })

  test('the answers of everybody are not counted where those of a few at one clinic would follow', async () => {
    const { published } = await roundOf(flow, [...twoClinics, ...people('clinic_c', 'man', [1, 1, 1, 0, 0])]).publish([
      of('staff'),
    ])
    expect(names(published)).toEqual([])
  })

  test('an indicator whose answers were counted before has no scores', async () => {
    const round = roundOf(flow, twoClinics)
    await round.publish([of('staff')], false)
    await round.publish(wholes)
    const scores = await round.scores()
    expect(shown(scores, 'staff')).toEqual([])
    expect(shown(scores, 'respect')).toHaveLength(4)
  })

  test('are published once, and what comes later has to fit', async () => {
    const round = roundOf(flow, twoClinics)
    await round.publish([])
    const before = await round.scores()
    const { published } = await round.publish([of('supplies', 'staff'), of('staff', 'gender')])
    expect(published).toEqual([])
    expect(await round.scores()).toEqual(before)
    expect(readScores(null)).toBeNull()
  })
})

function never(): never {
  throw new Error('the flow is no scorecard')
}
