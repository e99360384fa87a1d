import { describe, expect, test } from 'vitest'
import { createMedia } from '../../src/channels/media/index.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { freshSession, type Session, sessionSchema } from '../../src/conversation/session.ts'
import { placeOf } from '../../src/core/conversation-state.ts'
import { type Engine, type Position, positionSchema } from '../../src/core/engine.ts'
import type { Effects } from '../../src/store/contacts.ts'
import { interviewRecord } from '../../src/store/interview-record.ts'
import { openTestLibrary } from '../support/person.ts'
import { effectsOf, now, statesOf } from '../support/states.ts'
import { scale } from '../threats/size.ts'

// Every word that works everywhere, in every state of every questionnaire, through the code that the webhooks use: in the long form on every
// medium and in every language, otherwise on a third of these, others for each state.

const library = openTestLibrary()
const media = createMedia(160)

const kinds = ['danger', 'stop', 'exit', 'keep', 'erase', 'help', 'back', 'language', 'start', 'skip'] as const
type Kind = (typeof kinds)[number]

interface Word {
  readonly kind: Kind
  readonly text: string
  /** The first word of a language is tried everywhere in that language; every word at least once in each state. */
  readonly firstOf: string | null
}

const words: readonly Word[] = [
  ...kinds.flatMap((kind) =>
    library.languages.flatMap((language) =>
      library.translator
        .words(language, `system:words.${kind}`)
        .map((text, index) => ({ kind, text, firstOf: index === 0 ? language : null })),
    ),
  ),
  ...['0', '০', '0.'].map((text) => ({ kind: 'skip' as const, text, firstOf: null })),
  ...[' stop ', 'Stop.', 'STOP!'].map((text) => ({ kind: 'stop' as const, text, firstOf: null })),
]

interface Tried {
  readonly engine: Engine
  readonly medium: Medium
  readonly session: Session
  readonly before: Position
  readonly effects: Effects
  readonly after: Position | null
}

const text = (language: string | null, key: string) =>
  library.translator.text(language ?? library.defaultLanguage, `system:${key}`)
const blockOf = (engine: Engine, state: string) => {
  const place = placeOf(state)
  return place.kind === 'ask' ? engine.flow.questions.find(({ name }) => name === place.question)?.block : undefined
}

/** The neutral screen and nothing else; what was answered before consent is nothing. */
function left({ before, effects, after }: Tried) {
  expect(after).toBeNull()
  expect(effects).toMatchObject({ optedOut: false, withdraws: true, screen: { end: true, buttons: [] } })
  expect(effects.screen?.text).toBe(text(before.context.language, 'left'))
  expect(effects.finished.map(({ record }) => record)).toMatchObject([{ interview: before.context.consented }])
}
const answersLeft = ({ effects }: Tried) => interviewRecord.parse(effects.finished[0]?.record).answers
const isSensitive = (engine: Engine, name: string) =>
  engine.flow.questions.find((question) => question.name === name)?.block !== undefined
function dropsSensitive(tried: Tried) {
  left(tried)
  for (const [name, answer] of Object.entries(answersLeft(tried)))
    if (isSensitive(tried.engine, name)) expect(answer).toEqual({ missing: 'not_reached' })
}

