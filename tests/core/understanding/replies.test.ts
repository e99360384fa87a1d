import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Engine, Position, Step } from '../../../src/core/engine.ts'
import type { Answer } from '../../../src/core/flow.ts'
import { engineFor, inLanguages, questionnaires, smallFlow } from '../../support/flows.ts'

// What people write and what it means, written down before any of it was programmed. The rows of other languages are for those who add one.

interface Row {
  readonly question: string
  readonly language: string
  readonly reply: string
  /** The value; "!" = nothing may be recorded; "~refused" = that code for a missing value; "BANGLA" = a date of another calendar, which is told so. */
  readonly expected: unknown
}

interface Table {
  readonly choices: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly rows: readonly Row[]
}

const table = JSON.parse(readFileSync(new URL('replies.json', import.meta.url), 'utf8')) as Table
const languages = Object.keys(questionnaires.system)
const today = '2026-11-23'
const items = { dk: { key: '8', missing: 'dont_know' }, none: { exclusive: true } }

/** Rows in which we do not do what is expected, and why. */
const disagreements: Readonly<Record<string, string>> = {
  'no medicine': 'A negation: whoever has no medicine may also mean that it is no problem. It is asked again.',
  coast: 'Words of fewer than five letters are never taken for slips: too many of them are other words.',
  Costt: 'The same: "Cost" has four letters.',
  '1 2': 'Two numbers are never joined: it may be 1 or 2 as well.',
}

/** Rows in which the value is recorded only after a yes, and why. */
const askedBack: Readonly<Record<string, string>> = {
  'Yes, I went': 'Not every word is accounted for.',
  'staff was rude': 'Not every word is accounted for.',
  'distance to clinic': 'Not every word is accounted for.',
  medicin: 'A slip.',
  medecine: 'A slip.',
  'medcine & distence': 'Two slips.',
}

/** "integer, . >= 10 and . <= 110", "select_one: yes, no": a question of the table as a flow. */
function engineOf(question: string, language: string): Engine {
  const [, type = '', more = ''] = /^(\w+)[:,]? ?(.*)$/.exec(question) ?? []
  const texts = table.choices[language] ?? {}
  const names = more.replace(/\([^)]*\)/g, '').split(/, */)
  const list = Object.fromEntries(names.map((name) => [name.trim(), texts[name.trim()] ?? '']))
  const own = type.startsWith('select') ? { list: 'choices' } : more && { constraint: more }
  const questions = [
    { name: 'asked', type, ...own },
    { name: 'last', list: 'answer' },
  ]
  return engineFor(
    inLanguages(smallFlow(questions, { choices: list, answer: { yes: 'Yes', no: 'No' } }, items), languages),
  )
}

const engines = new Map<string, Engine>()
function engineFrom({ question, language }: Row): Engine {
  const key = `${language} ${question}`
  const engine = engines.get(key) ?? engineOf(question, language)
  engines.set(key, engine)
  return engine
}

const recorded = ({ position, outcome }: Step): unknown => {
  const answer: Answer | undefined = position?.context.answers.asked ?? outcome?.answers.asked
  if (answer === undefined) return '!'
  return 'missing' in answer ? `~${answer.missing}` : answer.value
}

/** What comes of a row: what is recorded at once, and what after a yes where something is asked back. */
function resultOf(row: Row) {
  const engine = engineFrom(row)
  const say = (position: Position | null, reply: string) => engine.say(position as Position, reply, today)
  const first = say(say(engine.begin(row.language, today).position, '1').position, row.reply)
  const isAskedBack = first.position?.context.suggested != null
  return { atOnce: recorded(first), isAskedBack, afterYes: isAskedBack ? recorded(say(first.position, '1')) : null }
}

/** A date of another calendar is refused by name. */
const otherCalendar = 'BANGLA'

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

const rows = table.rows
  .filter(({ language }) => languages.includes(language))
  .map((row) => {
    const result = resultOf(row)
    const expected = row.expected === otherCalendar ? '!' : row.expected
    const isRecorded = isSame(result.atOnce, expected)
    const isUnderstood = isRecorded || (result.atOnce === '!' && isSame(result.afterYes, expected))
    return { ...row, expected, ...result, isRecorded, isUnderstood, isWrong: result.atOnce !== '!' && !isRecorded }
  })
const show = ({ language, question, reply, expected, atOnce, afterYes }: (typeof rows)[number]) =>
  `${language} ${question} ${JSON.stringify(reply)}: ${JSON.stringify(expected)}, but ${JSON.stringify(afterYes ?? atOnce)}`

describe('of what people write', () => {
  test('nothing is recorded wrongly', () => {
    expect(rows.filter(({ isWrong }) => isWrong).map(show)).toEqual([])
  })

  test('at least nine of ten are understood', () => {
    const understood = rows.filter(({ isUnderstood }) => isUnderstood)
    expect(understood.length / rows.length).toBeGreaterThanOrEqual(0.9)
  })

  test('each that is not has its reason', () => {
    const others = rows.filter(({ isUnderstood }) => !isUnderstood)
    expect(others.filter(({ reply }) => !Object.hasOwn(disagreements, reply)).map(show)).toEqual([])
    const replies = new Set(others.map(({ reply }) => reply))
    expect(Object.keys(disagreements).filter((reply) => !replies.has(reply))).toEqual([])
  })

  test('each that is asked back has its reason', () => {
    const back = rows.filter(({ isRecorded, isUnderstood }) => isUnderstood && !isRecorded)
    expect(back.map(({ reply }) => reply).toSorted()).toEqual(Object.keys(askedBack).toSorted())
  })

  test.each(rows.filter(({ isUnderstood, reply }) => isUnderstood || !Object.hasOwn(disagreements, reply)))(
    '$language: $reply to $question',
    ({ isUnderstood, isWrong }) => {
      expect({ isUnderstood, isWrong }).toEqual({ isUnderstood: true, isWrong: false })
    },
  )
})
