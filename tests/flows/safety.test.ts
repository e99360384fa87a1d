import { describe, expect, test } from 'vitest'
import { sensitiveWordFinder } from '../../src/authoring/sensitive-words.ts'
import { pathText, violationsOf } from '../../src/authoring/walk/violations.ts'
import { createMedia } from '../../src/channels/media/index.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { openLobby } from '../../src/conversation/lobby.ts'
import { freshSession } from '../../src/conversation/session.ts'
import { everywhereWords } from '../../src/conversation/words.ts'
import { placeOf } from '../../src/core/conversation-state.ts'
import type { Engine, Position } from '../../src/core/engine.ts'
import type { FlowContent } from '../../src/core/flow.ts'
import type { Reply } from '../../src/core/reply.ts'
import { questionnaires } from '../support/flows.ts'
import { openTestLibrary } from '../support/person.ts'
import { effectsOf, now, statesOf } from '../support/states.ts'
import { today } from '../support/walk.ts'

// What must hold so that nobody who answers is put at risk: for every questionnaire, and for every one that is still to come.

const told = (content: FlowContent): string[] =>
  violationsOf(content, today).violations.map(
    ({ property, message, path }) => `${property}; but ${message} after ${pathText(path)}`,
  )

const library = openTestLibrary()
const media = createMedia(160)
const minute = 60_000

describe.each(questionnaires.versions)('$flow', ({ content }) => {
  test('keeps every promise, on every way through it', () => expect(told(content)).toEqual([]))
})

const sensitive = library.open.filter(({ flow }) => Object.keys(flow.blocks).length > 0)
test('there are sensitive questionnaires', () => expect(sensitive.length).toBeGreaterThan(0))

const inLanguage = (position: Position, language: string): Position => ({
  ...position,
  context: { ...position.context, language },
})
const blockOf = (engine: Engine, state: string): string | undefined => {
  const place = placeOf(state)
  return place.kind === 'ask' ? engine.flow.questions.find(({ name }) => name === place.question)?.block : undefined
}
/** In a sensitive group, or away from it only to choose a language. */
const standsInside = (engine: Engine, { state, context }: Position): string | undefined =>
  blockOf(engine, state) ?? (state === 'choosing' ? blockOf(engine, context.returnTo.at(-1) ?? '') : undefined)

const combinations = media.flatMap((medium) => library.languages.map((language) => ({ medium, language })))

/** One word for each thing that a word can do, replies, and none. */
const deeds = [
  ...(['1', '2', '0', '98', '*', 'qqqq', 'LIFE', 'HOME'] as const).map((text) => ({ kind: 'says', text }) as const),
  ...everywhereWords.map((word) => {
    const [text = ''] = library.translator.words('en', `system:words.${word}`)
    return { kind: 'says', text } as const
  }),
  { kind: 'opens' } as const,
  { kind: 'nothing' } as const,
]

