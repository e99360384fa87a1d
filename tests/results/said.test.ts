import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { missingCodes } from '../../src/core/flow.ts'
import { countFigures } from '../../src/results/figures.ts'
import { protectTogether } from '../../src/results/protect-together.ts'
import { questionReports } from '../../src/results/report/question-report.ts'
import { because, groupKey, isSameGroup, type Said, saidKey, valued } from '../../src/results/said.ts'
import { categoryOf, groupOfCategory } from '../../src/results/statistics/margin-category.ts'
import { readTable } from '../../src/results/stored-table.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { createTables, usualTables } from '../../src/results/tables.ts'
import { groupsOf, weigh } from '../../src/results/weigh.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf, releasedInterviews } from '../support/interviews.ts'

// A value may be any text, also one that looks like a reason for having none.

const { flow } = smallFlow(
  [
    { name: 'care', list: 'care' },
    {
      name: 'level',
      type: 'calculate',
      disaggregate: true,
      calculation: "if(${care} = 'yes', '(refused)', if(${care} = '', '', 'low'))",
    },
  ],
  { care: { yes: 'Yes', no: 'No' } },
)
const interviews = [
  ...Array.from({ length: 60 }, () => ({ care: { value: 'yes' }, level: { value: '(refused)' } })),
  ...Array.from({ length: 40 }, () => ({ care: { value: 'no' }, level: { value: 'low' } })),
  ...Array.from({ length: 20 }, () => ({
    ...{ care: { missing: 'refused' as const }, level: { missing: 'refused' as const } },
  })),
].map(interviewOf)

describe('a calculated value that reads like a reason', () => {
  test('is an answer: in its base, with its share', async () => {
    const tables = createTables(flow, usualTables(flow))
    for (const interview of interviews) tables.add(interview)
    const { published } = await protectTogether(tables.result(), [], {
      ...{ k: 10, knowledge: knowledgeOf(flow), progress: () => {} },
      ...{ isIndicator: () => false, isSensitive: () => false },
    })
    const report = questionReports(flow, published).find(({ question }) => question === 'level')
    expect(report?.everybody).toMatchObject({ base: 100, people: 120, missing: { refused: 20 } })
    expect(report?.everybody?.answers.map(({ answer, count, share }) => [answer, count, share])).toEqual([
      ['(refused)', 60, 0.6],
      ['low', 40, 0.4],
    ])
    const [byLevel] = questionReports(flow, published).find(({ question }) => question === 'care')?.breakdowns ?? []
    expect(byLevel?.groups.map(({ values, people }) => [values, people])).toEqual([
      [[valued('(refused)')], 60],
      [[valued('low')], 40],
      [[because('no_answer')], 20],
    ])
  })

  test('makes a group of its own in the figures for people inside', async () => {
    const { by } = await countFigures(
      { ...releasedInterviews(interviews), waiting: async () => [], dispositions: async () => [] },
      { flow, version: 'v', k: 10, round: '1', by: ['level'] },
    )
    expect(by?.groups.map(({ values, interviews: people }) => [values, people])).toEqual(
      expect.arrayContaining([
        [[valued('(refused)')], 60],
        [[because('refused')], 20],
      ]),
    )
  })

  test('has a weight of its own', async () => {
    const population = {
      ...{ source: 'Census 2022', universe: 'adults' },
      margins: [{ questions: ['level'], targets: { '\\(refused)': 50, low: 50 } }],
    }
    const { weightOf } = weigh(
      flow,
      population,
      groupsOf(await releasedInterviews(interviews).counts('small', '1', ['level'])),
    )
    const [high, low, unsaid] = [interviews[0], interviews[60], interviews[100]].map(
      (each) => each && weightOf(each).weight,
    )
    expect([high?.toFixed(3), low?.toFixed(3), unsaid?.toFixed(3)]).toEqual(['0.833', '1.250', '1.000'])
  })
})

const said: fc.Arbitrary<Said> = fc.oneof(
  fc
    .oneof(fc.string({ maxLength: 4 }), fc.constantFrom('(refused)', ',', '","', '\\', '\n', '(', '"a"'))
    .map((value) => valued(value)),
  fc.constantFrom(...missingCodes).map((code) => because(code)),
)
const same = (one: readonly Said[], other: readonly Said[]) => JSON.stringify(one) === JSON.stringify(other)

describe('keys', () => {
  test('are the same for what is the same, and for nothing else', () =>
    fc.assert(
      fc.property(fc.array(said, { maxLength: 3 }), fc.array(said, { maxLength: 3 }), (one, other) => {
        expect(isSameGroup(one, other)).toBe(same(one, other))
        expect(groupKey(one) === groupKey([...one])).toBe(true)
      }),
      { numRuns: 300 },
    ))

  test.each([
    [[valued('a","b')], [valued('a'), valued('b')]],
    [[valued('(refused)')], [because('refused')]],
    [[valued('a\nb')], [valued('a'), valued('b')]],
  ])('%j is not %j', (one, other) => {
    expect(groupKey(one)).not.toBe(groupKey(other))
    expect(categoryOf(one)).not.toBe(categoryOf(other))
  })

  test('of files of margins are read back as they were written', () =>
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 3 }), (group) => {
        expect(groupOfCategory(categoryOf(group))).toEqual(group)
      }),
      { numRuns: 300 },
    ))
})

test('tables that were stored with texts for values and reasons are read as those of today', () => {
  const numbers = {
    cells: [
      [60, 20],
      [40, null],
    ],
    rowTotals: [80, null],
    columnTotals: [100, 40],
    total: 140,
  }
  const names = { question: 'care', dimensions: ['level'] }
  const old = { ...names, rows: ['yes', '(refused)'], columns: [['(high)'], ['(no_answer)']], ...numbers }
  const today = {
    ...{ ...names, rows: [valued('yes'), because('refused')] },
    ...{ columns: [[valued('(high)')], [because('no_answer')]], ...numbers },
  }
  expect(readTable(old)).toEqual(today)
  expect(readTable(today)).toEqual(today)
  expect(saidKey(valued('(refused)'))).not.toBe(saidKey(because('refused')))
})
