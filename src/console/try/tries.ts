import type { Service } from '../../channels/channel.ts'
import type { Medium } from '../../channels/media/medium.ts'
import { createConversation } from '../../conversation/conversation.ts'
import type { FlowLibrary } from '../../conversation/library.ts'
import { createPhone, type Move, type Phone, waysInto } from '../../conversation/phone.ts'
import { readSession } from '../../conversation/session.ts'
import { createThrottle } from '../../conversation/throttle.ts'
import { type DayOf, utcDay } from '../../core/days.ts'
import type { FlowContent } from '../../core/flow.ts'
import type { Screen } from '../../core/reply.ts'
import { randomId } from '../../privacy/chance.ts'
import { createKeyring, randomKeys } from '../../privacy/keyring.ts'
import type { Contacts } from '../../store/contacts.ts'

/** What was done on a phone, and what it showed then. */
interface Exchange {
  readonly move: Move
  /** null: silence. */
  readonly screen: Screen | null
  /** Length against the limit, and what it costs. */
  readonly measure: string
}

/** Somebody tries a flow out. Nothing of it is stored, and nothing counts. */
export interface Try {
  readonly id: string
  readonly content: FlowContent
  readonly medium: Medium
  /** The name of the channel whose abilities the phone has. */
  readonly channel: string
  readonly language: string
  readonly exchanges: readonly Exchange[]
  /** States of the machine that were passed, and the present one; null after the end. */
  readonly visited: ReadonlySet<string>
  readonly current: string | null
}

interface Kept {
  readonly phone: Phone
  readonly try: Try & { exchanges: Exchange[]; visited: Set<string>; current: string | null }
  usedAt: number
}

/** So many people can try something out at a time, for so long after their last message. */
const mostTries = 500
const minutesKept = 30
/** A conversation that goes on for longer is no try. */
const mostExchanges = 300

interface TriesSettings {
  /** A library in which this flow alone is open. */
  open(content: FlowContent): FlowLibrary
  /** The service whose abilities a phone has. */
  service(medium: Medium): Pick<Service, 'sends'> & { readonly channel: string }
  /** A store in memory, of one phone. */
  newContacts(): Contacts
  readonly idleMinutes: number
  clock(): Date
  /** Days of the survey's time zone; none given: UTC. */
  readonly dayOf?: DayOf
}

/** The phones that people hold in their browsers: each with a store in its memory, which ends with it. */
export function createTries({ open, service, newContacts, idleMinutes, clock, dayOf = utcDay }: TriesSettings) {
  /** To put a flow together takes longer than a whole conversation. */
  const libraries = new WeakMap<FlowContent, FlowLibrary>()
  function libraryOf(content: FlowContent): FlowLibrary {
    const library = libraries.get(content) ?? open(content)
    libraries.set(content, library)
    return library
  }

  /** In the order in which they were last used. */
  const tries = new Map<string, Kept>()

  function forget(): void {
    const oldest = clock().getTime() - minutesKept * 60_000
    for (const [id, { usedAt }] of tries) if (usedAt < oldest || tries.size >= mostTries) tries.delete(id)
  }

  function startPhone(content: FlowContent, medium: Medium, note: (state: string | null) => void): Phone {
    const store = newContacts()
    const converse = createConversation({
      library: libraryOf(content),
      contacts: {
        ...store,
        advance: (contact, message, next, comesAgain) => {
          const noted: typeof next = (stored, isAgain, isEnded) => {
            const decision = next(stored, isAgain, isEnded)
            if (decision.kind === 'effects') {
              const { session } = decision.effects
              note(session === null ? null : (readSession(session).position?.state ?? null))
            }
            return decision
          }
          return store.advance(contact, message, noted, comesAgain)
        },
      },
      keyring: createKeyring(randomKeys()),
      allow: createThrottle(Number.POSITIVE_INFINITY),
      idleMinutes,
      clock,
      dayOf,
    })
    return createPhone({ converse, medium, service: service(medium), number: '+15550100' })
  }

  async function move(kept: Kept, step: Move): Promise<void> {
    const screen = await kept.phone.does(step)
    kept.try.exchanges.push({ move: step, screen, measure: screen ? kept.try.medium.measure(screen) : '' })
    kept.usedAt = clock().getTime()
    tries.delete(kept.try.id)
    tries.set(kept.try.id, kept)
  }

  async function begin(content: FlowContent, medium: Medium, language: string): Promise<Try> {
    forget()
    const visited = new Set<string>()
    const made: Kept['try'] = {
      ...{ id: randomId(), content, medium, channel: service(medium).channel, language },
      ...{ exchanges: [], visited, current: null },
    }
    const phone = startPhone(content, medium, (state) => {
      if (made.current !== null) visited.add(made.current)
      made.current = state
    })
    const kept: Kept = { phone, try: made, usedAt: clock().getTime() }
    for (const step of waysInto(content.flow, medium, language)) await move(kept, step)
    return made
  }

  return {
    begin,
    find: (id: string): Try | undefined => tries.get(id)?.try,
    /** false where nobody tries anything out under this id (any more). */
    async say(id: string, text: string): Promise<boolean> {
      const kept = tries.get(id)
      if (!kept || kept.try.exchanges.length >= mostExchanges) return false
      await move(kept, { kind: 'says', text })
      return true
    },
  }
}

export type Tries = ReturnType<typeof createTries>
