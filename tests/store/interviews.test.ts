import type { Pool, QueryConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import { countAnswers } from '../../src/store/interview-counts.ts'
import type { InterviewRecord } from '../../src/store/interview-record.ts'
import type { ReleasedInterview } from '../../src/store/interviews.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const today = '2026-03-04'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore({ clock: () => new Date(`${today}T23:59:59Z`) })
})
afterAll(() => store.end())

const record = (given: Partial<InterviewRecord> = {}): InterviewRecord => ({
  interview: true,
  disposition: 'completed',
  language: 'bn',
  medium: 'ussd',
  day: '2026-03-01',
  answers: {},
  ...given,
})

/** Somebody ends a conversation. */
const finish = (flow: string, finished: unknown, round = '1') =>
  store.contacts.advance(keyring.hash('contact', randomId()), keyring.hash('message', randomId()), () => ({
    kind: 'effects',
    effects: {
      ...{
        session: null,
        round: null,
        optedOut: false,
        idleAt: null,
        screen: null,
        participated: [],
        outbound: [],
        withdraws: false,
      },
      finished: [{ flow, round, version: `${flow}-v1`, record: finished }],
    },
  }))

const finishMany = (flow: string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => finish(flow, record({ answers: { n: { value: index } } }))))

async function released(flow: string): Promise<ReleasedInterview[]> {
  const all: ReleasedInterview[] = []
  for await (const interview of store.interviews.released(flow)) all.push(interview)
  return all
}

