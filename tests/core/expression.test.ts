import { describe, expect, test } from 'vitest'
import { parseExpression } from '../../src/core/expression.ts'
import { ExpressionError } from '../../src/core/expression-tokens.ts'
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
    ["regex(${exposed}, 'y')", false],
    ["regex(${exposed}, 'y.*')", true],
    ['today() > ${born}', true],
    ["district = 'north'", true],
    ["'a' = 'a' or 1 div 0 > 5", true],
    ['${refused} > 5 or ${refused} < 5', false],
    ["${missing} = ''", true],
    ['1 = 1 and 1 = 2 or 3 = 3', true],
  ])('%s is %j', (source, expected) => {
    expect(parseExpression(source).evaluate(scope)).toBe(expected)
  })

  // The documentation of ODK's XForms functions, and what JavaRosa makes of empty values.
  test.each<[string, Value]>([
    ['selected-at(${kinds}, 1)', 'economic'],
    ['selected-at(${kinds}, 2)', ''],
    ["concat('a', ${age}, true())", 'a30true'],
    ["substr('questionnaire', 0, 5)", 'quest'],
    ["substr('questionnaire', 8)", 'naire'],
    ["substr('questionnaire', -3)", 'ire'],
    ["substring-before('12-34', '-')", '12'],
    ["substring-after('12-34', '-')", '34'],
    ["contains(${kinds}, 'eco')", true],
    ["starts-with(${kinds}, 'eco')", false],
    ["ends-with(${kinds}, 'economic')", true],
    ["normalize-space('  a   b ')", 'a b'],
    ["coalesce(${refused}, ${missing}, 'third')", 'third'],
    ['count-non-empty(${age}, ${refused}, ${kinds})', 2],
    ['string(1.50)', '1.5'],
    ['.5 + .25', 0.75],
    ["number('12')", 12],
    ["number('1e3') = 1000", false],
    ["number('') = number('')", false],
    ['int(2.9)', 2],
    ['int(-2.9)', -2],
    ['round(2.5)', 3],
    ['round(-2.5)', -2],
    ['round(3.14159, 2)', 3.14],
    ['abs(3 - 5)', 2],
    ['pow(2, 10)', 1024],
    ['sqrt(16)', 4],
    ['min(3, ${age}, 7)', 3],
    ['max(3, ${age}, 7)', 30],
    ['max(3, ${refused}) > 0', false],
    ['today()', '2026-11-23'],
    ['now()', '2026-11-23'],
    ["date('2026-02-03')", '2026-02-03'],
    ['date(${born} + 1)', '1990-02-01'],
    ["date('no day')", ''],
    ["format-date(${born}, '%e %b %Y, %d/%m/%y %n %a')", '31 Jan 1990, 31/01/90 1 Wed'],
    ["format-date(${refused}, '%Y')", ''],
    ["decimal-date-time('1970-01-03')", 2],
    ['int((decimal-date-time(today()) - decimal-date-time(${born})) div 365.25)', 36],
    ['int((today() - ${born}) div 365.25)', 36],
    ['once(${age} + 1)', 31],
    ['not(${refused})', true],
    ['not(0)', true],
    ["not('false')", false],
    ['boolean(${kinds})', true],
    ["boolean-from-string('true')", true],
    ["boolean-from-string('yes')", false],
    ['${refused} = 0', false],
    ['${refused} != 0', true],
    ['${refused} + 1 > 0', false],
    ['${refused} < today()', false],
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
    ["${a} == 'x'", 'write = instead of =='],
    ["${a} = 'x' OR ${a} = 'y'", 'write or instead of OR'],
    ["${a} = 'x' && ${a} = 'y'", 'write and instead of &&'],
    ["${a} = 'x' || ${a} = 'y'", 'write or instead of ||'],
    ["${a} <> 'x'", 'write != instead of <>'],
    ["!(${a} = 'x')", 'write not(…) instead of !'],
    ['${a} / 2', 'write div instead of /'],
    ['/data/a = 2', 'write ${question} instead of a path'],
    ['$a = 2', 'write ${question} instead of $question'],
    ['${a > 3', 'a } is missing'],
    ["Selected(${a}, 'x')", 'write selected instead of Selected'],
    ["${a} 'x'", 'is "and" or "or" missing?'],
    ['${a', 'cannot read "${a"'],
    ['count(${a})', 'count() cannot be used here: questions are not repeated here; write count-selected'],
    ["jr:choice-name(${a}, 'a')", 'write ${question} in a text'],
    ["pulldata('x', 'y')", 'there are no files beside the form'],
    ['counted(${a})', 'there is no function "counted"'],
    ['round()', 'round() takes 1 to 2 values, not 0'],
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

test('a text beside "or" is no condition, because it is always true', () => {
  const { faults } = parseExpression("${a} = 'x' or 'y'")
  expect(faults).toEqual([expect.stringContaining("'y' alone is no condition")])
  expect(parseExpression("${a} = 'x' or ${a} = 'y' and ${b}").faults).toEqual([])
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
