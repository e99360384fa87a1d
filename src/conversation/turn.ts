import { patience } from '../core/conversation-state.ts'
import type { Engine, Position, Step } from '../core/engine.ts'
import { roundOf } from '../core/flow.ts'
import { plainReply, type Reply } from '../core/reply.ts'
import { type Circumstances, FactNeeded, suits, type Turn } from './circumstances.ts'
import { type Lobby, openLobby } from './lobby.ts'
import type { Session } from './session.ts'
import type { Utterance } from './utterances.ts'
import type { EverywhereWord, Said } from './words.ts'

/** From a conversation that began longer ago little can be erased; then the range begins anew with the next one. */
const erasableMilliseconds = 24 * 3_600_000

/** After this long a person may no longer be alone: sensitive questions ask again before they go on. */
const gapMilliseconds = 10 * 60_000

/** The key that shows the next page of a screen that does not fit. */
export const moreKey = '98'

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

/** The turn before, with the conversation ended where its round has: what was answered until then counts as a break-off. */
function endedWithRound(turn: Turn, circumstances: Circumstances): Turn {
  const engine = presentEngine(turn, circumstances)
  const { position } = turn.session
  if (!engine || !position || !circumstances.isEnded(roundOf(engine.flow))) return turn
  const session = { ...turn.session, position: null, asked: null, attempts: 0, offered: [], reply: null, page: 0 }
  const ended = [...turn.ended, { engine, outcome: engine.abandon(position) }]
  return { ...turn, session: { ...session, late: true }, ended }
}

