import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultsOf, reliabilityRows } from './reliability-rows.ts'
import { verdicts } from './rows-reporter.ts'

const rows = reliabilityRows()

describe('docs/reliability.md', () => {
  test('numbers its rows from R1 on', () => {
    expect(rows.length).toBeGreaterThan(18)
    expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `R${index + 1}`))
  })

  test.each(rows)('$id is shown by tests that there are', (row) => expect(faultsOf(row)).toEqual([]))

  test.each([
    [[], 'no test is named'],
    [[{ path: 'tests/none.test.ts', words: 'x' }], 'tests/none.test.ts is not there'],
    [[{ path: 'tests/log.test.ts', words: 'no such words' }], 'tests/log.test.ts does not hold: no such words'],
  ])('a row is not shown by %j', (proofs, fault) => expect(faultsOf({ proofs })).toEqual([fault]))

  test('is run as a whole by npm run test:faults', () => {
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
    const given = (scripts['test:faults'] as string).split(' ').filter((word) => word.startsWith('tests/'))
    const paths = new Set(rows.flatMap(({ proofs }) => proofs.map(({ path }) => path)))
    expect([...paths].filter((path) => !given.some((each) => path.startsWith(each)))).toEqual([])
  })
})

test('a row holds where all of its tests passed, and is not shown where one did not run', () => {
  const row = { id: 'R1', seen: '', holds: 'what holds', proofs: [{ path: 'tests/a.test.ts', words: 'one' }] }
  const ran = (state: string) => [{ path: 'tests/a.test.ts', name: 'group > one (case)', state }]
  expect(verdicts([row], ran('passed'))).toEqual(['R1   holds      what holds'])
  expect(verdicts([row], ran('skipped'))).toEqual(['R1   not shown  what holds'])
  expect(verdicts([row], [...ran('passed'), ...ran('failed')])).toEqual(['R1   FAILED     what holds'])
  expect(verdicts([row], [])).toEqual(['R1   not shown  what holds'])
})
