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
    expect(await countFigures(interviews, request)).toEqual({
      flow: 'small',
      version: 'abc',
      k: 10,
      released: 5,
      waiting: 4,
      questions: [
        {
          name: 'gender',
          base: 4,
          rows: [
            { value: 'woman', n: 2 },
            { value: 'man', n: 1 },
            { value: 'third', n: 1 },
          ],
          missing: { ...none, refused: 1 },
        },
        {
          name: 'kinds',
          base: 2,
          rows: [
            { value: 'a', n: 1 },
            { value: 'b', n: 2 },
          ],
          missing: { ...none, refused: 1, dont_know: 1, not_applicable: 1 },
        },
        {
          name: 'children',
          base: 2,
          rows: [
            { value: '2', n: 1 },
            { value: '0', n: 1 },
          ],
          missing: { ...none, invalid: 1, not_reached: 1, not_applicable: 1 },
        },
      ],
    })
  })

  test('are taken apart by a question, and nobody is left out: a missing value is a group of its own', async () => {
    const { by } = await countFigures(interviews, { ...request, by: 'gender' })
    expect(by?.groups.map(({ value, interviews: n }) => [value, n])).toEqual([
      ['man', 1],
      ['refused', 1],
      ['third', 1],
      ['woman', 2],
    ])
    const women = by?.groups.find(({ value }) => value === 'woman')?.questions
    expect(women?.find(({ name }) => name === 'kinds')).toMatchObject({ base: 1, missing: { refused: 1 } })
  })

  test('are not taken apart by what is no question', async () => {
    const asked = countFigures(interviews, { ...request, by: 'told' })
    await expect(asked).rejects.toThrow(Problem)
    await expect(asked).rejects.toThrow('there are: gender, kinds, children')
  })
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