/** What each kind of word must do, wherever it is written. */
const honoured: Readonly<Record<Kind, (tried: Tried) => void>> = {
  danger({ before, session, effects }) {
    const language = before.context.language ?? library.defaultLanguage
    const emergency = library.helpLine('emergency', language)
    expect(effects.screen).toEqual({
      text: library.translator.text(language, 'system:danger', { emergency }),
      buttons: [],
      end: true,
    })
    expect(effects.screen?.text).toContain('999')
    // Nothing of it is kept, but that it was handled.
    expect(effects).toMatchObject({ optedOut: false, finished: [], participated: [], outbound: [], withdraws: false })
    const { medium: _medium, dialogue: _dialogue, ...kept } = sessionSchema.parse(effects.session)
    expect(kept).toEqual({ ...session, medium: undefined, dialogue: undefined })
  },
  stop({ before, effects }) {
    expect(effects).toMatchObject({ session: null, optedOut: true, screen: { end: true, buttons: [] } })
    expect(effects.screen?.text).toBe(text(before.context.language, 'stopped'))
    expect(effects.finished.map(({ record }) => record)).toMatchObject([{ interview: false, answers: {} }])
  },
  exit: dropsSensitive,
  keep(tried) {
    left(tried)
    const { context } = tried.before
    if (context.consented) expect(answersLeft(tried)).toMatchObject(context.answers)
  },
  erase(tried) {
    dropsSensitive(tried)
    const erases = { from: '5', to: '17' }
    expect(tried.effects.outbound).toMatchObject(tried.medium.canErase ? [{ erases }] : [])
  },
  help({ engine, before, effects, after }) {
    expect(after).toEqual(before)
    // Where help is comes first: on USSD the words that work everywhere may stand on a later page.
    const line = library.helpLine('general', before.context.language ?? library.defaultLanguage)
    expect(effects.screen?.text).toContain(engine.flow.referral ? line : 'Heard')
    expect(effects.screen?.end).toBe(false)
  },
  back({ before, effects, after }) {
    expect([before.state, before.context.path.at(-1), before.context.returnTo.at(-1)]).toContain(after?.state)
    if (before.context.returnTo.length === 0 && before.context.path.length > 0)
      expect(after?.state).toBe(before.context.path.at(-1))
    expect(effects.screen?.end).toBe(false)
  },
  language({ before, effects, after }) {
    expect(after?.state).toBe(before.state === 'language' ? 'language' : 'choosing')
    expect(after?.context.answers).toEqual(before.context.answers)
    for (const language of library.languages) expect(effects.screen?.text).toContain(text(language, 'name'))
  },
  start({ engine, before, after }) {
    const block = blockOf(engine, before.state) ?? blockOf(engine, before.context.returnTo.at(-1) ?? '')
    expect(after?.state).toBe(block === undefined ? before.state : `safe:${block}`)
    expect(after?.context.answers).toEqual(before.context.answers)
  },
  skip({ before, effects, after }) {
    expect(after?.state).not.toBe(before.state)
    const place = placeOf(before.state)
    if (place.kind === 'ask' && after) expect(after.context.answers[place.question]).toEqual({ missing: 'refused' })
    if (place.kind === 'consent') expect(effects.finished.map(({ record }) => record)).toMatchObject([{ answers: {} }])
  },
}

const combinations = media.flatMap((medium) => library.languages.map((language) => ({ medium, language })))

describe.each(library.open.map((engine) => ({ engine, name: engine.flow.name })))('$name', ({ engine }) => {
  test('every word is honoured in every state', async () => {
    const states = statesOf(engine)
    expect(states.length).toBeGreaterThan(5)
    for (const [place, position] of states.entries()) {
      const tried = combinations.filter((_, turn) => scale > 1 || (turn + place) % 3 === 0)
      for (const [turn, { medium, language }] of tried.entries()) {
        const known = position.context.language === null ? null : language
        const before: Position = { ...position, context: { ...position.context, language: known } }
        const began = { reference: '5', at: now.getTime() }
        const session: Session = {
          ...freshSession,
          language: known,
          position: before,
          began,
          lastMessageAt: now.getTime(),
        }
        for (const [index, { kind, text: written, firstOf }] of words.entries()) {
          if (firstOf !== language && index % tried.length !== turn) continue
          const effects = await effectsOf({ library, medium, session, does: { kind: 'says', text: written } })
          const after = effects.session === null ? null : sessionSchema.parse(effects.session).position
          try {
            if (after) positionSchema.parse(after)
            honoured[kind]({ engine, medium, session, before, effects, after })
          } catch (error) {
            const where = `${kind} "${written}" at ${before.state} in ${known} by ${medium.name}`
            throw new Error(`${where}: ${(error as Error).message}`)
          }
        }
      }
    }
  })
})
