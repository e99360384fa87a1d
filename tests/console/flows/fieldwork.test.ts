import { expect, test } from 'vitest'
import { countFieldwork } from '../../../src/console/flows/fieldwork.ts'
import { fieldworkPage } from '../../../src/console/pages/flows/fieldwork.ts'
import { createTemplates } from '../../../src/console/templates.ts'
import { createTally } from '../../../src/results/tally.ts'
import type { ReleasedInterview } from '../../../src/store/interviews.ts'
import { smallFlow } from '../../support/flows.ts'

const { flow } = smallFlow(
  [
    { name: 'a', list: 'answer' },
    { name: 'b', list: 'answer' },
    { name: 'c', list: 'answer' },
  ],
  { answer: { yes: 'Yes', no: 'No' } },
)
const answered = { value: 'yes' }
const missing = (code: string) => ({ missing: code }) as never
const interview = (disposition: string, a: object, b: object, c: object, medium = 'ussd'): ReleasedInterview =>
  ({
    round: '1',
    version: 'v',
    period: '2026-06-01',
    language: 'en',
    medium,
    disposition,
    answers: { a, b, c },
  }) as never

const fieldworkOf = (released: readonly ReleasedInterview[], k = 2, of = flow) =>
  countFieldwork(
    {
      async *released() {
        yield* released
      },
      dispositions: async () => [
        { round: '1', version: 'v', disposition: 'completed', count: 2 },
        { round: '1', version: 'w', disposition: 'completed', count: 1 },
        { round: '1', version: 'v', disposition: 'refused', count: 4 },
        { round: '1', version: 'v', disposition: 'ineligible', count: 1 },
        { round: '2', version: 'v', disposition: 'refused', count: 50 },
      ],
    },
    of,
    k,
  )

test('where people leave is counted at the question that they were sent and did not answer', async () => {
  const released = [
    interview('completed', answered, missing('not_applicable'), answered),
    interview('completed', answered, missing('refused'), missing('invalid'), 'sms'),
    interview('break_off', answered, missing('not_reached'), missing('not_reached')),
    interview('break_off', missing('not_reached'), missing('not_reached'), missing('not_reached')),
  ]
  const counted = await fieldworkOf(released, 1)
  expect(counted.released).toBe(4)
  expect(counted.questions).toEqual([
    { name: 'a', reached: 4, left: 1 },
    { name: 'b', reached: 2, left: 1 },
    { name: 'c', reached: 2, left: 0 },
  ])
  expect(counted.media).toEqual([
    { name: 'ussd', count: 3 },
    { name: 'sms', count: 1 },
  ])
  expect((await fieldworkOf(released)).dispositions).toEqual([
    { name: 'refused', count: 4 },
    { name: 'completed', count: 2 },
  ])
})

test('the console and the figures say the same of where people left, also where a sensitive group was taken back', async () => {
  const sensitive = {
    ...flow,
    questions: flow.questions.map((each) => ({ ...each, ...(each.name === 'b' && { block: 'x' }) })),
  }
  const unreached = missing('not_reached')
  const released = [
    // What was said in the group is taken back; what comes after it was answered, and then something else was not.
    ...Array.from({ length: 5 }, () => interview('break_off', unreached, answered, unreached)),
    ...Array.from({ length: 3 }, () => interview('break_off', answered, unreached, unreached)),
    ...Array.from({ length: 2 }, () => interview('partial', answered, answered, unreached)),
  ]
  const { questions } = await fieldworkOf(released, 1, sensitive)
  const tally = createTally(sensitive)
  for (const each of released) tally.add(each)
  expect(questions.map(({ name, left }) => [name, left])).toEqual(
    tally.result().flatMap(({ name, brokeOff }) => (name === 'b' ? [] : [[name, brokeOff]])),
  )
  expect(tally.result().map(({ brokeOff }) => brokeOff)).toEqual([0, 3, 7])
})

test('whoever looks after each release sees no number below k, and none that changes by less', async () => {
  const k = 10
  const seen = new Map<string, number>()
  const released: ReleasedInterview[] = []
  for (let release = 0; release < 12; release++) {
    // One or two of each are different, and in the fifth release nobody.
    const different = release === 5 ? 0 : 1 + (release % 2)
    for (let person = 0; person < k + (release % 3); person++) {
      const isOne = person < different
      released.push(
        interview(
          isOne ? 'break_off' : 'completed',
          answered,
          isOne ? missing('not_reached') : answered,
          isOne ? missing('not_reached') : missing('not_applicable'),
          isOne ? 'sms' : 'ussd',
        ),
      )
    }
    released.push({ ...interview('completed', answered, answered, answered), round: '2' })
    const { released: all, media, languages, questions } = await fieldworkOf(released, k)
    const shown = new Map([['released', all]])
    for (const { name, count } of [...media, ...languages]) shown.set(name, count)
    for (const { name, reached, left } of questions) shown.set(`${name} reached`, reached).set(`${name} left`, left)
    for (const [name, number] of shown) {
      const change = number - (seen.get(name) ?? 0)
      expect(change === 0 || change >= k, `${name}: ${seen.get(name)} to ${number}`).toBe(true)
      expect(number === 0 || number >= k).toBe(true)
      seen.set(name, number)
    }
  }
  expect(seen.get('sms')).toBe(10)
})

test('nothing of sensitive questions is shown', async () => {
  const sensitive = {
    ...flow,
    questions: flow.questions.map((each) => ({ ...each, ...(each.name === 'b' && { block: 'x' }) })),
  }
  const released = Array.from({ length: 4 }, () => interview('completed', answered, answered, answered))
  expect((await fieldworkOf(released, 2, sensitive)).questions.map(({ name }) => name)).toEqual(['a', 'c'])
})

test('of a closed round nothing is counted, and the page leads to its results', async () => {
  const pageOf = (isClosed: boolean) =>
    fieldworkPage({
      workshop: { list: async () => [{ name: 'small', state: 'live' }] },
      asked: async () => ({ flow }),
      interviews: {
        async *released() {
          yield interview('completed', answered, answered, answered)
        },
        dispositions: async () => [],
      },
      backlog: async () => ({ queueDepth: 0, queueOldestSeconds: 0, messagesQuarantined: 0 }),
      closedRounds: async () => (isClosed ? [{ flow: 'small', round: '1' }] : []),
      minimum: async () => 1,
    } as never)
  const reader = {
    ...{ text: (key: string) => `[${key}]`, base: '/console', language: 'en', languages: [], menu: [], person: null },
    ...{ form: () => ({ hidden: () => '', submit: () => '' }), asset: () => '' },
  }
  const shown = async (isClosed: boolean) => {
    const answer = await pageOf(isClosed).show?.(reader as never)
    const { view, data } = answer as { view: string; data: object }
    return createTemplates()(`./${view}`, { ...reader, ...data })
  }
  expect(await shown(false)).toContain('[fieldwork.released]')
  const closed = await shown(true)
  expect(closed).toContain('href="/console/results/small/1"')
  expect(closed).not.toMatch(/fieldwork\.(released|media|left)/)
})
