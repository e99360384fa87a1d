import { describe, expect, test } from 'vitest'
import type { Answer, Flow } from '../../src/core/flow.ts'
import { Problem } from '../../src/problem.ts'
import { countFigures } from '../../src/results/figures.ts'
import { releaseDue } from '../../src/results/release.ts'
import { isSameGroup, saidText, valued } from '../../src/results/said.ts'
import { wilson } from '../../src/results/statistics/intervals.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf as interview, releasedInterviews } from '../support/interviews.ts'

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

const released = [
  interview({ gender: { value: 'woman' }, kinds: { value: ['a', 'b'] }, children: { value: 2 } }),
  interview({ gender: { value: 'woman' }, kinds: { missing: 'refused' }, children: { value: 0 } }),
  interview({ gender: { value: 'third' }, kinds: { value: ['b'] }, children: { missing: 'invalid' } }),
  interview({ gender: { missing: 'refused' }, kinds: { missing: 'dont_know' }, children: { missing: 'not_reached' } }),
  // Of an earlier version, which did not ask about children.
  interview({ gender: { value: 'man' }, kinds: { missing: 'not_applicable' } }),
]

const interviews = {
  ...releasedInterviews(released),
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
const request = { flow, version: 'abc', k: 10, round: '1' }
const none = { refused: 0, dont_know: 0, not_applicable: 0, invalid: 0, not_reached: 0 }

describe('the figures of a flow', () => {
  test('count every interview once in each question: in its base, or under the reason why there is no answer', async () => {
    const figures = await countFigures(interviews, request)
    expect(figures).toMatchObject({ flow: 'small', version: 'abc', k: 10, released: 5, round: '1', waiting: 3 })
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
    expect(figures.outcomes).toMatchObject({ complete: 5, refusal: 0 })
  })

  test('are taken apart by a question, and nobody is left out: a missing value is a group of its own', async () => {
    const { by } = await countFigures(interviews, { ...request, by: ['gender'] })
    expect(by?.groups.map(({ values, interviews: n }) => [...values.map(saidText), n])).toEqual([
      ['man', 1],
      ['third', 1],
      ['woman', 2],
      ['(refused)', 1],
    ])
    const women = by?.groups.find(({ values }) => isSameGroup(values, [valued('woman')]))?.questions
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
  const groups = by?.groups.map(({ values, interviews: n }) => [values.map(saidText).join(' '), n])
  expect(groups).toEqual([
    ['man (not_applicable) (not_applicable)', 1],
    ['third b (invalid)', 1],
    ['woman a 2', 1],
    ['woman b 2', 1],
    ['woman (refused) 0', 1],
    ['(refused) (dont_know) (not_reached)', 1],
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

/** So many interviews with the same answers. */
const times = (count: number, answers: Record<string, Answer>) =>
  Array.from({ length: count }, () => interview(answers))
const of = (items: readonly ReleasedInterview[]) => ({ ...interviews, ...releasedInterviews(items) })
const one = (value: string): Answer => ({ value })

describe('figures with what is known of the population', () => {
  const answered = of([
    ...times(30, { gender: one('woman'), kinds: { value: ['a'] } }),
    ...times(60, { gender: one('man'), kinds: { value: ['b'] } }),
    ...times(6, { gender: one('third'), kinds: { value: ['a', 'b'] } }),
    ...times(4, { gender: { missing: 'refused' }, kinds: { missing: 'refused' } }),
  ])
  const population = {
    source: 'Census 2022',
    universe: 'adults',
    margins: [{ questions: ['gender'], targets: { woman: 50, man: 50 } }],
  }

  test('are weighted beside those that are not; whom the census does not know keeps the share that they have', async () => {
    const { questions, weighting } = await countFigures(answered, { ...request, population })
    const [gender, kinds] = questions
    expect(gender?.figures.map(({ value, x, weighted }) => [value, x, weighted?.share])).toEqual([
      ['woman', 30, expect.closeTo(45 / 96, 9)],
      ['man', 60, expect.closeTo(45 / 96, 9)],
      ['third', 6, expect.closeTo(6 / 96, 9)],
    ])
    // Of the 96 who said it, 90 weigh 1.5 or 0.75, and 6 weigh 1.
    const squares = 30 * 1.5 ** 2 + 60 * 0.75 ** 2 + 6
    expect(gender?.weighted).toEqual({
      deff: expect.closeTo(squares / 96, 9),
      effectiveN: expect.closeTo(96 ** 2 / squares, 9),
    })
    expect(kinds?.figures.map(({ x, weighted }) => [x, weighted?.share])).toEqual([
      [36, expect.closeTo(51 / 96, 9)],
      [66, expect.closeTo(51 / 96, 9)],
    ])
    // n Σw² / (Σw)² of 30 who weigh 1.5, 60 who weigh 0.75, and 10 who weigh 1.
    expect(weighting).toMatchObject({ converged: true, trimmed: 0, deff: (100 * (67.5 + 33.75 + 10)) / 100 ** 2 })
    expect(weighting?.margins[0]?.coverage).toContainEqual({
      ...{ category: 'woman', n: 30, sampleShare: 1 / 3, populationShare: 0.5, ratio: 2 / 3 },
    })
  })

  test('are weighted in groups too, and as the chosen round needs it', async () => {
    const rounds = of([
      ...times(10, { gender: one('woman'), kinds: { value: ['a'] } }),
      ...times(90, { gender: one('man'), kinds: { value: ['a'] } }),
      ...times(40, { gender: one('woman'), kinds: { value: ['a'] } }).map((each) => ({ ...each, round: '2' })),
      ...times(40, { gender: one('man'), kinds: { value: ['b'] } }).map((each) => ({ ...each, round: '2' })),
    ])
    const { by } = await countFigures(rounds, { ...request, population, by: ['kinds'], round: '2' })
    const group = by?.groups.find(({ values }) => isSameGroup(values, [valued('a')]))
    expect(group?.questions[0]).toMatchObject({ base: 40, weighted: { deff: 1, effectiveN: 40 } })
  })

  test.each([
    [['kinds'], { a: 1 }, 'kinds: small has no such question with one answer'],
    [['gender'], { women: 1 }, 'gender: "women" is no answer to it; there are woman, man, third'],
    [['gender', 'children'], { woman: 1 }, '"woman" must be one value for each of them'],
  ])('are refused where the margins do not fit: %j %j', async (questions, targets, says) => {
    const margins = [{ questions, targets: targets as Record<string, number> }]
    await expect(countFigures(answered, { ...request, population: { ...population, margins } })).rejects.toThrow(says)
  })
})

describe('question by question', () => {
  const { flow: long } = smallFlow(
    [
      { name: 'gender', list: 'gender' },
      { name: 'hurt', list: 'yes', block: 'safety' },
      { name: 'told', list: 'yes', block: 'safety' },
      { name: 'age', type: 'integer' },
      { name: 'adult', type: 'calculate', calculation: '${age} > 17' },
      { name: 'children', type: 'integer' },
    ],
    { gender: { woman: 'Woman', man: 'Man' }, yes: { yes: 'Yes', no: 'No' } },
    {},
    { blocks: { safety: { relevant: [] } } },
  )
  const never: Answer = { missing: 'not_reached' }

  test.each<[string, string | null, Record<string, Answer>]>([
    ['at the first question', 'gender', { gender: never, hurt: never, told: never, age: never, children: never }],
    [
      'after one that was routed around',
      'age',
      { hurt: { missing: 'not_applicable' }, told: one('no'), age: never, children: never },
    ],
    [
      'in the midst of a sensitive group, of which nothing is kept',
      'hurt',
      { hurt: never, told: never, age: never, children: never },
    ],
    [
      'after a sensitive group that was taken back',
      'children',
      { hurt: never, told: never, age: { value: 30 }, children: never },
    ],
    ['after the last one', null, { hurt: never, told: never, age: { value: 30 }, children: { value: 1 } }],
    ['in a version that did not have the next question', 'children', { told: one('no'), children: never }],
  ])('somebody who left %s is counted there, once', async (_where, question, answers) => {
    const { questions } = await countFigures(of([interview({ gender: one('woman'), ...answers })]), {
      ...request,
      flow: long,
    })
    const left = questions.filter(({ brokeOff }) => brokeOff > 0)
    expect(left.map(({ name, brokeOff, reached }) => [name, brokeOff, reached])).toEqual(
      question ? [[question, 1, 1]] : [],
    )
  })
})

describe('straight-lining', () => {
  const battery = ['access', 'affordable', 'equal', 'time']
  const { flow: attributes } = smallFlow(
    [
      { name: 'before', list: 'other' },
      ...battery.map((name) => ({ name, list: 'agreement' })),
      { name: 'after', list: 'other' },
    ],
    {
      agreement: { agree: 'Agree', disagree: 'Disagree', unknown: "Don't know" },
      other: { agree: 'Agree', disagree: 'Disagree' },
    },
    { unknown: { missing: 'dont_know' } },
  )
  const answersOf = (...values: string[]): Record<string, Answer> => ({
    before: one('disagree'),
    ...Object.fromEntries(
      battery.map((name, index) => [name, values[index] ? one(values[index]) : { missing: 'refused' }]),
    ),
  })

  test('is the same answer to all of at least four questions in a row that share a list, of those who answered all', async () => {
    const { straightLining, released: all } = await countFigures(
      of([
        interview(answersOf('agree', 'agree', 'agree', 'agree')),
        interview(answersOf('disagree', 'disagree', 'disagree', 'disagree')),
        interview(answersOf('agree', 'agree', 'agree', 'disagree')),
        interview(answersOf('agree', 'agree', 'agree')),
        interview({}),
      ]),
      { ...request, flow: attributes },
    )
    expect(straightLining).toEqual([{ questions: battery, x: 2, n: 3, share: 2 / 3, interval: wilson(2, 3) }])
    expect(all).toBe(5)
  })

  test('is not looked for in fewer questions', async () => {
    const { straightLining } = await countFigures(interviews, request)
    expect(straightLining).toEqual([])
  })
})

test('indicators of the flow stand beside the questions, in groups too, and weighted where the population is known', async () => {
  const indicators: Flow['indicators'] = [
    { name: 'women', namespace: 'small', questions: ['gender'], counts: ['woman'], comparable: false },
    // Who gave both answers would be counted twice, so there is no figure.
    { name: 'any', namespace: 'small', questions: ['kinds'], counts: ['a', 'b'], comparable: false },
    // As of a calculated variable, whose values are known only when somebody has them.
    { name: 'many', namespace: 'small', questions: ['children'], counts: ['9'], comparable: false },
  ]
  const population = {
    ...{ source: 'Census 2022', universe: 'adults' },
    margins: [{ questions: ['gender'], targets: { woman: 1, man: 1, third: 2 } }],
  }
  const figures = await countFigures(interviews, {
    ...request,
    flow: { ...flow, indicators },
    by: ['gender'],
    population,
  })
  expect(figures.indicators).toMatchObject([
    { name: 'women', attributes: [{ x: 2, n: 4 }], share: 0.5, weighted: { share: expect.closeTo(0.25, 9) } },
    { name: 'any', attributes: [null], share: null },
    { name: 'many', attributes: [{ x: 0, n: 2 }], share: 0 },
  ])
  expect(figures.by?.groups.map((group) => group.indicators[0]?.share)).toEqual([0, 0, 1, null])
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
