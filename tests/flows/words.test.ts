import { describe, expect, test } from 'vitest'
import type { Input } from '../../src/channels/channel.ts'
import { createMedia } from '../../src/channels/media/index.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { freshSession, type Session, sessionSchema } from '../../src/conversation/session.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import { placeOf } from '../../src/core/conversation-state.ts'
import { type Engine, type Position, positionSchema } from '../../src/core/engine.ts'
import { createKeyring } from '../../src/privacy/keyring.ts'
import type { Contacts, Effects } from '../../src/store/contacts.ts'
import { openTestLibrary } from '../support/person.ts'
import { answersAt, type Deed, today, walk } from '../support/walk.ts'

// Every word that works everywhere, in every state of every questionnaire, on every medium and in every language, through the
// code that the webhooks use.

const library = openTestLibrary()
const media = createMedia(160)
const keyring = createKeyring('a master secret that is used in tests only')
const now = new Date(`${today}T09:00:00Z`)

const kinds = ['stop', 'exit', 'help', 'back', 'language', 'start', 'skip'] as const
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

/** One position for each state that a flow can be in, as deep in the conversation as it is first come to. */
function positions(engine: Engine): Position[] {
  const found = new Map<string, Position>()
  const deeds = (position: Position): Deed[] => [
    ...answersAt(engine)(position),
    { type: 'signals', signal: 'language' },
  ]
  for (const { step } of walk(engine, engine.begin(null, today), deeds).values()) {
    if (step.position && !found.has(step.position.state)) found.set(step.position.state, step.position)
  }
  return [...found.values()]
}

/** What follows when somebody in this session writes a word. */
async function effectsOf(session: Session, medium: Medium, text: string): Promise<Effects> {
  const input: Input = medium.keepsSession
    ? { kind: 'dialogue', id: '1', said: `1*${text}`, flow: null }
    : { kind: 'message', text }
  const stored = {
    ...session,
    medium: medium.name,
    dialogue: medium.keepsSession ? { id: keyring.hash('dialogue', medium.name, '1'), length: 1 } : null,
  }
  let effects: Effects | undefined
  const contacts: Contacts = {
    async advance(_contact, _message, next) {
      const decision = next({ session: JSON.parse(JSON.stringify(stored)), optedOut: false })
      if (decision.kind === 'question') return { kind: 'question', question: decision.question }
      effects = decision.effects
      return { kind: 'committed', screen: decision.effects.screen, duplicate: false }
    },
    participations: async () => new Set(),
  }
  const converse = createConversation({
    library,
    contacts,
    keyring,
    allow: createThrottle(Number.POSITIVE_INFINITY),
    idleMinutes: 60,
    clock: () => now,
  })
  await converse(
    { medium, address: { scheme: 'tel', value: '+15550100' }, messageId: '1', input },
    { channel: 'phone', reply: 'response' },
  )
  return effects as Effects
}

interface Tried {
  readonly engine: Engine
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

/** What each kind of word must do, wherever it is written. */
const honoured: Readonly<Record<Kind, (tried: Tried) => void>> = {
  stop({ before, effects }) {
    expect(effects).toMatchObject({ session: null, optedOut: true, screen: { end: true, buttons: [] } })
    expect(effects.screen?.text).toBe(text(before.context.language, 'stopped'))
    expect(effects.finished.map(({ record }) => record)).toMatchObject([{ interview: false, answers: {} }])
  },
  exit({ before, effects, after }) {
    expect(after).toBeNull()
    expect(effects).toMatchObject({ optedOut: false, screen: { end: true, buttons: [] } })
    expect(effects.screen?.text).toBe(text(before.context.language, 'left'))
    expect(effects.finished.map(({ record }) => record)).toMatchObject([{ interview: before.context.consented }])
  },
  help({ before, effects, after }) {
    expect(after).toEqual(before)
    expect(effects.screen?.text).toMatch(/^Heard/)
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
    const states = positions(engine)
    expect(states.length).toBeGreaterThan(5)
    for (const position of states) {
      for (const [turn, { medium, language }] of combinations.entries()) {
        const known = position.context.language === null ? null : language
        const before: Position = { ...position, context: { ...position.context, language: known } }
        const session: Session = { ...freshSession, language: known, position: before, lastMessageAt: now.getTime() }
        for (const [index, { kind, text: written, firstOf }] of words.entries()) {
          if (firstOf !== language && index % combinations.length !== turn) continue
          const effects = await effectsOf(session, medium, written)
          const after = effects.session === null ? null : sessionSchema.parse(effects.session).position
          try {
            if (after) positionSchema.parse(after)
            honoured[kind]({ engine, before, effects, after })
          } catch (error) {
            const where = `${kind} "${written}" at ${before.state} in ${known} by ${medium.name}`
            throw new Error(`${where}: ${(error as Error).message}`)
          }
        }
      }
    }
  })
})
