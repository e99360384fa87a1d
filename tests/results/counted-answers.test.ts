import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Answer, missingCodes } from '../../src/core/flow.ts'
import { countedAnswers } from '../../src/results/counted-answers.ts'
import { createTables } from '../../src/results/tables.ts'
import { smallFlow } from '../support/flows.ts'
import { interviewOf, releasedInterviews } from '../support/interviews.ts'

const { flow } = smallFlow(
  [
    { name: 'gender', list: 'gender' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds' },
    { name: 'care', list: 'care' },
  ],
  { gender: { woman: 'Woman', man: 'Man' }, kinds: { a: 'A', b: 'B' }, care: { yes: 'Yes', no: 'No' } },
)

const missing = fc.constantFrom(...missingCodes).map((code): Answer => ({ missing: code }))
const answer = (...values: (string | string[])[]) =>
  fc.oneof(
    fc.constantFrom(...values).map((value): Answer => ({ value })),
    missing,
  )
const interview = fc
  .record(
    { gender: answer('woman', 'man'), kinds: answer(['a'], ['a', 'b']), care: answer('yes', 'no') },
    { requiredKeys: [] },
  )
  .map(interviewOf)

test('tables of what the store counted are those of all interviews one by one', () =>
  fc.assert(
    fc.asyncProperty(fc.array(interview, { maxLength: 40 }), async (interviews) => {
      const questions = ['care', 'gender', 'kinds']
      const requests = [
        { question: 'care', dimensions: ['gender', 'kinds'] },
        { question: 'kinds', dimensions: ['gender'] },
      ]
      const one = createTables(flow, requests)
      for (const each of interviews) one.add(each)
      const counted = createTables(flow, requests)
      const counts = await releasedInterviews(interviews).counts('small', '1', questions)
      for (const { answers, count } of countedAnswers(flow, questions, counts))
        for (let each = 0; each < count; each++) counted.add({ answers })
      expect(counted.result()).toEqual(one.result())
    }),
    { numRuns: 50 },
  ))
