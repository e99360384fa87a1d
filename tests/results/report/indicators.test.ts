import { describe, expect, test } from 'vitest'
import type { PublishedTable } from '../../../src/results/published-table.ts'
import { publishedIndicators } from '../../../src/results/report/indicators.ts'
import { saidText } from '../../../src/results/said.ts'
import { readTable } from '../../../src/results/stored-table.ts'
import { contentOf, smallFlow } from '../../support/flows.ts'

/** A published table of everybody, or by one dimension. */
function published(
  question: string,
  counts: Readonly<Record<string, readonly (number | null)[]>>,
  groups?: readonly string[],
): PublishedTable {
  const cells = Object.values(counts)
  return readTable({
    question,
    dimensions: groups ? ['gender'] : [],
    rows: Object.keys(counts),
    columns: groups ? groups.map((group) => [group]) : [[]],
    cells,
    rowTotals: cells.map(([first = null]) => (groups ? null : first)),
    columnTotals: cells[0]?.map(() => null) ?? [],
    total: 0,
  })
}
const flowWith = (...indicators: object[]) =>
  smallFlow(
    [{ name: 'exposed', list: 'answer' }],
    { answer: { yes: 'Yes', no: 'No' } },
    {},
    {
      indicators: indicators.map((indicator) => ({ namespace: 'small', comparable: false, ...indicator })) as never,
    },
  ).flow
const exposure = { name: 'exposure', questions: ['exposed'], counts: ['yes'] }

describe('an indicator', () => {
  test('is x of n with its interval, and with bounds if those who did not say are counted either way', () => {
    // The 2,060 people of the slides: 103 exposed, 82 preferred not to say.
    const table = published('exposed', { yes: [103], no: [1875], '(refused)': [82] })
    const [result] = publishedIndicators(flowWith(exposure), [table])
    expect(result).toMatchObject({ base: 1978, attributes: [{ x: 103, n: 1978 }] })
    expect(result?.share).toBeCloseTo(0.05207, 5)
    expect([result?.bounds?.low, result?.bounds?.high].map((bound) => bound?.toFixed(4))).toEqual(['0.0500', '0.0898'])
    expect(result?.interval?.low).toBeCloseTo(0.04313, 4)
  })

  test('is a share of the answers that it is among, and of no others', () => {
    const access = { name: 'access', questions: ['exposed'], counts: ['yes'], among: ['yes', 'no'] }
    const table = published('exposed', { yes: [30], no: [60], self_excluded: [500], '(refused)': [0] })
    expect(publishedIndicators(flowWith(access), [table])[0]?.share).toBeCloseTo(1 / 3, 12)
  })

  test.each([
    ['a number that it needs is hidden', { yes: [null], no: [40], '(refused)': [0] }],
    ['its base is hidden', { yes: [40], no: [null], '(refused)': [0] }],
    ['nobody answered', { yes: [0], no: [0], '(refused)': [12] }],
  ])('is not shown where %s', (_, counts) => {
    expect(publishedIndicators(flowWith(exposure), [published('exposed', counts)])[0]?.share).toBeNull()
  })

  test('has no bounds, but a share, where only the number of those who did not say is hidden', () => {
    const [result] = publishedIndicators(flowWith(exposure), [
      published('exposed', { yes: [20], no: [20], '(refused)': [null] }),
    ])
    expect([result?.share, result?.bounds]).toEqual([0.5, null])
  })

  test('of several questions is the mean of their shares, and stays hidden where one of them is', () => {
    const sides = { name: 'sides', questions: ['exposed', 'equal'], counts: ['yes'] }
    const [first, second] = [published('exposed', { yes: [30], no: [10] }), published('equal', { yes: [10], no: [30] })]
    expect(publishedIndicators(flowWith(sides), [first, second])[0]?.share).toBe(0.5)
    const hidden = published('equal', { yes: [null], no: [30] })
    expect(publishedIndicators(flowWith(sides), [first, hidden])[0]?.share).toBeNull()
  })

  test('counts one choice of several', () => {
    const physical = { name: 'physical', questions: ['kinds'], counts: ['physical'] }
    const table = published('kinds: physical', { chosen: [58], not_chosen: [45], '(not_applicable)': [1957] })
    expect(publishedIndicators(flowWith(physical), [table])[0]?.attributes).toMatchObject([{ x: 58, n: 103 }])
  })

  test('is there for everybody first, and for every group, none left out', () => {
    const tables = [
      published('exposed', { yes: [12, null], no: [28, 15] }, ['woman', 'third_gender']),
      published('exposed', { yes: [40], no: [60] }),
    ]
    const results = publishedIndicators(flowWith(exposure), tables)
    expect(results.map(({ dimensions, values, share }) => [dimensions, values.map(saidText), share])).toEqual([
      [[], [], 0.4],
      [['gender'], ['woman'], 0.3],
      [['gender'], ['third_gender'], null],
    ])
  })
})

test.each(['safety', 'disputes', 'health-services', 'education-services', 'identity-documents', 'living-conditions'])(
  'the indicators of %s say in every language what they are and what they can be compared with',
  (name) => {
    const { flow, texts } = contentOf(name)
    expect(flow.indicators.length).toBeGreaterThan(0)
    for (const language of flow.languages)
      for (const indicator of flow.indicators)
        expect(texts[language]?.[name]?.indicators).toHaveProperty(indicator.name, {
          ...{ label: expect.stringMatching(/\S/), comparability: expect.stringMatching(/\S/) },
        })
  },
)
