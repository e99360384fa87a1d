import { describe, expect, test } from 'vitest'
import { sensitiveQuestions } from '../../src/core/dependence.ts'
import type { Position } from '../../src/core/engine.ts'
import { engineFor, smallFlow } from '../support/flows.ts'

const today = '2026-11-23'
const lists = { answer: { yes: 'Yes', no: 'No' } }
const content = smallFlow(
  [
    { name: 'before', list: 'answer' },
    { name: 'exposed', list: 'answer', block: 'private' },
    { name: 'risk', type: 'calculate', calculation: "if(${exposed} = 'yes', 'high', 'low')" },
    { name: 'needs', list: 'answer', relevant: ["${risk} = 'high'"] },
    { name: 'after', list: 'answer' },
  ],
  lists,
  {},
  { blocks: { private: { relevant: [] } } },
)

describe('what follows from a sensitive answer', () => {
  test('is as sensitive, over several steps', () =>
    expect([...sensitiveQuestions(content.flow)].sort()).toEqual(['exposed', 'needs', 'risk']))

  test('is dropped by leaving at once, and by silence', () => {
    const engine = engineFor(content)
    const say = (position: Position | null, text: string) => engine.say(position as Position, text, today).position
    const replies = ['1', '1', '1', '1', '2']
    const at = replies.reduce<Position | null>(say, engine.begin('en', today).position)
    expect(at?.state).toBe('ask:after')
    expect(at?.context.answers).toMatchObject({ risk: { value: 'high' }, needs: { value: 'no' } })
    const left = { before: { value: 'yes' } }
    const gone = { missing: 'not_reached' }
    for (const outcome of [engine.signal(at as Position, 'exit', today).outcome, engine.abandon(at as Position)]) {
      expect(outcome?.answers).toEqual({ ...left, exposed: gone, risk: gone, needs: gone, after: gone })
    }
  })
})
