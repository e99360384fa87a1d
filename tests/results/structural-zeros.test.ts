import { describe, expect, test } from 'vitest'
import { isNeverTogether, neverTogether } from '../../src/results/knowledge.ts'
import { type Said, saidText } from '../../src/results/said.ts'
import { saidFromText } from '../../src/results/stored-table.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { valueIn, variablesOf } from '../../src/results/tables.ts'
import { answerAnyhow, chances } from '../support/answering.ts'
import { contentOf, engineFor, questionnaires, smallFlow } from '../support/flows.ts'

const answer = { yes: 'Yes', no: 'No' }
const content = smallFlow(
  [
    { name: 'exposed', list: 'answer', block: 'private' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds', block: 'private', relevant: ["${exposed} = 'yes'"] },
    {
      name: 'kind',
      type: 'calculate',
      calculation: "if(selected(${kinds}, 'a'), 'a', if(${kinds} = '', '', 'other'))",
    },
    { name: 'later', list: 'answer', relevant: ["${kind} = 'a'"] },
  ],
  { answer, kinds: { a: 'A', b: 'B', none: 'None' } },
  { none: { exclusive: true } },
  { blocks: { private: { relevant: [] } } },
)
const knowledge = knowledgeOf(content.flow)
const never = (first: [string, string], second: [string, string]) =>
  neverTogether(knowledge, first[0], second[0])?.(saidFromText(first[1]), saidFromText(second[1])) ?? false

describe('what everybody knows from the questionnaire', () => {
  test.each<[string, [string, string], [string, string], boolean]>([
    ['a follow-up question needs the answer before it', ['exposed', 'no'], ['kinds: a', 'chosen'], true],
    ['and is not left out after it', ['exposed', 'yes'], ['kinds: a', '(not_applicable)'], true],
    [
      'whoever has no reason to answer may still have refused the block',
      ['exposed', '(refused)'],
      ['kinds: a', '(refused)'],
      false,
    ],
    ['but not alone', ['exposed', 'no'], ['kinds: a', '(refused)'], true],
    ['a reason is one for all choices', ['kinds: a', '(refused)'], ['kinds: b', 'not_chosen'], true],
    ['the same reason fits', ['kinds: a', '(refused)'], ['kinds: b', '(refused)'], false],
    ['an exclusive choice excludes', ['kinds: none', 'chosen'], ['kinds: b', 'chosen'], true],
    ['others do not', ['kinds: a', 'chosen'], ['kinds: b', 'chosen'], false],
    ['a calculation follows from what it rests on', ['kinds: a', 'not_chosen'], ['kind', 'a'], true],
    ['also the other way round', ['kind', 'other'], ['kinds: none', 'chosen'], false],
    [
      'a sensitive answer is taken back with all that follows from it',
      ['kinds: a', '(not_reached)'],
      ['kind', 'a'],
      true,
    ],
    ['an ordinary one was not', ['kind', '(not_reached)'], ['later', 'yes'], true],
  ])('%s', (_name, first, second, expected) => {
    expect(never(first, second)).toBe(expected)
    expect(never(second, first)).toBe(expected)
  })

  test('and what follows over other questions, so that its zeros need no hiding', () => {
    const both = (one: [string, string], other: [string, string]) =>
      isNeverTogether(knowledge, [one[0], saidFromText(one[1])], [other[0], saidFromText(other[1])])
    expect(both(['exposed', 'no'], ['later', 'yes'])).toBe(true)
    expect(both(['exposed', 'no'], ['later', '(not_applicable)'])).toBe(false)
    expect(both(['exposed', 'yes'], ['later', 'yes'])).toBe(false)
  })

  test.each(['small', ...questionnaires.versions.map((version) => version.flow)])(
    'never happens in %s, whatever people do',
    (name) => {
      const { flow, ...rest } = name === 'small' ? content : contentOf(name)
      const engine = engineFor({ flow, ...rest })
      const known = knowledgeOf(flow)
      const variables = variablesOf(flow)
      const pairs = variables.flatMap((first, index) =>
        variables.slice(index + 1).flatMap((second) => {
          const test = (value: Said, other: Said) => isNeverTogether(known, [first.name, value], [second.name, other])
          return { first, second, test }
        }),
      )
      const chance = chances(7)
      for (let person = 0; person < 150; person++) {
        const { answers, interview } = answerAnyhow(engine, chance)
        if (!interview) continue
        for (const { first, second, test } of pairs) {
          const values = [first, second].map((variable) => valueIn(variable, answers[variable.question.name])) as [
            Said,
            Said,
          ]
          expect(
            test(...values),
            `${first.name} ${saidText(values[0])} with ${second.name} ${saidText(values[1])}`,
          ).toBe(false)
        }
      }
    },
  )
})
