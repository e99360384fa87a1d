import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/core/flow.ts'
import { Problem } from '../../src/problem.ts'
import { countFigures } from '../../src/results/figures.ts'
import { releaseDue } from '../../src/results/release.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { smallFlow } from '../support/flows.ts'

const { flow } = smallFlow(
  [
    { name: 'gender', list: 'gender' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds' },
    { name: 'told', type: 'note' },
    { name: 'children', type: 'integer' },
  ],
  { gender: { woman: 'Woman', man: 'Man', third: 'Third gender' }, kinds: { a: 'A', b: 'B', unknown: "Don't know" } },
  { unknown: { missing: 'dont_know' } },
)

const interview = (answers: Record<string, Answer>): ReleasedInterview => ({
  round: '1',
  version: 'v',
  day: '2026-11-23',
  language: 'en',
  medium: 'sms',
  disposition: 'completed',
  answers,
})

const released = [
  interview({ gender: { value: 'woman' }, kinds: { value: ['a', 'b'] }, children: { value: 2 } }),
  interview({ gender: { value: 'woman' }, kinds: { missing: 'refused' }, children: { value: 0 } }),
  interview({ gender: { value: 'third' }, kinds: { value: ['b'] }, children: { missing: 'invalid' } }),
  interview({ gender: { missing: 'refused' }, kinds: { missing: 'dont_know' }, children: { missing: 'not_reached' } }),
  // Of an earlier version, which did not ask about children.
  interview({ gender: { value: 'man' }, kinds: { missing: 'not_applicable' } }),
]

const interviews = {
  async *released() {
    yield* released
  },
  dispositions: async () => [
    { round: '1', version: 'v', disposition: 'completed', count: 5 },
    { round: '2', version: 'v', disposition: 'refused', count: 2 },
  ],
  waiting: async () => [
    { flow: 'small', round: '1', interviews: 3 },
    { flow: 'small', round: '2', interviews: 1 },
    { flow: 'other', round: '1', interviews: 7 },
  ],
}
const request = { flow, version: 'abc', k: 10 }
const none = { refused: 0, dont_know: 0, not_applicable: 0, invalid: 0, not_reached: 0 }

describe('the figures of a flow', () => {
  test('count every interview once in each question: in its base, or under the reason why there is no answer', async () => {
    const figures = await countFigures(interviews, request)
    expect(figures).toMatchObject({ flow: 'small', version: 'abc', k: 10, released: 5, waiting: 4 })
    const counted = figures.questions.map(({ name, base, missing, figures: own }) => ({
      ...{ name, base, missing },
      counts: Object.fromEntries(own.map(({ value, x }) => [value, x])),
    }))
    expect(counted).toEqual([
      { name: 'gender', base: 4, counts: { woman: 2, man: 1, third: 1 }, missing: { ...none, refused: 1 } },
      {
        ...{ name: 'kinds', base: 2, counts: { a: 1, b: 2 } },
        missing: { ...none, refused: 1, dont_know: 1, not_applicable: 1 },
      },
      {
        ...{ name: 'children', base: 2, counts: { '2': 1, '0': 1 } },
        missing: { ...none, invalid: 1, not_reached: 1, not_applicable: 1 },
      },
    ])
    expect(figures.questions.map(({ multiple }) => multiple)).toEqual([false, true, false])
    expect(figures.outcomes).toMatchObject({ complete: 5, refusal: 2 })
  })

  test('are taken apart by a question, and nobody is left out: a missing value is a group of its own', async () => {
    const { by } = await countFigures(interviews, { ...request, by: ['gender'] })
    expect(by?.groups.map(({ values, interviews: n }) => [...values, n])).toEqual([
      ['man', 1],
      ['refused', 1],
      ['third', 1],
      ['woman', 2],
    ])
    const women = by?.groups.find(({ values }) => values[0] === 'woman')?.questions
    expect(women?.find(({ name }) => name === 'kinds')).toMatchObject({ base: 1, missing: { refused: 1 } })
  })

  test('are not taken apart by what is no question', async () => {
    const asked = countFigures(interviews, { ...request, by: ['told'] })
    await expect(asked).rejects.toThrow(Problem)
    await expect(asked).rejects.toThrow('there are: gender, kinds, children')
  })
})

test('figures may be taken apart by three questions together, and not by more', async () => {
  const { by } = await countFigures(interviews, { ...request, by: ['gender', 'kinds', 'children'] })
  const groups = by?.groups.map(({ values, interviews: n }) => [values.join(' '), n])
  expect(groups).toEqual([
    ['man not_applicable not_applicable', 1],
    ['refused dont_know not_reached', 1],
    ['third b invalid', 1],
    ['woman a 2', 1],
    ['woman b 2', 1],
    ['woman refused 0', 1],
  ])
  const many = countFigures(interviews, { ...request, by: ['gender', 'kinds', 'children', 'gender'] })
  await expect(many).rejects.toThrow('at most 3 questions')
})

test('a round is compared with an earlier one', async () => {
  const rounds = {
    ...interviews,
    async *released() {
      for (let count = 0; count < 80; count++)
        yield { ...interview({ gender: { value: count < 48 ? 'woman' : 'man' } }), round: '1' }
      for (let count = 0; count < 70; count++)
        yield { ...interview({ gender: { value: count < 56 ? 'woman' : 'man' } }), round: '2' }
    },
  }
  const { released: count, changes, waiting } = await countFigures(rounds, { ...request, round: '2', since: '1' })
  expect([count, waiting]).toEqual([70, 1])
  const women = changes?.find(({ question, value }) => question === 'gender' && value === 'woman')
  expect(women?.difference).toBeCloseTo(0.2, 9)
  expect([women?.low, women?.high]).toEqual([expect.closeTo(0.0524, 4), expect.closeTo(0.3339, 4)])
})

test('every round in which something waits is released, if its minimum is reached', async () => {
  const asked: unknown[] = []
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  await releaseDue(
    {
      pending: async () => [
        { flow: 'small', round: '1' },
        { flow: 'other', round: '1' },
      ],
      release: async (round, minimum) => {
        asked.push([round.flow, round.round, minimum])
        return 0
      },
    },
    ({ flow }) => (flow === 'small' ? 3 : 4),
    log,
  )
  expect(asked).toEqual([
    ['small', '1', 3],
    ['other', '1', 4],
  ])
})
