import { describe, expect, test } from 'vitest'
import { aboutRound } from '../../src/console/pages/results/about-round.ts'
import type { Answer, Flow } from '../../src/core/flow.ts'
import { audit } from '../../src/results/audit/audit.ts'
import { publish } from '../../src/results/publish.ts'
import type { PublishedTable } from '../../src/results/published-table.ts'
import { saidText } from '../../src/results/said.ts'
import { readTable } from '../../src/results/stored-table.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { createTables, type TableRequest, usualTables, variableNamed } from '../../src/results/tables.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf } from '../support/interviews.ts'
import { facts } from './export/round.ts'

type Person = Readonly<Record<string, Answer>>

async function published(flow: Flow, people: readonly Person[], k: number, requests = usualTables(flow)) {
  async function* released() {
    for (const answers of people) yield interviewOf(answers)
  }
  const tables = { list: async () => [], add: async () => {} }
  return publish(flow, { flow: flow.name, round: '1' }, requests, {
    interviews: { released },
    tables,
    k,
    progress: () => {},
  })
}

const times = (count: number, answers: Person): Person[] => Array.from({ length: count }, () => answers)
const value = (given: string | string[]): Answer => ({ value: given })
const missing = (reason: 'refused' | 'not_applicable'): Answer => ({ missing: reason })

/** Tables as they are counted, with what is to be hidden in them: `question by dimension` → rows or `row/column`. */
function shownBut(
  flow: Flow,
  people: readonly Person[],
  hide: Readonly<Record<string, readonly string[]>>,
): PublishedTable[] {
  const requests: TableRequest[] = Object.keys(hide).map((name) => {
    const [question = '', ...dimensions] = name.split(' by ')
    return { question, dimensions }
  })
  const counting = createTables(flow, requests)
  for (const answers of people) counting.add({ answers })
  return counting.result().map(({ counts, ...form }, index) => {
    const hidden = Object.values(hide)[index] ?? []
    const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
    const seen = (name: string, count: number) => (hidden.includes(name) ? null : count)
    const { rows, columns, dimensions } = form
    return {
      ...form,
      cells: counts.map((row, r) =>
        row.map((count, c) => seen([...rows.slice(r, r + 1), ...(columns[c] ?? [])].map(saidText).join('/'), count)),
      ),
      rowTotals: counts.map((row, r) =>
        seen(
          rows
            .slice(r, r + 1)
            .map(saidText)
            .join(),
          total(row),
        ),
      ),
      columnTotals: columns.map((column, c) =>
        seen(
          dimensions.length === 0 ? '' : `all/${column.map(saidText).join('/')}`,
          total(counts.map((row) => row[c] ?? 0)),
        ),
      ),
      total: total(counts.flat()),
    }
  })
}

const several = smallFlow(
  [
    { name: 'gender', list: 'gender', disaggregate: true },
    { name: 'kinds', type: 'select_multiple', list: 'kinds', disaggregate: true },
  ],
  { gender: { woman: 'Woman', man: 'Man' }, kinds: { a: 'A', b: 'B' } },
).flow

describe('questions with several answers', () => {
  const people = [
    ...times(4, { gender: value('woman'), kinds: value(['a']) }),
    ...times(40, { gender: value('woman'), kinds: value(['a', 'b']) }),
    ...times(50, { gender: value('man'), kinds: value(['b']) }),
    ...times(30, { gender: value('man'), kinds: value(['a', 'b']) }),
    ...times(3, { gender: value('man'), kinds: missing('refused') }),
    ...times(25, { gender: value('woman'), kinds: missing('refused') }),
  ]
  const knowledge = knowledgeOf(several)
  const leaksOf = async (tables: readonly PublishedTable[]) =>
    (await audit(tables, 10, { knowledge })).leaks.map(({ table, row, column }) =>
      [table.question, row, column].filter(Boolean).join(' '),
    )

  test('a reason for a missing answer that one choice hides is shown by another one: found', async () => {
    const hidden = ['(refused)', 'chosen']
    expect(await leaksOf(shownBut(several, people, { 'kinds: a': hidden }))).toEqual([])
    expect(await leaksOf(shownBut(several, people, { 'kinds: a': hidden, 'kinds: b': [] }))).toContain(
      'kinds: a chosen',
    )
  })

  test('a choice that is hidden where it is asked is shown where it takes people apart: found', async () => {
    const hidden = ['chosen', 'not_chosen']
    expect(await leaksOf(shownBut(several, people, { 'kinds: a': hidden }))).toEqual([])
    const both = shownBut(several, people, {
      'kinds: a': hidden,
      'gender by kinds: a': ['all/chosen', 'all/not_chosen'],
    })
    expect(await leaksOf(both)).toEqual(expect.arrayContaining(['kinds: a chosen', 'kinds: a not_chosen']))
    const plain = shownBut(several, people, { 'kinds: a': hidden, 'gender by kinds: a': [] })
    expect(await leaksOf(plain)).toEqual(expect.arrayContaining(['kinds: a chosen', 'kinds: a not_chosen']))
  })

  test('what is published gives neither away', async () => {
    const { published: tables } = await published(several, people, 10)
    expect(tables.map(({ question }) => question)).toEqual(expect.arrayContaining(['gender', 'kinds: a']))
    expect(await leaksOf(tables)).toEqual([])
  })
})

