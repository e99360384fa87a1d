import { describe, expect, test } from 'vitest'
import type { Answer, Flow } from '../../src/core/flow.ts'
import { protectedSummary } from '../../src/results/number-summary.ts'
import { classNames, quantileBounds } from '../../src/results/number-tables.ts'
import { publish } from '../../src/results/publish.ts'
import type { PublishedTable } from '../../src/results/published-table.ts'
import { saidText } from '../../src/results/said.ts'
import {
  meanOf,
  quantileOf,
  quantilePlaces,
  sortedCounts,
  studentQuantile,
} from '../../src/results/statistics/numbers.ts'
import { usualTables } from '../../src/results/tables.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf } from '../support/interviews.ts'

const of = (...numbers: number[]) => sortedCounts(numbers.map((each) => [each, 1]))
const oneTo = (n: number) => of(...Array.from({ length: n }, (_, index) => index + 1))

describe('mean, median and quartiles', () => {
  // R: qt(0.975, df).
  test.each([
    [1, 12.7062],
    [9, 2.262157],
    [30, 2.042272],
    [1000, 1.962339],
  ])("Student's t with %i degrees of freedom", (freedom, expected) => {
    expect(studentQuantile(freedom)).toBeCloseTo(expected, 4)
  })

  // R: t.test(1:10), quantile(1:10), quantile(c(1, 2, 4, 8)).
  test('are those of other programs', () => {
    const mean = meanOf(oneTo(10))
    expect([mean?.value, mean?.interval?.low.toFixed(4), mean?.interval?.high.toFixed(4)]).toEqual([
      ...[5.5, '3.3341', '7.6659'],
    ])
    expect([0.25, 0.5, 0.75].map((p) => quantileOf(oneTo(10), p)?.value)).toEqual([3.25, 5.5, 7.75])
    expect([0.25, 0.5, 0.75].map((p) => quantileOf(of(8, 1, 4, 2), p)?.value)).toEqual([1.75, 3, 5])
    expect(
      quantileOf(
        sortedCounts([
          [5, 3],
          [1, 2],
        ]),
        0.5,
      )?.value,
    ).toBe(5)
  })

  // Of the median: Conover's table; n = 5 is too few for 95 %.
  test.each([
    [5, 0.5, null],
    [6, 0.5, { low: 1, high: 6 }],
    [10, 0.5, { low: 2, high: 9 }],
    [100, 0.5, { low: 40, high: 61 }],
  ])('of %i people the quantile of order %d lies between these places', (n, p, places) => {
    expect(quantilePlaces(n, p)).toEqual(places)
  })

  test('of nobody there is none', () => {
    expect([meanOf([]), quantileOf([], 0.5)]).toEqual([null, null])
  })
})

describe('what is shown of numbers', () => {
  test('is nothing of fewer than k people, and quantiles only with k on either side', () => {
    expect(protectedSummary(oneTo(9), 10)).toEqual({
      mean: null,
      median: null,
      lowerQuartile: null,
      upperQuartile: null,
    })
    const some = protectedSummary(oneTo(22), 10)
    expect([some.mean?.value, some.median?.value, some.median?.interval, some.lowerQuartile]).toEqual([
      ...[11.5, 11.5, null, null],
    ])
    const many = protectedSummary(oneTo(100), 10)
    expect(many.lowerQuartile).toEqual({ value: 25.8, interval: { low: 17, high: 35 } })
  })

  test('is no mean where one person makes up half of the total', () => {
    const alike = Array.from({ length: 30 }, () => 10)
    expect(protectedSummary(of(...alike, 299), 10).mean).not.toBeNull()
    expect(protectedSummary(of(...alike, 300), 10).mean).toBeNull()
    expect(protectedSummary(of(...alike.map((each) => -each), -300), 10).mean).toBeNull()
  })

  test('is rounded: three digits do not tell a total', () => {
    expect(protectedSummary(of(...Array.from({ length: 100 }, (_, index) => 1000 + index)), 10).mean?.value).toBe(1050)
  })
})

