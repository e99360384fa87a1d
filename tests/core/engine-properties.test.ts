import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Engine, type Position, positionSchema, type Step } from '../../src/core/engine.ts'
import { questionTypes } from '../../src/core/questions/index.ts'
import { contentOf, engineFor, questionnaires, smallFlow } from '../support/flows.ts'

const today = '2026-11-23'

const everyType = smallFlow(
  questionTypes.map(({ name, properties }) => ({
    name: `about_${name}`,
    type: name,
    ...(properties.required.includes('list') ? { list: 'answer' } : {}),
    ...(properties.required.includes('calculation') ? { calculation: '1 div 0' } : {}),
  })),
  { answer: { yes: 'Yes', no: 'No', other: 'Other' } },
  { other: { exclusive: true } },
)
const engines = new Map(
  [everyType, ...questionnaires.versions.map(({ flow }) => contentOf(flow))].map((content) => [
    content.flow.name,
    engineFor(content),
  ]),
)

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1', '2', '3', '8', '0', 'skip', '১ ও ৩', '1/1/1990', 'yes') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2000 }) },
)
const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ say: text }) },
  {
    weight: 1,
    arbitrary: fc.record({ signal: fc.constantFrom('help', 'back', 'language', 'resumed', 'exit', 'stop') }),
  },
)
const signalled = { exit: true, stop: true } as Readonly<Record<string, boolean>>

function holds(engine: Engine, { position, reply, outcome }: Step): void {
  expect(position === null).toBe(outcome !== null)
  expect(reply.end).toBe(position === null)
  expect(reply.text.trim()).not.toBe('')
  if (!position) return
  const { context } = positionSchema.parse(JSON.parse(JSON.stringify(position)))
  expect(context.attempts).toBeLessThan(3)
  expect(context.returnTo.length).toBeLessThanOrEqual(3)
  if (!context.consented) expect(context.answers).toEqual({})
  const { interview } = engine.abandon(position)
  expect(interview).toBe(context.consented)
}

test('whatever is written, the conversation goes on or ends, and can be stored', () => {
  fc.assert(
    // By name: an engine in a report of what failed would be printed for minutes.
    fc.property(fc.constantFrom(...engines.keys()), fc.array(deed, { maxLength: 30 }), (name, deeds) => {
      const engine = engines.get(name) as Engine
      let step = engine.begin(null, today)
      holds(engine, step)
      for (const done of deeds) {
        if (!step.position) return
        const position: Position = positionSchema.parse(JSON.parse(JSON.stringify(step.position)))
        step = 'say' in done ? engine.say(position, done.say, today) : engine.signal(position, done.signal, today)
        holds(engine, step)
        // Only an answer, or a word for it, ends a conversation.
        if ('signal' in done) expect(step.position === null).toBe(signalled[done.signal] ?? false)
      }
    }),
    { numRuns: 150 },
  )
})
