import fc from 'fast-check'
import { expect, test } from 'vitest'
import { unambiguousJson } from '../../src/authoring/unambiguous-json.ts'

test('JSON is read as it stands, with any white space between its values', () => {
  const values = fc.jsonValue()
  const spaces = fc.constantFrom(undefined, 1, 2, '\t', ' \n ')
  fc.assert(
    fc.property(values, spaces, (value, space) => {
      const source = JSON.stringify(value, null, space as string)
      // Keys that are whole numbers change their order, and -0 its sign.
      const read = unambiguousJson(source)
      if (read !== null) expect(read.data).toEqual(JSON.parse(source))
    }),
  )
  expect(unambiguousJson('{ "a": ["x  y", "\\"", 1.5, null],\n\n"b" : {} }\n')).toEqual({
    data: { a: ['x  y', '"', 1.5, null], b: {} },
  })
})

test.each([
  ['a key twice', '{"a": 1, "a": 2}'],
  ['a key twice, written differently', '{"a": 1, "\\u0061": 2}'],
  ['YAML', 'a: 1'],
  ['a comma too many', '{"a": [1,]}'],
  ['nothing', ''],
])('%s is left to the parser that says what is wrong', (_what, source) => {
  expect(unambiguousJson(source)).toBeNull()
})
