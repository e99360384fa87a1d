import { describe, expect, test } from 'vitest'
import type { PublishedTable } from '../../../src/results/published-table.ts'
import { commonest, questionReports, type ReportedGroup } from '../../../src/results/report/question-report.ts'
import { type Said, saidText } from '../../../src/results/said.ts'
import { readTable } from '../../../src/results/stored-table.ts'
import { smallFlow } from '../../support/flows.ts'

const { flow } = smallFlow(
  [
    { name: 'place', list: 'place', disaggregate: true },
    { name: 'group', type: 'select_multiple', list: 'group', disaggregate: true },
    { name: 'seen', list: 'answer' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds' },
  ],
  {
    place: { town: 'Town', village: 'Village' },
    group: { dalit: 'Dalit', deaf: 'Deaf', widow: 'Widow' },
    answer: { yes: 'Yes', no: 'No' },
    kinds: { a: 'A', b: 'B' },
  },
)

const saidOf = (group: readonly Said[]) => group.map(saidText).join()

/** Cells by row; columns with their values. */
const table = (
  question: string,
  dimensions: readonly string[],
  columns: readonly (readonly string[])[],
  rows: Readonly<Record<string, readonly (number | null)[]>>,
): PublishedTable =>
  readTable({
    ...{ question, dimensions, columns, rows: Object.keys(rows), cells: Object.values(rows) },
    rowTotals: Object.keys(rows).map(() => null),
    columnTotals: columns.map(() => 120),
    total: 120 * columns.length,
  })

const report = (question: string, tables: readonly PublishedTable[]) => {
  const found = questionReports(flow, tables).find((each) => each.question === question)
  if (!found) throw new Error(`There is no report of ${question}.`)
  return found
}
const told = ({ values, base, answers }: ReportedGroup) => [
  ...[values.map(saidText).join(), base, answers.map(({ answer, count, share }) => [answer, count, share])],
]

describe('a question by group', () => {
  const { everybody, breakdowns } = report('seen', [
    table('seen', [], [[]], { yes: [30], no: [70], '(refused)': [20] }),
    table('seen', ['place'], [['village'], ['town']], { yes: [30, null], no: [70, 90], '(refused)': [20, null] }),
  ])

  test('has shares of those who answered, with their interval', () => {
    expect(everybody && told(everybody)).toEqual([
      '',
      100,
      [
        ['yes', 30, 0.3],
        ['no', 70, 0.7],
      ],
    ])
    expect(everybody?.answers[0]?.interval?.low).toBeCloseTo(0.2189, 4)
    expect(everybody && commonest(everybody)?.answer).toBe('no')
    expect([everybody?.missing.refused, everybody?.people]).toEqual([20, 120])
  })

  test('has its groups in the order of their answers, and where one number is hidden no share: it would give it away', () => {
    expect(breakdowns.map(({ by, groups }) => [by, groups.map(told)])).toEqual([
      [
        ['place'],
        [
          [
            'town',
            null,
            [
              ['yes', null, null],
              ['no', 90, null],
            ],
          ],
          [
            'village',
            100,
            [
              ['yes', 30, 0.3],
              ['no', 70, 0.7],
            ],
          ],
        ],
      ],
    ])
    const [town] = breakdowns[0]?.groups ?? []
    expect(town && commonest(town)).toBeUndefined()
  })
})

test('who may be in several groups is told by the choices made: one table for each, one chart for all, and a refused table is a hidden group', () => {
  const columns = [['chosen'], ['not_chosen'], ['(refused)']]
  const { breakdowns } = report('seen', [
    table('seen', ['group: deaf'], columns, { yes: [10, 40, null], no: [10, 60, null] }),
    table('seen', ['group: dalit'], columns, { yes: [20, 30, 5], no: [20, 50, 15] }),
  ])
  expect(breakdowns).toHaveLength(1)
  expect(breakdowns[0]?.by).toEqual(['group'])
  expect(
    breakdowns[0]?.groups.map(({ values, base, answers }) => [saidOf(values), base, answers[0]?.count ?? null]),
  ).toEqual([
    ['dalit', 40, 20],
    ['deaf', 20, 10],
    ['widow', null, null],
    // One table hides how many refused, another shows it.
    ['(refused)', 20, 5],
  ])
})

test('a choice that nobody made is no group, where that is known', () => {
  const seen = table('seen', ['group: deaf'], [['chosen'], ['not_chosen']], { yes: [10, 40], no: [10, 60] })
  const groupsWith = (widows: number | null) =>
    report('seen', [
      seen,
      table('group: widow', [], [[]], { chosen: [widows], not_chosen: [120] }),
    ]).breakdowns[0]?.groups.map(({ values }) => saidOf(values))
  expect(groupsWith(0)).toEqual(['dalit', 'deaf'])
  expect(groupsWith(null)).toEqual(['dalit', 'deaf', 'widow'])
})

test('a question with several answers is one, with a share for each choice, also of one that is not published', () => {
  const { takesSeveral, everybody } = report('kinds', [
    table('kinds: a', [], [[]], { chosen: [30], not_chosen: [70], '(refused)': [20] }),
  ])
  expect(takesSeveral).toBe(true)
  expect(everybody && told(everybody)).toEqual([
    '',
    100,
    [
      ['a', 30, 0.3],
      ['b', null, null],
    ],
  ])
})

test('a base that anybody can work out from the total and the reasons is shown, and so are the shares of what is shown', () => {
  const counts = { yes: [null], maybe: [null], no: [70], '(refused)': [20] }
  const of = (total: number | null) => ({ ...table('seen', [], [[]], counts), columnTotals: [total] })
  const { everybody } = report('seen', [of(120)])
  expect(everybody && told(everybody)).toEqual([
    '',
    100,
    [
      ['yes', null, null],
      ['maybe', null, null],
      ['no', 70, 0.7],
    ],
  ])
  expect(report('seen', [of(null)]).everybody?.base).toBeNull()
  const unknown = { ...of(120), cells: [[null], [null], [70], [null]] }
  expect(report('seen', [unknown]).everybody?.base).toBeNull()
})

test('a question of which nothing is published is there, without numbers', () => {
  const nothing = { takesSeveral: false, summary: null, everybody: null, breakdowns: [], withheld: [] }
  expect(report('place', [])).toEqual({ question: 'place', ...nothing })
})

describe('a breakdown that is not published', () => {
  const everybody = table('seen', [], [[]], { yes: [30], no: [70] })

  test('is named beside those that are', () => {
    const byPlace = table('seen', ['place'], [['town']], { yes: [30], no: [70] })
    expect(report('seen', [everybody]).withheld).toEqual([['place'], ['group']])
    expect(report('seen', [everybody, byPlace]).withheld).toEqual([['group']])
  })

  test('and where nothing is published yet, nothing is withheld', () => {
    expect(report('seen', []).withheld).toEqual([])
  })
})

test('by group there is one reason for having no answer, of everybody there are all, and their sum', () => {
  const { everybody, breakdowns } = report('seen', [
    table('seen', [], [[]], {
      ...{ yes: [30], no: [70], '(refused)': [20], '(dont_know)': [0], '(not_applicable)': [5] },
      ...{ '(invalid)': [11], '(not_reached)': [0] },
    }),
    table('seen', ['place'], [['town'], ['village']], {
      ...{ yes: [20, 10], no: [50, 20], '(no_answer)': [21, null], '(not_applicable)': [5, 0] },
    }),
  ])
  expect(everybody?.missing).toEqual({
    ...{ refused: 20, dont_know: 0, not_applicable: 5, invalid: 11, not_reached: 0, no_answer: 31 },
  })
  expect(breakdowns[0]?.groups.map(({ missing }) => missing)).toEqual([
    { not_applicable: 5, no_answer: 21 },
    { not_applicable: 0, no_answer: null },
  ])
})
