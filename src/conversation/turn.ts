import type { Medium } from '../channels/media/medium.ts'
import { patience } from '../core/conversation-state.ts'
import type { Engine, Outcome, Position, Step } from '../core/engine.ts'
import type { Flow } from '../core/flow.ts'
import { bareKey } from '../core/questions/options.ts'
import { plainReply, type Reply } from '../core/reply.ts'
import type { EverywhereWord, FlowLibrary } from './library.ts'
import { type Lobby, openLobby } from './lobby.ts'
import type { Session } from './session.ts'
import type { Utterance } from './utterances.ts'

/** From a conversation that began longer ago little can be erased; then the range begins anew with the next one. */
const erasableMilliseconds = 24 * 3_600_000

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
  /** The message from which on the chat is to be erased, as the provider counts them; null: nothing is. */
  readonly erases: string | null
  /** The reply is beside the conversation, which stays exactly as it was. */
  readonly isAside: boolean
}

/** A fact that is not in memory; the turn is taken again once it is known. */
export type TurnQuestion =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'completed'; readonly flow: Pick<Flow, 'name' | 'round' | 'answersPerRound'> }

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
  /** How many answers this number has completed in the round of a flow, on whatever medium. Throws `FactNeeded`. */
  completedIn(flow: Flow): number
  /** How many pages a reply has on the person's phone. */
  pagesOf(reply: Reply): number
  /** A screen is expected whatever happens (USSD); otherwise nothing need be said. */
  readonly mustAnswer: boolean
  readonly medium: Pick<Medium, 'name' | 'staysOnHandset' | 'canErase'>
  /** A message can be sent to the person long after the conversation. */
  readonly reachable: boolean
  /** The present message, as the provider counts them. */
  readonly reference: string | null
}

/** Whether a flow may be played here: as it was launched, and because what stays on the phone needs a reason to be safe. */
const suits = (
  { media, blocks, smsIsSafeBecause }: Flow,
  { name, staysOnHandset, canErase }: Circumstances['medium'],
) =>
  (media === undefined || media.includes(name)) &&
  (Object.keys(blocks).length === 0 || smsIsSafeBecause !== undefined || !staysOnHandset || canErase)

interface Present {
  readonly engine: Engine
  readonly position: Position
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
  const { library, now, mustAnswer, medium, reachable, reference } = circumstances
  const today = now.toISOString().slice(0, 10)
  const lobby = openLobby(library, session.language ?? library.defaultLanguage)
  const engine = presentEngine(before, circumstances)
  const present: Present | undefined = engine && session.position ? { engine, position: session.position } : undefined

  switch (utterance.kind) {
    case 'unreadable':
    case 'nothing':
      return showAgain()
    case 'open':
      return open(utterance.flow, utterance.keyword)
    case 'text':
      return write(utterance.text)
  }

  function next(changes: Partial<Session>, reply: Reply | null, more: Partial<Turn> = {}): Turn {
    return { ...before, isAside: false, ...more, session: { ...session, ...changes, reply, page: 0 }, reply }
  }

  /** The next turn where the person is in no flow. */
  function outside(reply: Reply | null, changes: Partial<Session> = {}, more: Partial<Turn> = {}): Turn {
    return next({ position: null, asked: null, attempts: 0, offered: [], ...changes }, reply, more)
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
    const offered = library.open.filter(({ flow }) => suits(flow, medium)).map(({ flow }) => flow.name)
    return outside(lobby.menu(offered, lead), { asked: 'menu', offered, ...changes }, more)
  }

  /** Begins a flow, unless this number has already completed it; a flow that is under way ends as a break-off. */
  function begin(name: string, keywordLanguage: string | null): Turn {
    const wanted = library.open.find(({ flow }) => flow.name === name)
    if (!wanted) return showMenu(lobby)
    if (!suits(wanted.flow, medium))
      return present ? after(present.engine, resumed(present)) : outside(lobby.says('not_here'))
    const language = keywordLanguage ?? session.language
    const limit = wanted.flow.answersPerRound
    const completedBefore = limit === 0 ? 0 : circumstances.completedIn(wanted.flow)
    const brokenOff = present ? [{ engine: present.engine, outcome: present.engine.abandon(present.position) }] : []
    const ended = [...before.ended, ...brokenOff]
    if (limit > 0 && completedBefore >= limit) {
      // Whoever else holds the phone must not learn that its owner took part.
      const reply = openLobby(library, language ?? library.defaultLanguage).says('nothing_to_answer')
      return outside(reply, { language }, { ended })
    }
    const step = wanted.begin(language, today, reachable)
    return outside(step.reply, { position: step.position, language, completedBefore, began: beginning() }, { ended })
  }

  /** The message from which on this conversation could be erased, together with one shortly before it. */
  function beginning(): Session['began'] {
    const { began } = session
    if (began && now.getTime() - began.at < erasableMilliseconds) return began
    return medium.canErase && reference !== null ? { reference, at: now.getTime() } : null
  }

  function resumed({ engine, position }: Present): Step {
    return engine.signal(position, 'resumed', today)
  }

  /** Where somebody goes on who was silent for long: sensitive questions must be led up to again. Null: right here. */
  function ledUp(): Step | null {
    if (!present || now.getTime() - session.lastMessageAt <= gapMilliseconds) return null
    const step = resumed(present)
    return step.position?.state === present.position.state ? null : step
  }

