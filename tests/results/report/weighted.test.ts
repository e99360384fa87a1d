import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/core/flow.ts'
import { countFigures } from '../../../src/results/figures.ts'
import type { PublishedTable } from '../../../src/results/published-table.ts'
import { publishedIndicators } from '../../../src/results/report/indicators.ts'
import { questionReports } from '../../../src/results/report/question-report.ts'
import { publishedWeights, tablesForWeighting } from '../../../src/results/report/weighted.ts'
import { isSame, saidText, valued } from '../../../src/results/said.ts'
import { createTables, usualTables } from '../../../src/results/tables.ts'
import type { Population } from '../../../src/results/weigh.ts'
import { smallFlow } from '../../support/flows.ts'
import { interviewOf } from '../../support/interviews.ts'

const { flow } = smallFlow(
  [
    { name: 'gender', list: 'gender', disaggregate: true },
    { name: 'place', list: 'place', disaggregate: true },
    { name: 'seen', list: 'answer' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds' },
  ],
  {
    gender: { woman: 'Woman', man: 'Man', third: 'Third' },
    place: { town: 'Town', village: 'Village' },
    answer: { yes: 'Yes', no: 'No' },
    kinds: { a: 'A', b: 'B' },
  },
  {},
  {
    indicators: [{ name: 'seen_any', namespace: 'small', questions: ['seen'], counts: ['yes'], comparable: false }],
  },
)
const population = (...margins: Population['margins']): Population => ({
  source: 'Census',
  universe: 'adults',
  margins,
})
const byGender = population({ questions: ['gender'], targets: { woman: 50, man: 50 } })
const byBoth = population(
  { questions: ['gender'], targets: { woman: 50, man: 50 } },
  { questions: ['place'], targets: { town: 30, village: 70 } },
)

/** 400 people, of whom women and villagers are too few, and see less; 40 of third gender; some say nothing. */
const people = Array.from({ length: 400 }, (_, index): Record<string, Answer> => {
  const gender = (index < 100 && 'woman') || (index < 360 && 'man') || 'third'
  const place = index % 3 === 0 ? 'village' : 'town'
  const sees = index % 10 < (gender === 'woman' ? 3 : 6) + (place === 'town' ? 2 : 0)
  return {
    gender: { value: gender },
    place: { value: place },
    seen: index % 17 === 0 ? { missing: 'refused' } : { value: sees ? 'yes' : 'no' },
    kinds: { value: index % 2 === 0 ? ['a', 'b'] : ['a'] },
  }
})

/** Tables of these people in which every number is shown. */
function tablesOf(margins: Population): PublishedTable[] {
  const counting = createTables(flow, [...usualTables(flow), ...tablesForWeighting(flow, margins)])
  for (const answers of people) counting.add({ answers })
  return counting.result().map(({ counts, ...form }) => ({
    ...form,
    cells: counts,
    rowTotals: counts.map((row) => row.reduce((sum, count) => sum + count, 0)),
    columnTotals: form.columns.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0)),
    total: people.length,
  }))
}

/** The same tables without one number: as a cell, and as the total of another table. */
const hiding = (tables: PublishedTable[], question: string, dimension: string, row: string, group: string) =>
  tables.map((table): PublishedTable => {
    if (table.question !== question || table.dimensions.join() !== dimension) return table
    const [place, column] = [
      table.rows.findIndex((each) => isSame(each, valued(row))),
      table.columns.findIndex((values) => values.map(saidText).join() === group),
    ]
    const cells = table.cells.map((line, index) =>
      line.map((cell, at) => (index === place && at === column ? null : cell)),
    )
    return { ...table, cells }
  })

const counted = (margins: Population) =>
  countFigures(
    {
      async *released() {
        for (const answers of people) yield { ...interviewOf(answers), round: '1' }
      },
      waiting: async () => [],
      dispositions: async () => [],
      counts: async (_flow, _round, names) =>
        [
          ...Map.groupBy(people, (answers) =>
            JSON.stringify(names.map((name) => (answers[name] as { value: string }).value)),
          ),
        ].map(([values, own]) => ({
          answers: (JSON.parse(values) as string[]).map((value) => ({ value })),
          count: own.length,
        })),
    },
    { flow, version: '', k: 10, round: '1', population: margins },
  )
