import { expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src/core/engine.ts'
import type { View } from '../../../src/core/questions/question-type.ts'
import { createTranslator } from '../../../src/core/texts.ts'
import { createVocabulary } from '../../../src/core/understanding/vocabulary.ts'
import { redact } from '../../../src/privacy/redaction.ts'
import { questionnaires, smallFlow } from '../../support/flows.ts'

/** The day of every reply. */
const today = '2026-11-23'

export interface Asked {
  readonly type: string
  readonly language?: string
  readonly label?: string
  readonly constraint?: string
}

const engines = new Map<string, Engine>()

/** An engine that asks one question, with the real texts and the real redaction. The flow speaks the language and English. */
function engineFor({ type, language = 'en', label = 'Which?', constraint }: Asked): Engine {
  const key = JSON.stringify([type, language, label, constraint])
  const known = engines.get(key)
  if (known) return known
  const content = smallFlow([{ name: 'asked', type, label, ...(constraint === undefined ? {} : { constraint }) }])
  const texts = { system: questionnaires.system[language]?.system ?? {}, small: content.texts.en?.small ?? {} }
  const engine = createEngine({
    ...{ version: 'test', organisation: 'CSO', redact },
    content: {
      ...content,
      flow: { ...content.flow, languages: [...new Set([language, 'en'])] },
      texts: { ...content.texts, [language]: texts },
    },
  })
  engines.set(key, engine)
  return engine
}

/** What becomes of a reply: the answer, `near …` where it is asked back, or `invalid …` with what is said. */
export function readingOf(asked: Asked, reply: string): unknown {
  const { language = 'en' } = asked
  const engine = engineFor(asked)
  const consented = engine.say(engine.begin(language, today).position as never, '1', today).position as never
  const { outcome, position, reply: next } = engine.say(consented, reply, today)
  const answer = outcome?.answers.asked
  if (answer) return 'value' in answer ? answer.value : answer.missing
  if (position?.context.suggested) return `near ${position.context.suggested.label}`
  const expected = Object.entries(questionnaires.system[language]?.system?.invalid ?? {})
  return `invalid ${expected.find(([, text]) => (next.lead?.[0] ?? next.text).startsWith(String(text)))?.[0]}`
}

/** A question without a constraint as its type sees it. */
export const viewOf = ({ type, language = 'en', label = 'Which?' }: Asked): View => ({
  question: { type, name: 'asked', namespace: 'small', relevant: [], disaggregate: false },
  vocabulary: createVocabulary(createTranslator(questionnaires.system, 'en'), language, [language]),
  ...{ options: [], language, label, today, fits: () => true, redact },
})

type Readings<Value> = readonly (readonly [reply: string, value: Value])[]

export const understood = (asked: Asked, replies: Readings<number | string>) =>
  test.each(replies)('%j is %s', (reply, value) => expect(readingOf(asked, reply)).toBe(value))
export const askedBack = (asked: Asked, replies: Readings<number>) =>
  test.each(replies)('whether %j is %s is asked back', (reply, value) =>
    expect(readingOf(asked, reply)).toBe(`near ${value}`),
  )
export const askedAgain = (asked: Asked, replies: readonly string[]) =>
  test.each(replies)('%j is asked again', (reply) => expect(readingOf(asked, reply)).toBe(`invalid ${asked.type}`))
