import { describe, expect, test } from 'vitest'
import { ExpressionError, parseExpression } from '../../src/core/expression.ts'
import type { Value } from '../../src/core/expression-values.ts'

const answers: Record<string, Value> = {
  age: 30,
  exposed: 'yes',
  kinds: 'physical economic',
  born: '1990-01-31',
  refused: '',
}
const scope = {
  question: (name: string) => answers[name] ?? '',
  column: (name: string) => ({ district: 'north' })[name] ?? '',
  self: 17,
  today: '2026-11-23',
}

describe('an expression is evaluated as XLSForm does', () => {
  test.each<[string, Value]>([
    ["${exposed} = 'yes'", true],
    ["${exposed} != 'yes'", false],
    ['${age} >= 18 and ${age} < 65', true],
    ['. >= 18', false],
    ["selected(${kinds}, 'economic')", true],
    ["selected(${kinds}, 'eco')", false],
    ['count-selected(${kinds})', 2],
    ["not(selected(${kinds}, 'sexual'))", true],
    ["if(${refused} = '', 'unknown', 'known')", 'unknown'],
    ["coalesce(${refused}, 'none')", 'none'],
    ['1 + 2 * 3 - 4 div 2', 5],
    ['-(2 + 3) mod 3', -2],
    ['(${age} - 5) * 2', 50],
    ['${age}-5', 25],
    ["string-length('abc')", 3],
    ["regex(${exposed}, '^y')", true],
    ['today() > ${born}', true],
    ["district = 'north'", true],
    ["'a' = 'a' or 1 div 0 > 5", true],
    ['${refused} > 5 or ${refused} < 5', false],
    ["${missing} = ''", true],
    ['1 = 1 and 1 = 2 or 3 = 3', true],
  ])('%s is %j', (source, expected) => {
    expect(parseExpression(source).evaluate(scope)).toBe(expected)
  })

  test('it knows which questions and columns it looks at', () => {
    const { questions, columns } = parseExpression("${a} = 'x' and (${b} > 1 or ${a} = 'y') and district = ${c}")
    expect(questions).toEqual(['a', 'b', 'c'])
    expect(columns).toEqual(['district'])
  })
})

describe('an expression that cannot be read says where and what instead', () => {
  test.each([
    ['${a} = ', 'a value is missing at character 7'],
    ["${a} == 'x'", 'a value is missing at character 7'],
    ["${a} 'x'", 'is "and" or "or" missing?'],
    ['${a', 'cannot read "${a"'],
    ['count(${a})', 'there is no function "count"'],
    ['selected(${a})', 'selected() takes 2 values, not 1'],
    ["(${a} = 'x'", 'expected ")"'],
    ["${a} = 'x", 'cannot read'],
    ['toString(1)', 'there is no function "toString"'],
    ['', 'a value is missing'],
  ])('%s', (source, message) => {
    expect(() => parseExpression(source)).toThrow(ExpressionError)
    expect(() => parseExpression(source)).toThrow(message)
  })
})

describe('an expression that nobody could read is not read', () => {
  test.each([
    ['parentheses in each other', `${'('.repeat(500)}1${')'.repeat(500)}`, 'parentheses stand in each other'],
    ['signs before each other', `${'-'.repeat(500)}1`, 'parentheses stand in each other'],
    ['a long sum', Array(100_000).fill('1').join(' + '), 'more than 2000 words and signs'],
  ])('%s', (_what, source, message) => {
    expect(() => parseExpression(source)).toThrow(message)
  })
})