const everybody = (tables: PublishedTable[], margins: Population) => {
  const weights = publishedWeights(margins, tables)
  return publishedIndicators(flow, tables, weights).find(({ dimensions }) => dimensions.length === 0)
}

describe('published weighted figures', () => {
  test.each([
    ['one question', byGender],
    ['two questions', byBoth],
  ])('are those that are counted from interviews, with margins of %s', async (_, margins) => {
    const { questions, indicators } = await counted(margins)
    const tables = tablesOf(margins)
    const reports = questionReports(flow, tables, publishedWeights(margins, tables))
    for (const name of ['gender', 'place', 'seen', 'kinds']) {
      const own = questions.find((each) => each.name === name)?.figures
      const shown = reports.find(({ question }) => question === name)?.everybody?.answers
      expect(shown?.map(({ answer, weighted }) => [answer, weighted?.share, weighted?.interval?.low])).toEqual(
        own?.map(({ value, weighted }) => [
          ...[value, expect.closeTo(weighted?.share ?? -1, 5)],
          expect.closeTo(weighted?.interval?.low ?? -1, 4),
        ]),
      )
    }
    expect(everybody(tables, margins)?.weighted?.share).toBeCloseTo(indicators[0]?.weighted?.share ?? -1, 5)
    expect(everybody(tables, margins)?.weighted?.share).not.toBeCloseTo(indicators[0]?.share ?? -1, 2)
  })

  test('are not shown where a number is hidden that they rest on, or would then follow from them', () => {
    const tables = tablesOf(byGender)
    expect(everybody(tables, byGender)?.weighted).not.toBeNull()
    const safe = hiding(tables, 'seen', 'gender', 'yes', 'woman')
    // Without weights everybody's share is still shown: with the weighted one beside it women's would follow.
    expect(everybody(safe, byGender)).toMatchObject({ share: expect.any(Number), weighted: null })
    const groups = publishedIndicators(flow, safe, publishedWeights(byGender, safe)).filter(
      ({ dimensions }) => dimensions.join() === 'gender',
    )
    expect(
      groups.map(({ values, share, weighted }) => [values.map(saidText).join(), share === null, weighted === null]),
    ).toEqual([
      ['man', false, false],
      ['third', false, false],
      ['woman', true, true],
    ])
  })

  test('stand where only those are hidden whom the margins do not know: they weigh as much together as they are', () => {
    const tables = tablesOf(byGender)
    const safe = ['yes', 'no'].reduce((all, row) => hiding(all, 'seen', 'gender', row, 'third'), tables)
    expect(everybody(safe, byGender)?.weighted?.share).toBe(everybody(tables, byGender)?.weighted?.share)
  })

  test('need a table that tells how many are in each combination of categories', () => {
    const isOfBoth = ({ question, dimensions }: PublishedTable) =>
      ['gender', 'place'].every((name) => [question, ...dimensions].includes(name))
    const tables = tablesOf(byBoth)
    const others = tables.filter((table) => !isOfBoth(table))
    const [combined] = tables.filter((table) => isOfBoth(table) && table.dimensions.length === 1)
    const complete = [...others, ...(combined ? [combined] : [])]
    expect(publishedWeights(byBoth, complete)).not.toBeNull()
    expect(publishedWeights(byBoth, others)).toBeNull()
    const { question = '', dimensions, rows: [row] = [], columns } = combined ?? {}
    const hidden = hiding(
      complete,
      question,
      dimensions?.join() ?? '',
      row ? saidText(row) : '',
      columns?.[0]?.map(saidText).join() ?? '',
    )
    expect(publishedWeights(byBoth, hidden)).toBeNull()
    expect(publishedWeights(byGender, [])).toBeNull()
  })
})
