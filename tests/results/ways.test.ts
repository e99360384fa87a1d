import { describe, expect, test } from 'vitest'
import type { Ways } from '../../src/results/knowledge.ts'
import { numberVariables } from '../../src/results/number-tables.ts'
import { outcomeVariable } from '../../src/results/outcome-table.ts'
import { because, saidText, valued } from '../../src/results/said.ts'
import { valueIn, variablesOf } from '../../src/results/tables.ts'
import { waysThrough } from '../../src/results/ways.ts'
import { answerAnyhow, chances } from '../support/answering.ts'
import { engineFor, questionnaires, smallFlow } from '../support/flows.ts'

/** Whether somebody of whom this is recorded can have gone one of these ways. */
function isAmong({ arcs }: Ways, recorded: ReadonlyMap<string, string>): boolean {
  const own = Map.groupBy(
    arcs.filter(({ labels }) => labels.every(([variable, value]) => recorded.get(variable) === saidText(value))),
    ({ from }) => from,
  )
  const reached = new Set([0])
  for (const node of reached) for (const { to } of own.get(node) ?? []) reached.add(to)
  return reached.has(1)
}

const answer = { yes: 'Yes', no: 'No' }
const small = smallFlow(
  [
    { name: 'exposed', list: 'answer', block: 'private' },
    { name: 'kinds', type: 'select_multiple', list: 'kinds', block: 'private', relevant: ["${exposed} = 'yes'"] },
    {
      name: 'kind',
      type: 'calculate',
      calculation: "if(selected(${kinds}, 'a'), 'a', if(${kinds} = '', '', 'other'))",
    },
    { name: 'later', list: 'answer', relevant: ["${kind} = 'a'"] },
    { name: 'age', type: 'integer', relevant: ["${later} = 'yes'"] },
    { name: 'last', list: 'answer' },
  ],
  { answer, kinds: { a: 'A', b: 'B', none: 'None' } },
  { none: { exclusive: true } },
  { blocks: { private: { relevant: [] } } },
)
const numbers = numberVariables(small.flow, [
  { question: 'age', dimensions: [], rows: [valued('<18'), valued('≥18'), because('refused')], columns: [[]] },
])
const every = new Set([...[...variablesOf(small.flow), ...numbers].map(({ name }) => name), outcomeVariable])
const none = { 'kinds: a': '(not_applicable)', 'kinds: b': '(not_applicable)', 'kinds: none': '(not_applicable)' }

describe('the ways through a questionnaire', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['to the end', { exposed: 'no', ...none, kind: '(not_applicable)', later: '(not_applicable)', last: 'no' }, true],
    ['past a question that is put', { exposed: 'yes', ...none }, false],
    ['into a question that is not', { exposed: 'no', 'kinds: a': 'chosen' }, false],
    ['with an exclusive choice and another one', { 'kinds: a': 'chosen', 'kinds: none': 'chosen' }, false],
    ['without any choice', { 'kinds: a': 'not_chosen', 'kinds: b': 'not_chosen', 'kinds: none': 'not_chosen' }, false],
    ['to a calculation that does not follow', { 'kinds: a': 'chosen', kind: 'other' }, false],
    ['over the sensitive group', { exposed: '(refused)', 'kinds: a': '(refused)' }, true],
    ['back into a question after leaving', { later: '(not_reached)', last: 'yes' }, false],
    ['with what is sensitive taken back', { exposed: '(not_reached)', last: '(not_reached)' }, true],
    [
      'to the end with what is sensitive taken back, where results are not offered',
      { exposed: '(not_reached)', last: 'yes' },
      false,
    ],
    [
      'to the end without an answer to the last question',
      { last: '(not_reached)', [outcomeVariable]: 'completed' },
      false,
    ],
    ['with a number', { later: 'yes', age: '<18', last: 'yes' }, true],
    ['with a number that is not asked for', { later: 'no', age: '<18', last: 'yes' }, false],
    ['away from a number', { age: '(not_reached)', last: 'yes' }, false],
    ['away from the last question', { last: '(not_reached)', later: 'yes', [outcomeVariable]: 'break_off' }, true],
  ])('%s', (_way, recorded, isPossible) => {
    // What is not said is not looked at.
    const wanted = new Set([...every].filter((name) => name in recorded))
    expect(isAmong(waysThrough(small.flow, wanted, numbers), new Map(Object.entries(recorded)))).toBe(isPossible)
  })

  test.each(['small', ...questionnaires.versions.map(({ flow }) => flow)])(
    'of %s are all that anybody goes, whatever people do',
    (name) => {
      const content = questionnaires.versions.find(({ flow }) => flow === name)?.content ?? small
      const engine = engineFor(content)
      const variables = variablesOf(content.flow)
      const ways = waysThrough(content.flow, new Set([...variables.map((each) => each.name), outcomeVariable]))
      const chance = chances(11)
      for (let person = 0; person < 40; person++) {
        const { answers, interview, disposition } = answerAnyhow(engine, chance)
        if (!interview) continue
        const recorded = new Map(
          variables.map((each) => [each.name, saidText(valueIn(each, answers[each.question.name]))]),
        )
        expect(isAmong(ways, recorded.set(outcomeVariable, disposition)), JSON.stringify([...recorded])).toBe(true)
      }
    },
  )
})