test('classes that are made have two digits, and at least k people each', () => {
  const counts = of(...Array.from({ length: 97 }, (_, index) => 113 + 7 * index))
  const bounds = quantileBounds(counts, 10)
  expect(bounds).toEqual([280, 450, 620])
  const sizes = [...bounds, Number.POSITIVE_INFINITY].map((bound) => counts.filter(([value]) => value < bound).length)
  expect(sizes.map((size, index) => size - (sizes[index - 1] ?? 0)).every((size) => size >= 10)).toBe(true)
  expect(quantileBounds(oneTo(15), 10)).toEqual([])
  expect(classNames(bounds, true)).toEqual(['<280', '280–449', '450–619', '≥620'])
  expect(classNames([1.5, 2], false)).toEqual(['<1.5', '1.5–<2', '≥2'])
})

const value = (given: string | number): Answer => ({ value: given })

async function published(flow: Flow, people: readonly Record<string, Answer>[]): Promise<readonly PublishedTable[]> {
  async function* released() {
    for (const answers of people) yield interviewOf(answers)
  }
  const result = await publish(flow, { flow: flow.name, round: '1' }, usualTables(flow), {
    ...{ interviews: { released }, tables: { list: async () => [], add: async () => {} }, k: 10, progress: () => {} },
  })
  return result.published
}
const cellsOf = (tables: readonly PublishedTable[], name: string) => {
  const table = tables.find(({ question }) => question === name)
  return table?.rows.map((row, index) => [saidText(row), table.cells[index]?.[0]])
}

describe('a question that is answered with a number', () => {
  const aged = (...more: object[]) => [{ name: 'age', type: 'integer', classes: [18, 35] }, ...more]

  test('is published in the classes of its author, with the reasons of others, and a summary beside a base that is shown', async () => {
    const { flow } = smallFlow(aged() as never, {})
    const people = [
      ...Array.from({ length: 60 }, (_, index) => ({ age: value(12 + index) })),
      ...Array.from({ length: 20 }, (): Record<string, Answer> => ({ age: { missing: 'refused' } })),
    ]
    const all = await published(flow, people)
    // Six are under 18: that is hidden, another number with it, and the base.
    expect(
      cellsOf(all, 'age')
        ?.slice(0, 3)
        .some(([, count]) => count === null),
    ).toBe(true)
    expect(all.find(({ question }) => question === 'age')?.summary).toBeUndefined()
    const older = await published(flow, [...people, ...Array.from({ length: 10 }, () => ({ age: value(15) }))])
    expect(cellsOf(older, 'age')?.slice(0, 4)).toEqual([
      ...[
        ['<18', 16],
        ['18–34', 17],
        ['≥35', 37],
        ['(refused)', 20],
      ],
    ])
    expect(older[0]?.summary?.median?.value).toBe(36.5)
  })

  test('is one class where another answer follows from it: the few between two bounds would be told of', async () => {
    const { flow } = smallFlow(
      aged({ name: 'adult', type: 'calculate', calculation: "if(${age} >= 20, 'yes', 'no')" }) as never,
      {},
    )
    const people = Array.from({ length: 60 }, (_, index) => ({
      ...{ age: value(10 + index), adult: value(index >= 10 ? 'yes' : 'no') },
    }))
    expect(cellsOf(await published(flow, people), 'age')?.[0]).toEqual(['any_number', 60])
  })

  test('does not tell how many gave the answer before it', async () => {
    const { flow } = smallFlow(
      [
        { name: 'exposed', list: 'answer' },
        { name: 'times', type: 'integer', relevant: ["${exposed} = 'yes' or ${exposed} = 'once'"] },
      ] as never,
      { answer: { yes: 'Yes', once: 'Once', no: 'No' } },
    )
    const gave = (count: number, exposed: string, times: Answer) =>
      Array.from({ length: count }, () => ({ exposed: value(exposed), times }))
    const people = [
      ...[gave(40, 'yes', value(2)), gave(5, 'once', value(1)), gave(30, 'no', { missing: 'not_applicable' })].flat(),
    ]
    const shown = await published(flow, people)
    // Five are hidden, and the 30 of "no" with them; who was not asked how often are the same 30.
    expect(cellsOf(shown, 'exposed')?.slice(0, 3)).toEqual([
      ...[
        ['yes', 40],
        ['once', null],
        ['no', null],
      ],
    ])
    expect(cellsOf(shown, 'times')?.map(([, count]) => count) ?? []).not.toContain(30)
  })
})
