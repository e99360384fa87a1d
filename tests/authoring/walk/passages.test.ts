import { expect, test } from 'vitest'
import { passagesOf } from '../../../src/authoring/walk/passages.ts'
import { createEngine } from '../../../src/core/engine.ts'
import { contentOf } from '../../support/flows.ts'
import { today } from '../../support/walk.ts'

test('a flow that offers results is walked through as where they can be sent, and as where they cannot', () => {
  const content = contentOf('health-services')
  expect(content.flow.offersResults).toBe(true)
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const completed = passagesOf(engine, today).filter(({ step }) => step.outcome?.disposition === 'completed')
  const from = new Set(completed.map(({ from }) => from.position.state))
  expect(from).toContain('offer')
  expect([...from].some((state) => state.startsWith('ask:'))).toBe(true)
})
