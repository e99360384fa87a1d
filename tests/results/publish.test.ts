import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/core/flow.ts'
import { audit } from '../../src/results/audit/audit.ts'
import { tablesOfAnswers } from '../../src/results/outcome-table.ts'
import { publish, publishedOf } from '../../src/results/publish.ts'
import { countAt } from '../../src/results/published-table.ts'
import { isSameGroup, valued } from '../../src/results/said.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { usualTables } from '../../src/results/tables.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf } from '../support/interviews.ts'

const k = 10
const { flow } = smallFlow(
  [
    { name: 'gender', list: 'gender', disaggregate: true },
    { name: 'place', list: 'place', disaggregate: true },
    { name: 'exposed', list: 'answer', block: 'private' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds', block: 'private' },
    { name: 'age', type: 'integer' },
  ],
  {
    gender: { woman: 'Woman', man: 'Man', third_gender: 'Third gender' },
    place: { town: 'Town', village: 'Village' },
    answer: { yes: 'Yes', no: 'No' },
    kinds: { a: 'A', b: 'B' },
  },
  {},
  { blocks: { private: { relevant: [] } } },
)
const round = { flow: 'small', round: '1' }

/** 200 women, 150 men and 12 third gender people; 41 were exposed, 4 of them third gender. */
function* interviews() {
  const groups = [
    ['woman', 200, 25],
    ['man', 150, 12],
    ['third_gender', 12, 4],
  ] as const
  for (const [gender, people, exposed] of groups) {
    for (let person = 0; person < people; person++) {
      const yes = person < exposed
      const answers: Record<string, Answer> = {
        gender: { value: gender },
        place: { value: person % 3 === 0 ? 'town' : 'village' },
        exposed: person % 20 === 19 ? { missing: 'refused' } : { value: yes ? 'yes' : 'no' },
        kinds: yes ? { value: person % 2 === 0 ? ['a', 'b'] : ['a'] } : { missing: 'not_applicable' },
        age: { value: 30 },
      }
      yield interviewOf(answers)
    }
  }
}
async function* released() {
  yield* interviews()
}

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())
const publishAll = (requests = usualTables(flow)) =>
  publish(flow, round, requests, { interviews: { released }, tables: store.publishedTables, k, progress: () => {} })

describe('what is published of a round', () => {
  test('is every question for everybody and by each dimension, with nothing that tells about few', async () => {
    const { published, refused } = await publishAll()
    // Few were exposed: of what kind, by group, is nothing that can be shown.
    expect(refused.every(({ question }) => question.startsWith('kinds'))).toBe(true)
    const names = published.map(({ question, dimensions }) => [question, ...dimensions].join(' by '))
    expect(names).toEqual(
      expect.arrayContaining(['gender', 'exposed', 'kinds: b', 'exposed by gender', 'exposed by place']),
    )
    // All who were exposed chose a: that would tell about every one of them.
    expect(names).not.toContain('kinds: a')
    const exposed = published.find(({ question, dimensions }) => question === 'exposed' && dimensions[0] === 'gender')
    const third = exposed?.columns.findIndex((group) => isSameGroup(group, [valued('third_gender')])) ?? -1
    expect(third).toBeGreaterThanOrEqual(0)
    expect(exposed && countAt(exposed, valued('yes'), [valued('third_gender')])).toBeNull()
    for (const { cells, rowTotals, columnTotals } of published)
      for (const number of [...cells.flat(), ...rowTotals, ...columnTotals])
        expect(number === null || number === 0 || number >= k).toBe(true)
  })

  test('withstands the auditor, all tables together', async () => {
    const tables = await publishedOf(store.publishedTables, round)
    expect(tables.length).toBeGreaterThan(6)
    const { hidden, leaks } = await audit(tables, k, { knowledge: knowledgeOf(flow) })
    expect(hidden).toBeGreaterThan(5)
    expect(leaks).toEqual([])
  })

  test('is never changed: who asks again gets the same', async () => {
    const before = await publishedOf(store.publishedTables, round)
    const { published, known, refused } = await publishAll()
    expect([published, known + refused.length]).toEqual([[], usualTables(flow).length])
    expect(known).toBe(tablesOfAnswers(before).length)
    expect(await publishedOf(store.publishedTables, round)).toEqual(before)
  })

  test('cannot be got around by asking in another way', async () => {
    const swapped = await publishAll([{ question: 'exposed', dimensions: ['place', 'gender'] }])
    const again = await publishAll([{ question: 'exposed', dimensions: ['gender', 'place'] }])
    expect(again.published).toEqual([])
    expect(swapped.published.length + swapped.refused.length).toBe(1)
    if (swapped.published.length === 1) expect(again.known).toBe(1)
  })
})
