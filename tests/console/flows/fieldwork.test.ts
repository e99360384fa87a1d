import { expect, test } from 'vitest'
import { countFieldwork } from '../../../src/console/flows/fieldwork.ts'
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
  ({ round: '1', version: 'v', day: '2026-06-01', language: 'en', medium, disposition, answers: { a, b, c } }) as never

test('where people leave is counted at the question that they were sent and did not answer', async () => {
  const released = [
    interview('completed', answered, missing('not_applicable'), answered),
    interview('completed', answered, missing('refused'), missing('invalid'), 'sms'),
    interview('break_off', answered, missing('not_reached'), missing('not_reached')),
    interview('break_off', missing('not_reached'), missing('not_reached'), missing('not_reached')),
  ]
  const counted = await countFieldwork(
    {
      async *released() {
        yield* released
      },
      dispositions: async () => [
        { round: '1', version: 'v', disposition: 'completed', count: 2 },
        { round: '1', version: 'w', disposition: 'completed', count: 1 },
        { round: '1', version: 'v', disposition: 'refused', count: 4 },
      ],
    },
    flow,
  )
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
  expect(counted.dispositions).toEqual([
    { name: 'refused', count: 4 },
    { name: 'completed', count: 3 },
  ])
})
