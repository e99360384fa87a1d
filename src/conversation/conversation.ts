import type { Inbound } from '../channels/channel.ts'
import { type DayOf, utcDay } from '../core/days.ts'
import type { Outcome } from '../core/engine.ts'
import { type Flow, roundOf } from '../core/flow.ts'
import type { Choice, Reply, Screen } from '../core/reply.ts'
import { type Keyring, roundScope } from '../privacy/keyring.ts'
import type { Contacts, Decision, Effects, FinishedInterview, IsEnded, Key, StoredContact } from '../store/contacts.ts'
import { type Circumstances, type Ended, FactNeeded, type Turn, type TurnQuestion } from './circumstances.ts'
import { type Completion, countTurn } from './counting.ts'
import { keysOf } from './keys.ts'
import type { FlowLibrary } from './library.ts'
import { countAlike, writtenIn } from './loop-guard.ts'
import { freshSession, readSession, type Session, stamped } from './session.ts'
import type { createThrottle } from './throttle.ts'
import { withTraces } from './traces.ts'
import { moreKey, takeTurn } from './turn.ts'
import { isAnother, type Known, type Utterance, utterancesOf } from './utterances.ts'

/**
 * Facts may lead to further questions (a lost version, then the menu's flow), and are asked for anew for each message of the contact that takes
 * effect meanwhile; more than this is a fault of ours.
 */
const mostQuestions = 100

export interface ConversationSettings {
  readonly library: FlowLibrary
  readonly contacts: Contacts
  readonly keyring: Keyring
  readonly allow: ReturnType<typeof createThrottle>
  readonly idleMinutes: number
  clock(): Date
  /** Days of the survey's time zone; none given: UTC. */
  readonly dayOf?: DayOf
}

/** How the reply leaves: as the answer to the webhook request, or through the queue. */
export interface Way {
  readonly channel: string
  readonly reply: 'response' | 'queue'
  /** The channel can also send when no message is being answered. */
  readonly sends?: boolean
  /** The message is erased at the provider once it is handled. */
  readonly erases?: boolean
}

export interface Conversed {
  /** null: silence, or the reply left through the queue. */
  readonly screen: Screen | null
  readonly duplicate: boolean
  /** What happened instead of an ordinary answer: no answer, because it would go on in circles; the message was put aside; or it came after the round was closed. */
  readonly instead?: 'silenced' | 'quarantined' | 'late'
}

/** What of an ended conversation goes to the sealed holding table. */
export function finishedInterview(ended: Ended, medium: string, day: string): FinishedInterview {
  const { engine, outcome } = ended
  const { interview, disposition, language, answers }: Outcome = outcome
  return {
    flow: engine.flow.name,
    round: engine.flow.round,
    version: engine.version,
    record: { interview, disposition, language, medium, day, answers },
  }
}