describe.each(sensitive.map((engine) => ({ engine, name: engine.flow.name })))('$name', ({ engine }) => {
  const states = statesOf(engine)
  const choosing = states
    .filter(({ state }) => blockOf(engine, state) !== undefined)
    .map((position) => engine.signal(position, 'language', today).position as Position)
  const inside = [...states, ...choosing].filter((position) => standsInside(engine, position) !== undefined)
  const textsInside = (language: string) =>
    engine.flow.questions
      .filter(({ block }) => block !== undefined)
      .map(({ namespace, name }) => engine.translator.text(language, `${namespace}:questions.${name}.label`))
  /** Pages cut texts, so what is looked for is how each begins. */
  const beginnings = (language: string) => textsInside(language).map((text) => text.split(' ').slice(0, 4).join(' '))

  test.each(combinations)(
    'after ten minutes nothing of the group is shown before it is safe: $medium.name, $language',
    async ({ medium, language }) => {
      expect(inside.length).toBeGreaterThan(5)
      for (const position of inside) {
        const at = inLanguage(position, language)
        // Also after HELP, whose question may stand on a later page.
        for (const reply of [engine.show(at), engine.signal(at, 'help', today).reply]) {
          for (const does of deeds) {
            const session = { language, position: at, reply, lastMessageAt: now.getTime() - 10 * minute - 1 }
            const { screen } = await effectsOf({ library, medium, session, does })
            const shown = beginnings(language).filter((text) => screen?.text.includes(text))
            expect(shown, `${JSON.stringify(does)} at ${position.state}`).toEqual([])
          }
        }
      }
    },
  )

  test.each(combinations)(
    'opened anew at once, it asks first whether it is safe: $medium.name, $language',
    async ({ medium, language }) => {
      for (const position of inside) {
        const session = { language, position: inLanguage(position, language), lastMessageAt: now.getTime() }
        const { screen } = await effectsOf({ library, medium, session, does: { kind: 'opens' } })
        expect(beginnings(language).filter((text) => screen?.text.includes(text))).toEqual([])
        const safe = engine.show({ ...session.position, state: `safe:${standsInside(engine, position)}` })
        expect(screen?.text.startsWith(safe.text.slice(0, 20))).toBe(true)
      }
    },
  )

  test.each(combinations)(
    'every screen of it can be left by a key, and gives no answer away: $medium.name, $language',
    async ({ medium, language }) => {
      for (const position of states.filter(({ state }) => state.startsWith('safe:') || blockOf(engine, state))) {
        const reply = engine.show(inLanguage(position, language))
        for (const { buttons } of medium.pages(reply, { key: '98', label: 'More' })) {
          if (buttons.length === 0) continue
          expect(buttons).toContain('x')
          for (const button of buttons) expect(button).toMatch(/^(\d+|x)$/)
        }
      }
    },
  )

  test.each(combinations)(
    'consent and "is it safe?" count only when read to the end: $medium.name, $language',
    async ({ medium, language }) => {
      const asking = states.filter(({ state }) => state === 'consent' || state.startsWith('safe:'))
      expect(asking.length).toBeGreaterThan(1)
      for (const position of asking) {
        const at = inLanguage(position, language)
        const reply: Reply = {
          ...engine.show(at),
          text: `${'Some words that come before. '.repeat(8)}\n${engine.show(at).text}`,
        }
        const pages = medium.pages(reply, { key: '98', label: library.translator.text(language, 'system:more') }).length
        for (let page = 0; page < pages; page++) {
          for (const text of ['1', '2', '0', 'qqqq']) {
            const session = { language, position: at, reply, page, lastMessageAt: now.getTime() }
            const effects = await effectsOf({ library, medium, session, does: { kind: 'says', text } })
            const after = (effects.session as { position: Position | null; page: number } | null) ?? null
            if (page === pages - 1) expect(after).not.toMatchObject({ position: at, page })
            else expect(after).toMatchObject({ position: at, page: page + 1 })
          }
        }
      }
    },
  )
})

describe('what anybody may see holds no sensitive word', () => {
  const find = sensitiveWordFinder(questionnaires.system)
  const linesOf = ({ text, choices }: Reply) => [text, ...choices.map(({ label }) => label)]

  test.each(library.languages)('in the menu and on every screen outside of a flow: %s', (language) => {
    const lobby = openLobby(library, language)
    const names = library.open.map(({ flow }) => flow.name)
    const sentences = [
      'left',
      'stopped',
      'declined',
      'started',
      'nothing_to_answer',
      'not_here',
      'danger',
      'unavailable',
    ]
    const screens: Reply[] = [
      lobby.menu(names, lobby.help()),
      lobby.languages(true),
      lobby.startAgain(),
      ...sentences.map(lobby.says),
    ]
    for (const screen of screens) expect(linesOf(screen).map(find)).toEqual(linesOf(screen).map(() => undefined))
  })

  test.each(library.open.map((engine) => ({ engine, name: engine.flow.name })))(
    'in the keywords of $name',
    ({ engine }) => {
      expect(Object.values(engine.flow.keywords).flat().map(find).filter(Boolean)).toEqual([])
    },
  )

  test('and it is found in any form', () => {
    expect(find('Domestic VIOLENCE')).toBe('violence')
    expect(find('সহিংসতার কথা')).toBe('সহিংসতার')
    expect(find('Everyday life')).toBeUndefined()
    // Not inside of another word.
    expect(find('grape')).toBeUndefined()
  })
})

test.each(combinations)(
  'whoever writes of danger gets a number on one screen, in any state: $medium.name, $language',
  async ({ medium, language }: { medium: Medium; language: string }) => {
    const [text = ''] = library.translator.words(language, 'system:words.danger')
    const situations = [
      { session: freshSession, optedOut: false },
      { session: freshSession, optedOut: true },
      { session: { language, asked: 'menu' as const, offered: ['safety'] }, optedOut: false },
      { session: { language, asked: 'start_again' as const }, optedOut: true },
    ]
    for (const { session, optedOut } of situations) {
      const effects = await effectsOf({ library, medium, session, optedOut, does: { kind: 'says', text } })
      expect(effects.screen).toMatchObject({ end: true, text: expect.stringContaining('999') })
      expect(effects).toMatchObject({ optedOut, finished: [], participated: [], outbound: [], withdraws: false })
      const known = library.translator.text(language, 'system:danger', { emergency: '999' })
      expect(medium.pages({ ...engineReply(known) }, { key: '98', label: 'More' })).toHaveLength(1)
    }
  },
)

const engineReply = (text: string): Reply => ({
  text,
  choices: [],
  end: true,
  discreet: false,
  readInFull: false,
  traces: null,
})
