import { expect, test } from 'vitest'
import { explained } from '../src/lifecycle.ts'
import { Problem } from '../src/problem.ts'

test('of a problem one reads what happened and what to do', () => {
  expect(explained(new Problem('usage', 'heard results <flow>'))).toBe(
    'The command was not understood: heard results <flow>',
  )
})

test('of a fault of ours one reads the cause too, without what the driver quotes', () => {
  const cause = Object.assign(new Error('invalid input: +254711000111'), { code: '22P02' })
  const text = explained(new Problem('internal', [], { cause }))
  expect(text).toContain('please report it')
  expect(text).toContain("code: '22P02'")
  expect(text).toContain('lifecycle.test.ts')
  expect(text).not.toContain('254711000111')
})