  function showAgain(): Turn {
    if (before.optedOut && !mustAnswer) return outside(null)
    const step = ledUp()
    if (present && step) return after(present.engine, step)
    return session.reply ? { ...before, isAside: false, reply: session.reply } : showMenu(lobby)
  }

  /** The conversation was opened anew: a dial, a link. Whoever is in the middle of a flow goes on there. */
  function open(flow: string | null, keywordText: string | null): Turn {
    if (before.optedOut) return whileOptedOut(mustAnswer ? undefined : 'start', '')
    const keyword = keywordText === null ? undefined : library.keyword(keywordText, true)
    const wanted = flow ?? keyword?.flow
    if (present && (wanted === undefined || wanted === present.engine.flow.name))
      return after(present.engine, resumed(present))
    return wanted === undefined ? showMenu(lobby) : begin(wanted, keyword?.language ?? null)
  }

  function write(message: string): Turn {
    const word = library.everywhereWord(message)
    // Before anything else, also for whoever opted out; nothing of it is kept.
    if (word === 'danger') return { ...before, isAside: true, reply: lobby.says('danger') }
    if (before.optedOut) return whileOptedOut(word, message)
    if (word === 'stop') return stop()
    if (word === 'exit' || word === 'keep' || word === 'erase') return leave(word)
    const step = ledUp()
    const { reply, page } = session
    const hasMore = reply !== null && page + 1 < circumstances.pagesOf(reply)
    const nextPage = (): Turn => ({ ...before, isAside: false, session: { ...session, page: page + 1 }, reply })
    if (present && step?.position) return writeAfterSilence(present.engine, step, word)
    if (hasMore && (word === 'more' || bareKey(message) === moreKey)) return nextPage()
    if (!present) return writeOutside(word, message)
    // Nobody agrees to what they have not seen.
    if (hasMore && reply.readInFull && word === undefined) return nextPage()
    return writeInFlow(present, word, message)
  }

  /** Leaves at once: the same screen for everybody, wherever they stood. */
  function leave(word: 'exit' | 'keep' | 'erase'): Turn {
    const erasing = word === 'erase' && medium.canErase
    const changes = erasing ? { began: null } : {}
    const more = erasing ? { erases: session.began?.reference ?? null } : {}
    if (!present) return outside(lobby.says('left'), changes, more)
    const step = present.engine.signal(present.position, word === 'keep' ? 'keep' : 'exit', today)
    const left = after(present.engine, step)
    return { ...left, ...more, session: { ...left.session, ...changes } }
  }

  /** A reply to a question that must be led up to again is none; a wish is granted on the way. */
  function writeAfterSilence(engine: Engine, step: Step, word: EverywhereWord | undefined): Turn {
    const isWish = word === 'help' || word === 'language'
    return after(engine, isWish && step.position ? engine.signal(step.position, word, today) : step)
  }

  function stop(): Turn {
    const outcome = present?.engine.signal(present.position, 'stop', today).outcome
    const ended = present && outcome ? [...before.ended, { engine: present.engine, outcome }] : before.ended
    // What the bot said goes too, where it can: it would tell what the conversation was about.
    const erases = medium.canErase ? (session.began?.reference ?? null) : null
    return outside(lobby.says('stopped'), { language: null, began: null }, { ended, optedOut: true, erases })
  }

  /** Whoever opted out hears nothing any more, unless they call themselves; START undoes it. */
  function whileOptedOut(word: EverywhereWord | undefined, message: string): Turn {
    const again = session.asked === 'start_again' && bareKey(message) === '1'
    if (word === 'start' || again) return showMenu(lobby, [lobby.text('started')], {}, { optedOut: false })
    if (word === 'help') return outside(plainReply(lobby.help().join('\n')))
    const leaves = word === 'exit' || word === 'keep' || word === 'erase'
    if (leaves && mustAnswer) return outside(lobby.says('left'))
    return mustAnswer ? outside(lobby.startAgain(), { asked: 'start_again' }) : outside(null)
  }

  function writeInFlow(present: Present, word: EverywhereWord | undefined, message: string): Turn {
    const { engine, position } = present
    if (word === 'start') return after(engine, resumed(present))
    if (word === 'help' || word === 'back' || word === 'language')
      return after(engine, engine.signal(position, word, today))
    const step = engine.say(position, message, today)
    const keyword = step.understood ? undefined : library.keyword(message, false)
    if (!keyword) return after(engine, step)
    return keyword.flow === engine.flow.name ? after(engine, resumed(present)) : begin(keyword.flow, keyword.language)
  }

  function writeOutside(word: EverywhereWord | undefined, message: string): Turn {
    if (word === 'help') return showMenu(lobby, lobby.help())
    if (word === 'language') return outside(lobby.languages(false), { asked: 'language' })
    const language = session.asked === 'language' ? lobby.readLanguage(message) : undefined
    if (language !== undefined) return showMenu(openLobby(library, language), [], { language })
    const chosen = session.asked === 'menu' ? lobby.readMenu(message, session.offered) : undefined
    if (chosen !== undefined) return begin(chosen, null)
    const keyword = library.keyword(message, true)
    if (keyword) return begin(keyword.flow, keyword.language)
    const attempts = session.attempts + 1
    return session.asked === 'language' && attempts < patience
      ? outside(lobby.languages(true), { asked: 'language', attempts })
      : showMenu(lobby)
  }
}
