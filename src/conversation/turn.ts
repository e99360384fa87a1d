import type { Engine, Outcome, Position, Step } from '../core/engine.ts'
import { bareKey } from '../core/questions/options.ts'
import type { Reply } from '../core/reply.ts'
import type { EverywhereWord, FlowLibrary } from './library.ts'
import { type Lobby, openLobby } from './lobby.ts'
import type { Session } from './session.ts'
import type { Utterance } from './utterances.ts'

/** After this long a person may no longer be alone: sensitive questions ask again before they go on. */
const gapMilliseconds = 10 * 60_000

/** The key that shows the next page of a screen that does not fit. */
export const moreKey = '98'

/** A conversation that ended, and the engine of the flow version that it was about. */
export interface Ended {
  readonly engine: Engine
  readonly outcome: Outcome
}

/** Where a contact stands before an utterance, and after it. */
export interface Turn {
  readonly session: Session
  readonly optedOut: boolean
  /** null: silence. */
  readonly reply: Reply | null
  readonly ended: readonly Ended[]
}

/** A fact that is not in memory; the turn is taken again once it is known. */
export type TurnQuestion =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'completed'; readonly flow: string }

/** Thrown inside a turn to ask for a fact. Turns are pure, so the whole turn is simply taken again. */
export class FactNeeded extends Error {
  readonly question: TurnQuestion
  constructor(question: TurnQuestion) {
    super(question.kind)
    this.question = question
  }
}

export interface Circumstances {
  readonly library: FlowLibrary
  readonly now: Date
  /** Versions that were looked for in vain. */
  readonly lost: ReadonlySet<string>
  /** How many answers this number has completed in the present round, for the flows that were asked about. */
  readonly completed: ReadonlyMap<string, number>
  /** How many pages a reply has on the person's phone. */
  pagesOf(reply: Reply): number
  /** A screen is expected whatever happens (USSD); otherwise nothing need be said. */
  readonly mustAnswer: boolean
}

/** The engine of the flow that a contact is in; a version that cannot be had any more ends the conversation. */
function presentEngine({ session }: Turn, { library, lost }: Circumstances): Engine | undefined {
  const version = session.position?.version
  if (version === undefined || lost.has(version)) return undefined
  const engine = library.engine(version)
  if (!engine) throw new FactNeeded({ kind: 'version', version })
  return engine
}

