import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentHash, randomSecret, sameSecret, shuffled } from '../../src/privacy/chance.ts'

describe('shuffled', () => {
  it('keeps every item, in a new array', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (items) => {
        const before = [...items]
        const result = shuffled(items)
        expect(result).not.toBe(items)
        expect(items).toEqual(before)
        expect(result.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b))
      }),
    )
  })

  it('yields every order equally often', () => {
    const draws = 24_000
    const counts = new Map<string, number>()
    for (let draw = 0; draw < draws; draw++) {
      const order = shuffled(['a', 'b', 'c', 'd']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    const expected = draws / 24
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(counts.size).toBe(24)
    // 23 degrees of freedom: a fair shuffle stays below 80 in all but some three of a hundred million runs.
    expect(chiSquare).toBeLessThan(80)
  })
})

describe('randomSecret', () => {
  it('is 256 bits, and never the same', () => {
    const secrets = Array.from({ length: 100 }, randomSecret)
    expect(new Set(secrets).size).toBe(100)
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  })
})

describe('sameSecret', () => {
  it.each([
    ['secret', 'secret', true],
    ['secret', 'Secret', false],
    ['secret', 'secret ', false],
    ['', 'secret', false],
    ['পাসওয়ার্ড', 'পাসওয়ার্ড', true],
  ])('of %j and %j is %s', (given, expected, same) => {
    expect(sameSecret(given, expected)).toBe(same)
  })
})

describe('contentHash', () => {
  it('is SHA-256 in hexadecimal', () => {
    // The example of FIPS 180-2, appendix B.1.
    expect(contentHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})