/** Takes one utterance: decides what the person sees next and what is left of the session. Pure; throws `FactNeeded`. */
export function takeTurn(stood: Turn, utterance: Utterance, circumstances: Circumstances): Turn {
  const before = endedWithRound(stood, circumstances)
  // That the round was closed is said once.
  const { late: wasLate = false, ...session } = before.session
  const { library, now, today, mustAnswer, medium, reachable, reference, isEnded } = circumstances
  const lobby = openLobby(library, session.language ?? library.defaultLanguage)
  const engine = presentEngine(before, circumstances)
  const present: Present | undefined = engine && session.position ? { engine, position: session.position } : undefined

  switch (utterance.kind) {
    case 'nothing':
      return showAgain()
    case 'open':
      return open(utterance)
    case 'text':
      return write(library.words.hear(utterance.text))
    case 'unreadable':
      return sayUnreadable()
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

  function offeredHere(): string[] {
    return library.open
      .filter(({ flow }) => suits(flow, medium) && !isEnded(roundOf(flow)))
      .map(({ flow }) => flow.name)
  }

  function showMenu(
    lobby: Lobby,
    lead: readonly string[] = [],
    changes: Partial<Session> = {},
    more: Partial<Turn> = {},
  ) {
    const offered = offeredHere()
    return outside(lobby.menu(offered, lead), { asked: 'menu', offered, ...changes }, more)
  }

  /** Begins a flow, unless this number has already completed it; a flow that is under way ends as a break-off. */
  function begin(name: string, keywordLanguage: string | null): Turn {
    const wanted = library.open.find(({ flow }) => flow.name === name)
    if (!wanted) return showMenu(lobby)
    if (isEnded(roundOf(wanted.flow))) return outside(lobby.says('nothing_to_answer'))
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
    if (wasLate) return sayLate()
    return session.reply ? { ...before, isAside: false, reply: session.reply } : showMenu(lobby)
  }

  /** For people who were in the middle of a round when it was closed. */
  function sayLate(): Turn {
    return outside(lobby.says('round_closed'), {}, { isLate: true })
  }

  /** A voice note or a picture costs nothing: what was asked is asked again. */
  function sayUnreadable(): Turn {
    if (before.optedOut) return whileOptedOut(undefined, null)
    if (wasLate) return sayLate()
    if (!present) return showMenu(lobby, [lobby.text('unreadable')])
    return after(present.engine, ledUp() ?? present.engine.signal(present.position, 'unreadable', today))
  }

  /** The keyword that a message begins with, or one that it may be a slip for. */
  function keywordIn(said: Said) {
    return library.keywords.first(said)?.keyword ?? library.keywords.near(said)
  }

  /**
   * The conversation was opened anew: a dial, a link. Whoever is in the middle of a flow goes on there. What was dialled behind the code chooses
   * from the menu and answers nothing else, because no other screen was shown yet.
   */
  function open({ flow, keyword: keywordText, choice }: Extract<Utterance, { kind: 'open' }>): Turn {
    if (before.optedOut) return whileOptedOut(mustAnswer ? undefined : 'start', null)
    const written = keywordText ?? choice
    const keyword = written === null ? undefined : keywordIn(library.words.hear(written))
    const wanted = flow ?? keyword?.flow
    if (present && (wanted === undefined || wanted === present.engine.flow.name))
      return after(present.engine, present.engine.dial(present.position, choice, today))
    if (wanted !== undefined) return begin(wanted, keyword?.language ?? null)
    const chosen = choice === null ? undefined : lobby.readMenu(choice, offeredHere())
    return chosen === undefined ? showMenu(lobby) : begin(chosen, null)
  }

  /** The word that works everywhere in a message; what is certainly an answer to the present question is none. */
  function everywhereWordIn(said: Said): EverywhereWord | undefined {
    const exact = library.words.exactly(said)
    if (exact !== undefined) return exact
    const word = library.words.within(said)
    return word !== undefined && present?.engine.names(present.position, said.content, today) ? undefined : word
  }

  function write(said: Said): Turn {
    const word = everywhereWordIn(said)
    // Before anything else, also for whoever opted out; nothing of it is kept.
    if (word === 'danger') return { ...before, isAside: true, reply: lobby.says('danger') }
    if (before.optedOut) return whileOptedOut(word, said)
    if (word === 'stop') return stop()
    if (word === 'exit' || word === 'keep' || word === 'erase') return leave(word)
    if (wasLate && word === undefined && !library.keywords.first(said)?.isAlone) return sayLate()
    const step = ledUp()
    const { reply, page } = session
    const hasMore = reply !== null && page + 1 < circumstances.pagesOf(reply)
    const turnTo = (page: number): Turn => ({ ...before, isAside: false, session: { ...session, page }, reply })
    if (present && step?.position) return writeAfterSilence(present.engine, step, word)
    if (hasMore && (word === 'more' || library.words.isKey(said, moreKey))) return turnTo(page + 1)
    if (page > 0 && word === 'back') return turnTo(page - 1)
    if (!present) return writeOutside(word, said)
    // Nobody agrees to what they have not seen.
    if (hasMore && reply.readInFull && word === undefined) return turnTo(page + 1)
    return writeInFlow(present, word, said)
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
  function whileOptedOut(word: EverywhereWord | undefined, said: Said | null): Turn {
    const again = session.asked === 'start_again' && said !== null && library.words.isKey(said, '1')
    if (word === 'start' || again) return showMenu(lobby, [lobby.text('started')], {}, { optedOut: false })
    if (word === 'help') return outside(plainReply(lobby.help().join('\n')))
    const leaves = word === 'exit' || word === 'keep' || word === 'erase'
    if (leaves && mustAnswer) return outside(lobby.says('left'))
    return mustAnswer ? outside(lobby.startAgain(), { asked: 'start_again' }) : outside(null)
  }

  function writeInFlow(present: Present, word: EverywhereWord | undefined, said: Said): Turn {
    const { engine, position } = present
    if (word === 'start') return after(engine, resumed(present))
    if (word === 'help' || word === 'back' || word === 'language')
      return after(engine, engine.signal(position, word, today))
    const step = engine.say(position, said.content, today)
    const first = step.understood ? undefined : library.keywords.first(said)
    // In the middle of a flow a keyword with more behind it may as well be an answer that was not understood.
    if (!first?.isAlone) return after(engine, step)
    const { flow, language } = first.keyword
    if (flow !== engine.flow.name) return begin(flow, language)
    const spoken = language === position.context.language ? null : engine.speak(position, language, today).position
    return after(engine, resumed({ engine, position: spoken ?? position }))
  }

  function writeOutside(word: EverywhereWord | undefined, said: Said): Turn {
    if (word === 'help') return showMenu(lobby, lobby.help())
    const wantsLanguages = session.asked === 'menu' && lobby.wantsLanguages(said.content)
    if (word === 'language' || wantsLanguages) return outside(lobby.languages(false), { asked: 'language' })
    const language = session.asked === 'language' ? lobby.readLanguage(said.content) : undefined
    if (language !== undefined) return showMenu(openLobby(library, language), [], { language })
    const chosen = session.asked === 'menu' ? lobby.readMenu(said.content, session.offered) : undefined
    if (chosen !== undefined) return begin(chosen, null)
    const keyword = keywordIn(said)
    if (keyword) return begin(keyword.flow, keyword.language)
    const attempts = session.attempts + 1
    return session.asked === 'language' && attempts < patience
      ? outside(lobby.languages(true), { asked: 'language', attempts })
      : showMenu(lobby)
  }
}