describe('follow-up questions', () => {
  const { flow } = smallFlow(
    [
      { name: 'exposed', list: 'answer' },
      { name: 'reported', list: 'answer', relevant: ["${exposed} = 'yes'"] },
    ],
    { answer: { yes: 'Yes', no: 'No' } },
  )
  const people = [
    ...times(5, { exposed: value('yes'), reported: value('yes') }),
    ...times(3, { exposed: value('yes'), reported: value('no') }),
    ...times(90, { exposed: value('no'), reported: missing('not_applicable') }),
    ...times(20, { exposed: missing('refused'), reported: missing('not_applicable') }),
  ]

  test('show how many gave the answer before them: found, and hidden', async () => {
    const knowledge = knowledgeOf(flow)
    const tables = shownBut(flow, people, { exposed: ['yes', 'no'], reported: ['yes', 'no'] })
    expect((await audit(tables, 10)).leaks.map(({ key }) => key)).not.toContain('exposed="yes"')
    expect((await audit(tables, 10, { knowledge })).leaks.map(({ key }) => key)).toContain('exposed="yes"')
    const safe = await published(flow, people, 10)
    // Of the two, how many were exposed matters more.
    expect(safe.published.map(({ question }) => question)).toEqual(['exposed'])
    expect((await audit(safe.published, 10, { knowledge })).leaks).toEqual([])
  })
})

describe('calculated values', () => {
  test('are tables of their own, with the values that their expression can come to', () => {
    const { flow } = smallFlow(
      [
        { name: 'seeing', list: 'answer' },
        {
          name: 'status',
          type: 'calculate',
          disaggregate: true,
          calculation: "if(${seeing} = 'yes', 'with', if(${seeing} = '', '', 'without'))",
        },
        { name: 'twice', type: 'calculate', calculation: 'count-selected(${seeing}) * 2' },
      ],
      { answer: { yes: 'Yes', no: 'No' } },
    )
    expect(usualTables(flow)).toEqual([
      { question: 'seeing', dimensions: [] },
      { question: 'status', dimensions: [] },
      { question: 'seeing', dimensions: ['status'] },
    ])
    expect(variableNamed(flow, 'status')?.values).toEqual(['with', 'without'])
  })
})

test('two questions that both take people apart are in one table together', () => {
  const names = usualTables(several).map(({ question, dimensions }) => [question, ...dimensions].join(' by '))
  expect(names).toEqual(['gender', 'kinds: a', 'kinds: b', 'kinds: a by gender', 'kinds: b by gender'])
})

describe('what the auditor could not look at all at once', () => {
  const marked = (count: number) =>
    smallFlow(
      Array.from({ length: count }, (_, place) => ({ name: `q${place}`, list: 'answer', disaggregate: true })),
      { answer: { yes: 'Yes', no: 'No' } },
    ).flow
  const people = (flow: Flow) =>
    Array.from({ length: 80 }, (_, person) =>
      Object.fromEntries(
        flow.questions.map(({ name }, place) => [name, value((person + (person >> place)) % 2 === 0 ? 'yes' : 'no')]),
      ),
    )

  test.each([
    [2, false],
    [6, true],
  ])(
    'of %i questions that take people apart: kept with the tables is that it was in parts: %s',
    async (count, isInParts) => {
      const flow = marked(count)
      const { published: tables } = await published(flow, people(flow), 3)
      expect(tables.length).toBeGreaterThan(count)
      const kept = tables.map((table) => readTable(JSON.parse(JSON.stringify(table))))
      expect(kept.every(({ auditedInParts = false }) => auditedInParts === isInParts)).toBe(true)
    },
  )

  test('the page of the round says so', () => {
    const told = (published: readonly PublishedTable[]) =>
      aboutRound({ ...facts, published }, { text: (key: string) => `[${key}]`, language: 'en' } as never)
        .map(({ words }) => words)
        .join()
    const [table] = shownBut(marked(1), people(marked(1)), { q0: [] })
    if (!table) throw new Error('there is one')
    expect(told([table])).not.toContain('[results.round.audited_in_parts]')
    expect(told([{ ...table, auditedInParts: true }])).toContain('[results.round.audited_in_parts]')
  })
})
