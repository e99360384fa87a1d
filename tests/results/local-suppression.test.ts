import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/core/flow.ts'
import { populationOf } from '../../src/demo/population.ts'
import { createAnonymity } from '../../src/results/anonymity.ts'
import { type Combination, suppressLocally } from '../../src/results/local-suppression.ts'
import { chances } from '../support/answering.ts'
import { contentOf } from '../support/flows.ts'

const k = 10

/** How many are alike with each combination, counted anew: a value that is missing may be any, and who never had any makes nobody alike. */
function alikeWith(combinations: readonly Combination[], given = combinations): number[] {
  const isAlike = (one: Combination, other: Combination) =>
    one.values.every((value, place) => value === null || [null, value].includes(other.values[place] ?? null))
  const saysNothing = given.map(({ values }) => values.every((value) => value === null))
  return combinations.map((one) =>
    combinations
      .filter((other, row) => other === one || (!saysNothing[row] && isAlike(one, other)))
      .reduce((sum, { size }) => sum + size, 0),
  )
}

const shown = (combinations: readonly Combination[], hidden: readonly (readonly boolean[])[]): Combination[] =>
  combinations.map(({ values, size }, row) => ({
    values: values.map((value, place) => (hidden[row]?.[place] ? null : value)),
    size,
  }))

describe('local suppression', () => {
  const combination = fc.record({
    values: fc.tuple(
      fc.constantFrom('woman', 'man', 'third', null),
      fc.constantFrom('town', 'village', null),
      fc.constantFrom('18', '25', '35', '55'),
    ),
    size: fc.integer({ min: 1, max: 12 }),
  })
  const distinct = fc.uniqueArray(combination, { selector: ({ values }) => JSON.stringify(values), maxLength: 30 })

  test('leaves everybody alike with k people, and says with how many, whatever the combinations', () => {
    fc.assert(
      fc.property(distinct, (combinations) => {
        const { hidden, before, alike } = suppressLocally(combinations, k)
        const counted = alikeWith(shown(combinations, hidden), combinations)
        const people = combinations.reduce((sum, { size }) => sum + size, 0)
        if (people < k) {
          expect(
            shown(combinations, hidden)
              .flatMap(({ values }) => values)
              .filter((value) => value !== null),
          ).toEqual([])
          return
        }
        expect(before).toEqual(alikeWith(combinations))
        expect(alike).toEqual(counted)
        for (const [row, { values }] of shown(combinations, hidden).entries())
          if (values.some((value) => value !== null)) expect(counted[row]).toBeGreaterThanOrEqual(k)
      }),
    )
  })

  test('takes nothing out where nobody is alone', () => {
    const crowd = ['woman', 'man'].map((value) => ({ values: [value, 'town'], size: k }))
    expect(suppressLocally(crowd, k).hidden.flat()).not.toContain(true)
  })

  test('leaves a small group what makes it one', () => {
    const { hidden } = suppressLocally(
      [
        ...['woman', 'man'].flatMap((gender) =>
          ['18', '25', '35'].map((age) => ({ values: [gender, age], size: 200 })),
        ),
        ...['18', '25', '35'].map((age) => ({ values: ['third_gender', age], size: 4 })),
      ],
      k,
    )
    expect(hidden.map(([gender]) => gender)).not.toContain(true)
    expect(hidden.slice(6).flatMap(([, age]) => age)).toContain(true)
  })
})

test('of the people of the demonstration, with 3 % of values missing, at most a tenth of the values is lost, and hardly any of third gender', () => {
  const { flow } = contentOf('who-we-are')
  const dimensions = flow.questions.filter(({ disaggregate }) => disaggregate).map(({ name }) => name)
  const counting = createAnonymity(dimensions, [], k)
  const chance = chances(11)
  const people = populationOf(7).map(({ answers }) =>
    Object.fromEntries(
      dimensions.map((name): [string, Answer] => {
        const said = answers[name]
        const value = said?.length === 1 ? said[0] : said?.toSorted()
        return [name, value === undefined || chance() < 0.03 ? { missing: 'refused' } : { value }]
      }),
    ),
  )
  for (const answers of people) counting.add(answers)
  const { report, suppressedIn } = counting.result()
  const total = (key: 'values' | 'replaced') => report.suppressed.reduce((sum, each) => sum + each[key], 0)
  expect(dimensions).toHaveLength(6)
  expect(report.smallestClass).toBeGreaterThanOrEqual(k)
  expect(total('replaced') / total('values')).toBeLessThanOrEqual(0.1)
  const third = people.filter(({ gender }) => gender && 'value' in gender && gender.value === 'third_gender')
  expect(third.length).toBeGreaterThan(400)
  expect(third.filter((answers) => suppressedIn(answers).has('gender')).length).toBeLessThan(third.length / 100)
})