describe('release', () => {
  it('waits until enough interviews do', async () => {
    await finishMany('patience', 2)
    await finish('patience', record({ interview: false, disposition: 'refused' }))
    expect(await store.interviews.release({ flow: 'patience', round: '1' }, 3)).toBe(0)
    expect(await released('patience')).toEqual([])
    expect(await store.interviews.dispositions('patience')).toEqual([])
    expect(await store.interviews.waiting()).toContainEqual({ flow: 'patience', round: '1', interviews: 2 })

    await finishMany('patience', 1)
    expect(await store.interviews.release({ flow: 'patience', round: '1' }, 3)).toBe(3)
    expect(await released('patience')).toHaveLength(3)
    expect((await store.interviews.waiting()).filter((round) => round.flow === 'patience')).toEqual([])
    expect(await store.interviews.release({ flow: 'patience', round: '1' }, 3)).toBe(0)
  })

  it('opens nothing of a round of refusals before enough others have come', async () => {
    const round = { flow: 'refused', round: '1' }
    for (let count = 0; count < 5; count++)
      await finish('refused', record({ interview: false, disposition: 'refused' }))
    await finishMany('refused', 2)
    expect(await store.interviews.release(round, 3)).toBe(0)
    // What does not open would be reported by whoever opens it.
    const spoil = (to: string) =>
      store.database.pool.query(`UPDATE waiting_interview SET sealed = ${to} WHERE flow = 'refused'`)
    const before = store.warnings.length
    await spoil("sealed || '\\x00'::bytea")
    expect(await store.interviews.release(round, 3)).toBe(0)
    expect(store.warnings).toHaveLength(before)
    await spoil('substring(sealed FROM 1 FOR length(sealed) - 1)')
    await finishMany('refused', 1)
    expect(await store.interviews.release(round, 3)).toBe(3)
    expect(await store.interviews.pending()).not.toContainEqual(round)
  })

  it('is not held up by a record that the database would not take', async () => {
    for (const text of ['\u0000', '\ud800', 'x\u0000y']) {
      await finish('poisoned', record({ answers: { why: { value: text } } }))
      await finish('poisoned', record({ answers: { why: { value: [text] } } }))
    }
    await finish('poisoned', record({ language: '\u0000' }))
    await finishMany('poisoned', 3)
    expect(await store.interviews.release({ flow: 'poisoned', round: '1' }, 3)).toBe(3)
    expect(await released('poisoned')).toHaveLength(3)
  })

  it('keeps every part of an interview, and nothing else', async () => {
    const answers = {
      kinds: { value: ['physical', 'verbal'] },
      age: { value: 34 },
      exposed: { value: 'yes' },
      reported: { missing: 'refused' },
    } as const
    await finish('whole', record({ disposition: 'partial', answers: structuredClone(answers) as never }))
    await store.interviews.release({ flow: 'whole', round: '1' }, 1)
    expect(await released('whole')).toEqual([
      {
        ...{ round: '1', version: 'whole-v1', period: '2026-03-01', language: 'bn', medium: 'ussd' },
        ...{ disposition: 'partial', answers },
      },
    ])
    const releases = await store.database.pool.query(
      "SELECT round, released_on::text AS day, interviews FROM release WHERE flow = 'whole'",
    )
    expect(releases.rows).toEqual([{ round: '1', day: today, interviews: 1 }])
  })

  it('counts those who gave no interview only together with a release', async () => {
    for (const disposition of ['refused', 'refused', 'ineligible']) {
      await finish('counts', record({ interview: false, disposition }))
    }
    await finishMany('counts', 2)
    await store.interviews.release({ flow: 'counts', round: '1' }, 2)
    await finish('counts', record({ interview: false, disposition: 'refused' }))
    await finishMany('counts', 1)
    await store.interviews.release({ flow: 'counts', round: '1' }, 1)
    const counts = await store.interviews.dispositions('counts')
    expect(Object.fromEntries(counts.map(({ disposition, count }) => [disposition, count]))).toEqual({
      completed: 3,
      refused: 3,
      ineligible: 1,
    })
    expect(await released('counts')).toHaveLength(3)
  })

  it('is counted by the answers to some questions together, never two rounds as one, also where a value reads like a reason', async () => {
    const answers: InterviewRecord['answers'][] = [
      { gender: { value: 'woman' }, kinds: { value: ['a', 'b'] }, age: { value: 5 } },
      { gender: { value: 'woman' }, kinds: { value: ['a', 'b'] }, age: { value: 5 } },
      { gender: { value: 'woman' }, kinds: { missing: 'refused' }, age: { value: 0.5 } },
      { gender: { value: "o'clock; -- \\" }, kinds: { value: [] } },
      { gender: { value: '(refused)' }, kinds: { missing: 'refused' } },
    ]
    for (const each of answers) await finish('joint', record({ answers: each }))
    await finish('joint', record({ answers: { gender: { value: 'man' } } }), '2')
    await store.interviews.release({ flow: 'joint', round: '1' }, 1)
    await store.interviews.release({ flow: 'joint', round: '2' }, 1)

    const ofAll = await store.interviews.counts('joint', '1', ['gender'])
    expect(
      new Map(ofAll.map(({ answers: [gender], count }) => [gender && 'value' in gender ? gender.value : null, count])),
    ).toEqual(
      new Map([
        ['woman', 3],
        ["o'clock; -- \\", 1],
        ['(refused)', 1],
      ]),
    )
    const together = await store.interviews.counts('joint', '1', ['kinds', 'age'])
    const missing = (reason: string) => ({ missing: reason })
    expect(together).toHaveLength(4)
    expect(together).toEqual(
      expect.arrayContaining([
        { answers: [missing('refused'), { value: 0.5 }], count: 1 },
        { answers: [{ value: ['a', 'b'] }, { value: 5 }], count: 2 },
        { answers: [{ value: [] }, missing('not_applicable')], count: 1 },
        { answers: [missing('refused'), missing('not_applicable')], count: 1 },
      ]),
    )
    expect(await store.interviews.counts('joint', '1', [])).toEqual([{ answers: [], count: 5 }])
    expect(await store.interviews.counts('nobody', '1', ['gender'])).toEqual([])
  })

  it('is expected to be of few kinds when it is counted, so that nothing is sorted', async () => {
    const { pool } = store.database
    await pool.query(
      `INSERT INTO interview (flow, round, version, period, language, medium, disposition, answers)
       SELECT 'kinds', '1', 'v', '2026-03', 'en', 'sms', 'completed', json_build_object('a', json_build_object('value', n))
       FROM generate_series(1, 20000) AS n`,
    )
    await pool.query('ANALYZE interview')
    const statements: QueryConfig[] = []
    const query = (statement: QueryConfig) => {
      statements.push(statement)
      return pool.query(statement)
    }
    await countAnswers({ query } as unknown as Pool, 'kinds', '1', ['b', 'c', 'd'])
    const [{ text, values } = { text: '' }] = statements
    const { rows } = await pool.query({ text: `EXPLAIN (FORMAT JSON) ${text}`, values: values ?? [] })
    expect(rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows']).toBeLessThanOrEqual(1000)
    await pool.query("DELETE FROM interview WHERE flow = 'kinds'")
  })

  it('takes one round at a time', async () => {
    await finish('rounds', record(), '2025')
    await finish('rounds', record(), '2026')
    expect(await store.interviews.release({ flow: 'rounds', round: '2025' }, 1)).toBe(1)
    expect((await released('rounds')).map((interview) => interview.round)).toEqual(['2025'])
  })

  it('shuffles, also in the order of the rows', async () => {
    for (let index = 0; index < 30; index++) await finish('shuffle', record({ answers: { n: { value: index } } }))
    await store.interviews.release({ flow: 'shuffle', round: '1' }, 30)
    const rows = await store.database.pool.query<{ n: number }>(
      "SELECT (answers->'n'->>'value')::int AS n FROM interview WHERE flow = 'shuffle' ORDER BY ctid",
    )
    const order = rows.rows.map((row) => row.n)
    const inOrder = Array.from({ length: 30 }, (_, index) => index)
    expect(order).not.toEqual(inOrder)
    expect([...order].sort((a, b) => a - b)).toEqual(inOrder)
  })

  it('happens once, whoever tries at the same time', async () => {
    const second = await openTestStore({ url: store.url })
    await finishMany('race', 20)
    const attempts = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? store : second).interviews.release({ flow: 'race', round: '1' }, 10),
      ),
    )
    await second.end()
    expect(attempts.sort((a, b) => b - a)).toEqual([20, 0, 0, 0, 0, 0])
    const numbers = (await released('race')).map(({ answers }) => (answers.n as { value: number }).value)
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('leaves what does not open where it is', async () => {
    await finishMany('broken', 2)
    await finish('broken', { not: 'a record' })
    expect(await store.interviews.release({ flow: 'broken', round: '1' }, 3)).toBe(0)
    expect(await store.interviews.release({ flow: 'broken', round: '1' }, 2)).toBe(2)
    const left = await store.database.pool.query("SELECT FROM waiting_interview WHERE flow = 'broken'")
    expect(left.rowCount).toBe(1)
    expect(store.warnings).toContain('an interview that waits for release does not open; it is left where it is')
  })

  it('copes with a large round', async () => {
    const sealed = Array.from({ length: 12_000 }, () => {
      const id = randomId()
      return { id, sealed: store.keyring.seal('interview', id, record()).toString('hex') }
    })
    await store.database.pool.query(
      `INSERT INTO waiting_interview SELECT id, 'large', '1', 'large-v1', decode(sealed, 'hex')
       FROM json_to_recordset($1) AS x (id uuid, sealed text)`,
      [JSON.stringify(sealed)],
    )
    expect(await store.interviews.release({ flow: 'large', round: '1' }, 10)).toBe(12_000)
    expect(await released('large')).toHaveLength(12_000)
  })
})

describe('a released interview', () => {
  it('has no column that leads to a contact', async () => {
    const { rows } = await store.database.pool.query<{ column_name: string }>(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'interview'",
    )
    expect(rows.map((row) => row.column_name).sort()).toEqual([
      'answers',

      'disposition',
      'flow',
      'id',
      'language',
      'medium',
      'period',
      'round',
      'version',
    ])
  })
})
