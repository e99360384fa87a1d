import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/core/flow.ts'
import { createAnonymity, keysToSuppress } from '../../src/results/anonymity.ts'

const k = 5
type Person = Record<string, Answer>

const people = (count: number, gender: string, place: string, more: Person = {}): Person[] =>
  Array.from({ length: count }, () => ({ gender: { value: gender }, place: { value: place }, ...more }))

function anonymityOf(interviews: readonly Person[], sensitive: readonly string[] = []) {
  const counting = createAnonymity(['gender', 'place'], sensitive, k)
  for (const answers of interviews) counting.add(answers)
  return counting.result()
}

describe('the classes that are suppressed', () => {
  const cases = [
    ['none, where all are large enough', { a: 5, b: 9 }, []],
    ['those that are too small', { a: 9, b: 3, c: 2 }, ['b', 'c']],
    ['the smallest of the others too, where the small ones are too few together', { a: 9, b: 7, c: 4 }, ['b', 'c']],
    ['one is not spared, whatever the others', { a: 100, b: 1 }, ['a', 'b']],
    ['all, where there are fewer than k people', { a: 2, b: 1 }, ['a', 'b']],
    ['none, where there is nobody', {}, []],
  ] as const
  test.each(cases)('%s', (_says, counts, expected) => {
    expect([...keysToSuppress(new Map(Object.entries(counts)), k)].sort()).toEqual(expected)
  })

  test('leave no class below k, and are not more than needed, whatever the counts', () => {
    const counts = fc.dictionary(fc.string({ maxLength: 4 }), fc.integer({ min: 1, max: 12 }))
    fc.assert(
      fc.property(counts, (given) => {
        const all = new Map(Object.entries(given))
        const chosen = keysToSuppress(all, k)
        const sizes = (keys: Iterable<string>) => [...keys].map((key) => all.get(key) ?? 0)
        const members = sizes(chosen).reduce((sum, size) => sum + size, 0)
        for (const [key, size] of all) if (!chosen.has(key)) expect(size).toBeGreaterThanOrEqual(k)
        if (chosen.size < all.size) expect(chosen.size === 0 || members >= k).toBe(true)
        expect(sizes(chosen).filter((size) => size >= k).length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('interviews', () => {
  const crowd = [...people(9, 'woman', 'town'), ...people(8, 'man', 'town')]

  test('of few people lose the value that costs least; of many they keep all', () => {
    const few = people(3, 'third_gender', 'town')
    const { suppressedIn, report } = anonymityOf([...crowd, ...people(9, 'third_gender', 'village'), ...few])
    expect([...suppressedIn(few[0] as Person)]).toEqual(['place'])
    expect([...suppressedIn(crowd[0] as Person)]).toEqual([])
    expect(report).toMatchObject({
      ...{ k, interviews: 29, classes: 4, smallClasses: 1, smallestClass: 8 },
      suppressed: [
        { dimension: 'gender', values: 29, replaced: 0 },
        { dimension: 'place', values: 29, replaced: 3 },
      ],
    })
  })

  test('without an answer may be anybody, and lose nothing', () => {
    const silent = people(1, 'woman', 'town', { gender: { missing: 'refused' } })
    const { report } = anonymityOf([...crowd, ...silent])
    expect(report).toMatchObject({ smallClasses: 0, suppressed: [{ replaced: 0 }, { replaced: 0 }] })
    // Who was not asked is told by other answers.
    const notAsked = people(1, 'woman', 'town', { gender: { missing: 'not_applicable' } })
    expect(anonymityOf([...crowd, ...notAsked]).report.smallClasses).toBe(1)
  })

  test('with several answers are taken by their combination, in whatever order they came', () => {
    const both = (value: string[]) => people(3, 'x', 'town', { gender: { value } })
    expect(anonymityOf([...crowd, ...both(['a', 'b']), ...both(['b', 'a'])]).report).toMatchObject({
      ...{ classes: 3, smallClasses: 0 },
    })
    expect(anonymityOf([...crowd, ...both(['a', 'b']), ...both(['a'])]).report).toMatchObject({ smallClasses: 2 })
  })

  test('of a class that share a sensitive answer are counted, because a class is no secret then', () => {
    const exposed = (value: string) => ({ exposed: { value } })
    const all = [
      ...people(9, 'woman', 'town', exposed('yes')),
      ...people(5, 'man', 'town', exposed('no')),
      ...people(1, 'man', 'town', { exposed: { missing: 'refused' } as const }),
    ]
    expect(anonymityOf(all, ['exposed']).report.uniformClasses).toBe(1)
    expect(anonymityOf(all, []).report.uniformClasses).toBe(0)
  })
})
