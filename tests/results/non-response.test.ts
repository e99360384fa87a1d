import { expect, test } from 'vitest'
import { sensitiveQuestions } from '../../src/core/dependence.ts'
import { createEngine } from '../../src/core/engine.ts'
import { protectTogether } from '../../src/results/protect-together.ts'
import { knowledgeOf } from '../../src/results/structural-zeros.ts'
import { createTables, usualTables, variablesOf } from '../../src/results/tables.ts'
import { chances } from '../support/answering.ts'
import { contentOf } from '../support/flows.ts'
import { answerOrdinarily } from '../support/ordinary-survey.ts'

// An ordinary survey: at each question one in a hundred leaves, two refuse, and some are not understood.

const people = 2000
const k = 10

test.each([
  ['health-services', 6, 6],
  ['functioning', 13, 7],
  ['disputes', 11, 9],
])('of %s, of %d tables by group at least %d are published', async (name, all, least) => {
  const content = contentOf(name)
  const { flow } = content
  const engine = createEngine({ version: '', content, organisation: 'Heard', redact: (text) => text })
  const requests = usualTables(flow)
  const tables = createTables(flow, requests)
  const chance = chances(7)
  for (let person = 0; person < people; person++) {
    const { interview: isKept, answers } = answerOrdinarily(engine, chance)
    if (isKept) tables.add({ answers })
  }
  const isSensitive = sensitiveQuestions(flow)
  const sensitive = new Set(variablesOf(flow).flatMap((each) => (isSensitive.has(each.question.name) ? each.name : [])))
  const { published } = await protectTogether(tables.result(), [], {
    ...{ k, knowledge: knowledgeOf(flow), progress: () => {} },
    ...{ isIndicator: () => false, isSensitive: (variable: string) => sensitive.has(variable) },
  })
  const byGroup = published.filter(({ dimensions }) => dimensions.length > 0)
  expect(requests.filter(({ dimensions }) => dimensions.length > 0)).toHaveLength(all)
  expect(byGroup.length).toBeGreaterThanOrEqual(least)
})