/** Takes one utterance: decides what the person sees next and what is left of the session. Pure; throws `FactNeeded`. */
export function takeTurn(before: Turn, utterance: Utterance, circumstances: Circumstances): Turn {
  const { session } = before
  const { library, now, mustAnswer } = circumstances
  const today = now.toISOString().slice(0, 10)
  const lobby = openLobby(library, session.language ?? library.defaultLanguage)
  const engine = presentEngine(before, circumstances)
  const present = engine && session.position ? { engine, position: session.position } : undefined

  switch (utterance.kind) {
    case 'nothing':
      return session.reply ? { ...before, reply: session.reply } : showMenu(lobby)
    case 'open':
      return open(utterance.flow, utterance.keyword)
    case 'text':
      return write(utterance.text)
  }

  function next(changes: Partial<Session>, reply: Reply | null, more: Partial<Turn> = {}): Turn {
    return { ...before, ...more, session: { ...session, ...changes, reply, page: 0 }, reply }
  }

  /** The next turn where the person is in no flow. */
  function outside(reply: Reply | null, changes: Partial<Session> = {}, more: Partial<Turn> = {}): Turn {
    return next({ position: null, asked: null, offered: [], ...changes }, reply, more)
  }

  function after(engine: Engine, step: Step): Turn {
    // Not the outcome's language, which is the flow's default for somebody who left before choosing one.
    const language = step.position?.context.language ?? session.language
    const ended = step.outcome ? [...before.ended, { engine, outcome: step.outcome }] : before.ended
    return outside(step.reply, { position: step.position, language }, { ended })
  }

  function showMenu(
    lobby: Lobby,
    lead: readonly string[] = [],
    changes: Partial<Session> = {},
    more: Partial<Turn> = {},
  ) {
    const offered = library.open.map(({ flow }) => flow.name)
    return outside(lobby.menu(lead), { asked: 'menu', offered, ...changes }, more)
  }

  /** Begins a flow, unless this number has already completed it; a flow that is under way ends as a break-off. */
  function begin(name: string, keywordLanguage: string | null): Turn {
    const wanted = library.open.find(({ flow }) => flow.name === name)
    if (!wanted) return showMenu(lobby)
    const language = keywordLanguage ?? session.language
    const limit = wanted.flow.answersPerRound
    const completedBefore = limit === 0 ? 0 : circumstances.completed.get(name)
    if (completedBefore === undefined) throw new FactNeeded({ kind: 'completed', flow: name })
    const brokenOff = present ? [{ engine: present.engine, outcome: present.engine.abandon(present.position) }] : []
    const ended = [...before.ended, ...brokenOff]
    if (limit > 0 && completedBefore >= limit) {
      const reply = openLobby(library, language ?? library.defaultLanguage).says('already_answered')
      return outside(reply, { language }, { ended })
    }
    const step = wanted.begin(language, today)
    return outside(step.reply, { position: step.position, language, completedBefore }, { ended })
  }

  /** The conversation was opened anew: a dial, a link. Whoever is in the middle of a flow goes on there. */
  function open(flow: string | null, keywordText: string | null): Turn {
    if (before.optedOut) return whileOptedOut(mustAnswer ? undefined : 'start', '')
    const keyword = keywordText === null ? undefined : library.keyword(keywordText, true)
    const wanted = flow ?? keyword?.flow
    if (present && (wanted === undefined || wanted === present.engine.flow.name))
      return after(present.engine, present.engine.signal(present.position, 'resumed', today))
    return wanted === undefined ? showMenu(lobby) : begin(wanted, keyword?.language ?? null)
  }

  function write(message: string): Turn {
    const word = library.everywhereWord(message)
    if (before.optedOut) return whileOptedOut(word, message)
    if (word === 'stop') return stop()
    if (word === 'more' || bareKey(message) === moreKey) {
      const { reply, page } = session
      if (reply && page + 1 < circumstances.pagesOf(reply))
        return { ...before, session: { ...session, page: page + 1 }, reply }
    }
    return present ? writeInFlow(present.engine, present.position, word, message) : writeOutside(word, message)
  }

  function stop(): Turn {
    const outcome = present?.engine.signal(present.position, 'stop', today).outcome
    const ended = present && outcome ? [...before.ended, { engine: present.engine, outcome }] : before.ended
    return outside(lobby.says('stopped'), { language: null }, { ended, optedOut: true })
  }

  /** Whoever opted out hears nothing any more, unless they call themselves; START undoes it. */
  function whileOptedOut(word: EverywhereWord | undefined, message: string): Turn {
    const again = session.asked === 'start_again' && bareKey(message) === '1'
    if (word === 'start' || again) return showMenu(lobby, [lobby.text('started')], {}, { optedOut: false })
    if (word === 'help') return outside(lobby.says('help'))
    if (word === 'exit' && mustAnswer) return outside(lobby.says('left'))
    return mustAnswer ? outside(lobby.startAgain(), { asked: 'start_again' }) : outside(null)
  }

  function writeInFlow(engine: Engine, position: Position, word: EverywhereWord | undefined, message: string): Turn {
    if (word === 'start') return after(engine, engine.signal(position, 'resumed', today))
    if (word === 'exit' || word === 'help' || word === 'back' || word === 'language')
      return after(engine, engine.signal(position, word, today))
    if (now.getTime() - session.lastMessageAt > gapMilliseconds) {
      const resumed = engine.signal(position, 'resumed', today)
      // The message was a reply to a question that must be led up to again.
      if (resumed.position?.state !== position.state) return after(engine, resumed)
    }
    const step = engine.say(position, message, today)
    const keyword = step.understood ? undefined : library.keyword(message, false)
    if (!keyword) return after(engine, step)
    return keyword.flow === engine.flow.name
      ? after(engine, engine.signal(position, 'resumed', today))
      : begin(keyword.flow, keyword.language)
  }

  function writeOutside(word: EverywhereWord | undefined, message: string): Turn {
    if (word === 'exit') return outside(lobby.says('left'))
    if (word === 'help') return showMenu(lobby, [lobby.text('help')])
    if (word === 'language') return outside(lobby.languages(), { asked: 'language' })
    const language = session.asked === 'language' ? lobby.readLanguage(message) : undefined
    if (language !== undefined) return showMenu(openLobby(library, language), [], { language })
    const chosen = session.asked === 'menu' ? lobby.readMenu(message, session.offered) : undefined
    if (chosen !== undefined) return begin(chosen, null)
    const keyword = library.keyword(message, true)
    return keyword ? begin(keyword.flow, keyword.language) : showMenu(lobby)
  }
}
