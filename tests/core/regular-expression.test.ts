import { describe, expect, test } from 'vitest'
import { parseExpression } from '../../src/core/expression.ts'
import { readPattern } from '../../src/core/regular-expression.ts'

const scope = { question: () => '^.*$', column: () => '', today: '2026-01-15' }
const regex = (pattern: string) => parseExpression(`regex(., '${pattern}')`)
const holds = (pattern: string, self: string) => regex(pattern).holds({ ...scope, self })

test.each([
  ['^[A-Z]{2}', 'AB12', false],
  ['[A-Z]{2}', 'AB', true],
  ['[A-Z]{2}|[0-9]+', 'AB12', false],
  ['^[A-Z]{2}$', 'AB12', false],
  ['^\\S+@\\S+\\.[a-z]{2,}$', 'kanari@example.org', true],
  // JavaScript itself refuses this escape where it knows of Unicode; people write it all the same.
  ['^\\S+\\@\\S+$', 'kanari@example.org', true],
  ['^\\p{Bengali}+$', 'হ্যাঁ', true],
  ['(?i)^yes$', 'YES', true],
])('%s in "%s": %s', (pattern, text, expected) => {
  expect(regex(pattern).faults).toEqual([])
  expect(holds(pattern, text)).toBe(expected)
})

describe('what cannot be used is told to its author, and never holds', () => {
  test.each([
    ['(', 'missing closing )'],
    ['p{L}+', 'has lost a backslash; write \\p{L}'],
    ['[z-a]', 'cannot be used'],
    ['(a)\\1', 'without lookahead, lookbehind, references'],
    ['^(?=a)', 'without lookahead'],
    ['(?<!a)b', 'without lookahead, lookbehind'],
    ['\\u0041', 'escapes such as'],
    ['(?:ab){150}', 'repeats too much'],
    [`a${'|a'.repeat(100)}`, 'more than 200 characters'],
  ])('%s', (pattern, message) => {
    expect(regex(pattern).faults).toEqual([expect.stringContaining(message)])
    expect(holds(pattern, 'ab')).toBe(false)
  })

  test('a pattern that is an answer', () => {
    const expression = parseExpression('regex(., ${earlier})')
    expect(expression.faults).toEqual([expect.stringContaining('must be written out in quotes')])
    expect(expression.holds({ ...scope, self: 'anything' })).toBe(false)
  })
})

test.each(['^([a-z]+)+[0-9]$', '(x+x+)+[yz]', '^(a|aa)+$', '(.*)*[!?]$'])(
  'the time grows with the length of the text and no faster: %s',
  (pattern) => {
    const { test: look } = readPattern(pattern)
    // The shorter one alone would take JavaScript's own engine days.
    const time = (length: number) => {
      const text = `${'ax'.repeat(length / 2)}~`
      const start = process.cpuUsage().user
      for (let turn = 0; turn < 50; turn++) look(text)
      return process.cpuUsage().user - start
    }
    time(200)
    expect(time(1600)).toBeLessThan(50 * Math.max(time(200), 1000))
  },
)