/** Turns one inbound message into the screen that answers it; everything that it changes is committed before. */
export function createConversation(settings: ConversationSettings) {
  const { library, contacts, keyring, allow, idleMinutes, clock, dayOf = utcDay } = settings

  const moreChoice = (language: string | null): Choice => ({
    key: moreKey,
    label: library.translator.text(language ?? library.defaultLanguage, 'system:more'),
  })

  return async function converse(inbound: Inbound, way: Way): Promise<Conversed> {
    const { medium, address, input, reference = null } = inbound
    const now = clock()
    const today = dayOf(now)
    const keys = keysOf(keyring, address, medium)
    allow(keys.contact, now)

    const lost = new Set<string>()
    const completed = new Map<string, number>()
    /** The session as it was when `completed` was asked for: another message of this contact may complete something meanwhile. */
    let askedFor: string | null = null
    const reachable = (way.sends ?? false) && !medium.keepsSession
    let instead: Conversed['instead']
    const pages = (reply: Reply, language: string | null) =>
      medium.pages(withTraces(reply, medium), moreChoice(language))

    function completedIn(flow: Flow): number {
      const known = completed.get(roundScope(flow.name, flow.round))
      if (known === undefined) throw new FactNeeded({ kind: 'completed', flow })
      return known
    }

    /** Nothing is said where the same would be said for ever; a network that wants a screen gets a farewell. */
    function silence(language: string | null): Screen | null {
      const text = library.translator.text(language ?? library.defaultLanguage, 'system:left')
      return input.kind === 'dialogue' ? { text, buttons: [], end: true } : null
    }

    function effectsOf(
      turn: Turn,
      screen: Screen | null,
      before: Session,
      { optedOut: wasOptedOut }: StoredContact,
      isEnded: IsEnded,
    ): Effects {
      const { session, reply, optedOut, ended, erases } = turn
      const asked = session.position ? library.engine(session.position.version) : undefined
      const standsIn = asked ?? ended.at(-1)?.engine
      const round = standsIn ? roundOf(standsIn.flow) : null
      const counted = countTurn(turn, before, asked, completedIn)
      const markOf = ({ flow, number }: Completion): Key => keys.participation(flow.name, flow.round, number)
      const wishes = ended
        .filter(({ outcome }) => outcome.disposition === 'completed' && outcome.wantsResults)
        .map(({ engine: { flow }, outcome: { language } }) => ({
          ...roundOf(flow),
          ...{ channel: way.channel, address, medium: medium.name, language },
        }))
      const sensitive = reply?.discreet ?? false
      const queued = way.reply === 'queue' && screen ? [{ channel: way.channel, address, screen, sensitive }] : []
      const range = erases !== null && reference !== null ? { from: erases, to: reference } : null
      const handled = way.erases && reference !== null ? { from: reference, to: reference } : null
      const erasures = [range, handled].flatMap((erases) => (erases ? [{ channel: way.channel, address, erases }] : []))
      // What is still to be sent belongs to what the person has just left.
      const left = ended.some(({ outcome }) => outcome.left)
      return {
        // Whoever opted out leaves nothing but that; a session is kept only while it asks whether to start again.
        session: optedOut && session.asked === null ? null : stamped(counted.session),
        // Also what is said as a conversation ends is gone when the round's key is. Nothing more is sealed in one that has ended.
        round: round && isEnded(round) ? null : round,
        optedOut,
        idleAt: session.position ? new Date(now.getTime() + idleMinutes * 60_000) : null,
        screen: way.reply === 'queue' ? null : screen,
        finished: counted.ended.map(({ ended, completion }) => ({
          ...finishedInterview(ended, medium.name, today),
          ...(completion && { unless: markOf(completion) }),
        })),
        participated: counted.completions.map((each) => ({ ...roundOf(each.flow), key: markOf(each) })),
        wishes,
        outbound: [...queued, ...erasures],
        withdraws: left || (optedOut && !wasOptedOut),
      }
    }

    function guard({ exchange }: Session, utterances: readonly Utterance[], screen: Screen | null) {
      const written = writtenIn(input, utterances)
      if (written === null || !screen) return { exchange, silent: false }
      return countAlike(exchange, { now: now.getTime(), key: keyring.hash('exchange', written, screen.text) })
    }

    const sessionOf = ({ session }: StoredContact) => (session === null ? freshSession : readSession(session))
    const known = (stored: StoredContact): Known => ({
      ...{ session: sessionOf(stored), optedOut: stored.optedOut, isForgotten: stored.session === null, now },
      wordOf: (text) => library.words.exactly(library.words.hear(text)),
      hash: (...parts) => keyring.hash('dialogue', medium.name, ...parts),
    })
    const comesAgain = (stored: StoredContact) => isAnother(input, known(stored))

    function decide(stored: StoredContact, isAgain: boolean, isEnded: IsEnded): Decision<TurnQuestion> {
      if (completed.size > 0 && JSON.stringify(stored.session) !== askedFor) completed.clear()
      const session = sessionOf(stored)
      const heard = utterancesOf(input, known(stored), isAgain)
      const circumstances: Circumstances = {
        library,
        now,
        today,
        lost,
        completedIn,
        isEnded,
        pagesOf: (reply) => pages(reply, session.language).length,
        mustAnswer: input.kind === 'dialogue',
        medium,
        reachable,
        reference,
      }
      try {
        const isAside = heard.utterances.length === 0
        let turn: Turn = { session, optedOut: stored.optedOut, reply: null, ended: [], erases: null, isAside }
        for (const utterance of heard.utterances) turn = takeTurn(turn, utterance, circumstances)
        const { reply } = turn
        const page = turn.isAside ? 0 : turn.session.page
        const screen = reply ? (pages(reply, turn.session.language)[page] ?? null) : null
        // What is said aside leaves the conversation as it was, and is never left unsaid.
        const { exchange, silent } = turn.isAside
          ? { exchange: session.exchange, silent: false }
          : guard(session, heard.utterances, screen)
        const late = turn.isLate ? 'late' : undefined
        instead = silent ? 'silenced' : late
        const shown = silent ? silence(turn.session.language) : screen
        const kept = {
          ...{ ...turn.session, medium: medium.name, exchange },
          dialogue: heard.dialogue && { ...heard.dialogue, over: shown?.end ?? true },
          lastMessageAt: turn.isAside ? turn.session.lastMessageAt : now.getTime(),
        }
        return { kind: 'effects', effects: effectsOf({ ...turn, session: kept }, shown, session, stored, isEnded) }
      } catch (error) {
        if (!(error instanceof FactNeeded)) throw error
        askedFor = JSON.stringify(stored.session)
        return { kind: 'question', question: error.question }
      }
    }

    async function find(question: TurnQuestion): Promise<void> {
      if (question.kind === 'version') {
        if (!(await library.load(question.version))) lost.add(question.version)
        return
      }
      const { name, round, answersPerRound } = question.flow
      const known = await contacts.participations(keys.participations(name, round, answersPerRound))
      completed.set(roundScope(name, round), known.size)
    }

    for (let asked = 0; asked < mostQuestions; asked++) {
      const advanced = await contacts.advance(
        keys.contact,
        keys.message(way.channel, inbound.messageId),
        decide,
        comesAgain,
      )
      if (advanced.kind === 'committed') {
        const { screen, duplicate } = advanced
        return { screen, duplicate, ...(instead && !duplicate ? { instead } : {}) }
      }
      await find(advanced.question)
    }
    throw new Error('A turn kept asking for facts that it had been given.')
  }
}

export type Converse = ReturnType<typeof createConversation>
