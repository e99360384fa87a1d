import { expect, test } from 'vitest'
import { passagesOf } from '../../../src/authoring/walk/passages.ts'
import { safetyProperties } from '../../../src/authoring/walk/safety-properties.ts'
import { createEngine } from '../../../src/core/engine.ts'
import { contentOf } from '../../support/flows.ts'
import { today } from '../../support/walk.ts'

test('a flow that offers results is walked through as where they can be sent, and as where they cannot', () => {
  const content = contentOf('health-services')
  expect(content.flow.offersResults).toBe(true)
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const completed = [...passagesOf(engine, today).passages].filter(
    ({ step }) => step.outcome?.disposition === 'completed',
  )
  const from = new Set(completed.map(({ from }) => from.position.state))
  expect(from).toContain('offer')
  expect([...from].some((state) => state.startsWith('ask:'))).toBe(true)
  // What leads to the offer is done once more where nothing can be sent, and nothing leads there then.
  const passages = [...passagesOf(engine, today).passages]
  const past = passages.filter(({ from: { position } }) => !position.context.reachable)
  expect(past.length).toBeGreaterThan(0)
  for (const { step } of past) expect([step.position, step.outcome?.disposition]).toEqual([null, 'completed'])
})

test('what is said before a question is looked at like the question', () => {
  const content = contentOf('health-services')
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const [passage] = [...passagesOf(engine, today).passages].filter(({ step }) => step.position?.state === 'consent')
  if (!passage) throw new Error('there is no consent')
  const facts = {
    ...{ engine, content, sensitiveNames: [], helpLine: () => '', neutral: () => '' },
    findSensitiveWord: (text: string) => /violence/.exec(text)?.[0],
    sensitiveTexts: () => [{ block: 'private', text: 'Has anybody hurt you?' }],
  }
  const broken = (name: RegExp, lead: readonly string[]) =>
    safetyProperties
      .find((property) => name.test(property.name))
      ?.broken({ ...passage, step: { ...passage.step, reply: { ...passage.step.reply, lead } } }, facts)
  expect(broken(/sensitive word/, ['About your clinic.'])).toBeNull()
  expect(broken(/sensitive word/, ['About violence.'])).toContain('violence')
  expect(broken(/shown outside/, ['About your clinic.'])).toBeNull()
  expect(broken(/shown outside/, ['Has anybody hurt you?'])).toContain('hurt')
})
