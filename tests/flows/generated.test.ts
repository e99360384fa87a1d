import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathText, violationsOf } from '../../src/authoring/walk/violations.ts'
import type { FlowContent } from '../../src/core/flow.ts'
import { smallFlow } from '../support/flows.ts'
import { today } from '../support/walk.ts'

// Questionnaires that nobody has written yet: sensitive groups of any kind, one or two of them, with and without questions before,
// between and after them, conditions that look at what was answered before, notes and calculated variables.

type Kind = 'one' | 'several' | 'number' | 'words' | 'note' | 'computed'

interface Draft {
  readonly kind: Kind
  /** Depends on the answer to the question that was drawn, if any can be depended on. */
  readonly depends: boolean
}

const draft: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom<Kind>('one', 'one', 'several', 'number', 'words', 'note', 'computed'),
  depends: fc.boolean(),
})
const drafts = (minLength: number, maxLength: number) => fc.array(draft, { minLength, maxLength })
const flowDraft = fc.record({
  before: drafts(0, 2),
  ageFirst: fc.boolean(),
  groups: fc.array(fc.record({ members: drafts(1, 3), depends: fc.boolean(), after: drafts(0, 1) }), {
    minLength: 1,
    maxLength: 2,
  }),
  place: fc.boolean(),
})

const lists = {
  answer: { yes: 'Yes', no: 'No' },
  ages: { grown: '18 or more', young: 'Below 18' },
  districts: { north: 'North', south: 'South' },
}

const entry = (purpose: string, number: string, more: object = {}) => ({
  for: purpose,
  languages: ['en', 'bn'],
  name: 'Here',
  number,
  cost: 'free',
  hours: '24/7',
  ...more,
})
const referrals = [
  entry('general', '109'),
  entry('general', '333', { place: 'north' }),
  entry('child', '1098'),
  entry('emergency', '999'),
] as FlowContent['referrals']

function contentOf({ before, ageFirst, groups, place }: typeof flowDraft extends fc.Arbitrary<infer T> ? T : never) {
  const questions: Parameters<typeof smallFlow>[0][number][] = []
  const blocks: Record<string, { relevant: string[] }> = {}
  /** The last question whose answer others can depend on. */
  let last: string | undefined
  let count = 0

  function add({ kind, depends }: Draft, around: { block?: string; relevant?: string[] } = {}) {
    const name = `question_${String.fromCharCode(97 + count++)}`
    const own = depends && last !== undefined ? [`\${${last}} = 'yes'`] : []
    const relevant = [...(around.relevant ?? []), ...own]
    const block = around.block === undefined ? {} : { block: around.block }
    const types = {
      one: { type: 'select_one', list: 'answer' },
      several: { type: 'select_multiple', list: 'answer' },
      number: { type: 'integer', constraint: '. >= 0' },
      words: { type: 'text' },
      note: { type: 'note' },
      computed: { type: 'calculate', calculation: last === undefined ? "'x'" : `\${${last}}` },
    }
    questions.push({ name, relevant, ...block, ...types[kind] })
    if (kind === 'one') last = name
  }
  const age = () => questions.push({ name: 'age', list: 'ages' })

  if (place) questions.push({ name: 'district', list: 'districts' })
  if (ageFirst) age()
  for (const each of before) add(each)
  if (!ageFirst) age()
  groups.forEach(({ members, depends, after }, index) => {
    const block = `group_${index}`
    const relevant = depends && last !== undefined ? [`\${${last}} = 'yes'`] : []
    blocks[block] = { relevant }
    for (const each of members) add(each, { block, relevant })
    // A group ends with a question: lint asks for that.
    add({ kind: 'one', depends: false }, { block, relevant })
    for (const each of after) add(each)
  })
  // A flow ends with a question too, or its last note would stand on the last screen.
  const eligible = "${age} != 'young' and ${age} != ''"
  const more = { blocks, eligible, referral: true, ...(place ? { referralPlace: 'district' } : {}) }
  return { ...smallFlow(questions, lists, { young: { minor: true } }, more), referrals }
}

test('no questionnaire with sensitive groups breaks a promise', () => {
  fc.assert(
    fc.property(flowDraft, (drawn) => {
      const found = violationsOf(contentOf(drawn), today).violations
      expect(found.map(({ property, message, path }) => `${property}; but ${message} after ${pathText(path)}`)).toEqual(
        [],
      )
    }),
    { numRuns: 15 },
  )
}, 60_000)
