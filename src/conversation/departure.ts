import { type DayOf, utcDay } from '../core/days.ts'
import type { Keyring } from '../privacy/keyring.ts'
import type { Contacts, Decision, Key, StoredContact } from '../store/contacts.ts'
import { finishedInterview } from './conversation.ts'
import { isCounted } from './counting.ts'
import type { FlowLibrary } from './library.ts'
import { readSession } from './session.ts'

interface DepartureSettings {
  readonly library: FlowLibrary
  readonly contacts: Contacts
  readonly keyring: Keyring
  clock(): Date
  /** Days of the survey's time zone; none given: UTC. */
  readonly dayOf?: DayOf
}

/**
 * Whoever has told the provider to take no messages from us has stopped, as if they had written STOP: the session and what
 * was answered are erased, and nothing is sent any more. `occasion` names the refusal; one that is met twice counts once.
 */
export function createDeparture({ library, contacts, keyring, clock, dayOf = utcDay }: DepartureSettings) {
  return async function depart(contact: Key, occasion: string): Promise<void> {
    const lost = new Set<string>()

    function decide({ session: stored }: StoredContact): Decision<string> {
      const { position, medium, completedBefore } = readSession(stored)
      const engine = position === null ? undefined : library.engine(position.version)
      if (position && !engine && !lost.has(position.version)) return { kind: 'question', question: position.version }
      const today = dayOf(clock())
      const outcome = engine && position ? engine.signal(position, 'stop', today).outcome : null
      const ended = engine && outcome ? [{ engine, outcome }] : []
      const counted = ended.filter((each) => isCounted(each, completedBefore))
      const finished = counted.map((each) => finishedInterview(each, medium, today))
      const nothing = { round: null, idleAt: null, screen: null, participated: [], outbound: [] }
      return { kind: 'effects', effects: { ...nothing, session: null, optedOut: true, finished, withdraws: true } }
    }

    for (;;) {
      const advanced = await contacts.advance(contact, keyring.hash('message', 'departure', occasion), decide)
      if (advanced.kind === 'committed') return
      if (!(await library.load(advanced.question))) lost.add(advanced.question)
    }
  }
}
