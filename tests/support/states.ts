import type { Input } from '../../src/channels/channel.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import type { FlowLibrary } from '../../src/conversation/library.ts'
import { freshSession, type Session } from '../../src/conversation/session.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { Engine, Position } from '../../src/core/engine.ts'
import type { Contacts, Effects } from '../../src/store/contacts.ts'
import { testKeyring } from './keyring.ts'
import { answersAt, type Deed, today, walk } from './walk.ts'

export const now = new Date(`${today}T09:00:00Z`)
const keyring = testKeyring()

/** One position for each state that a flow can be in, as deep in the conversation as it is first come to. */
export function statesOf(engine: Engine): Position[] {
  const found = new Map<string, Position>()
  const deeds = (position: Position): Deed[] => [
    ...answersAt(engine)(position),
    { type: 'signals', signal: 'language' },
  ]
  for (const { step } of walk(engine, engine.begin(null, today, true), deeds).values()) {
    if (step.position && !found.has(step.position.state)) found.set(step.position.state, step.position)
  }
  return [...found.values()]
}

interface Written {
  readonly library: FlowLibrary
  readonly medium: Medium
  /** What is remembered; the rest is that of somebody new. */
  readonly session: Partial<Session>
  /** What the person does; in the session of a network, what was typed in it before came to one character. */
  readonly does: { readonly kind: 'says'; readonly text: string } | { readonly kind: 'opens' | 'nothing' }
  readonly optedOut?: boolean
}

/** What follows when somebody of whom this is remembered does something. What is remembered is read again from JSON. */
export async function effectsOf({ library, medium, session, does, optedOut = false }: Written): Promise<Effects> {
  const inputs: Record<Written['does']['kind'], () => Input> = {
    says: () => {
      const text = does.kind === 'says' ? does.text : ''
      return medium.keepsSession
        ? { kind: 'dialogue', id: '1', said: `1*${text}`, flow: null }
        : { kind: 'message', text }
    },
    opens: () =>
      medium.keepsSession ? { kind: 'dialogue', id: '2', said: '', flow: null } : { kind: 'start', keyword: null },
    nothing: () =>
      medium.keepsSession ? { kind: 'dialogue', id: '1', said: '1', flow: null } : { kind: 'unreadable' },
  }
  const hash = (...parts: readonly string[]) => keyring.hash('dialogue', medium.name, ...parts)
  const dialogue = medium.keepsSession
    ? { id: hash('1'), length: 1, said: hash('1', '', '1'), at: now.getTime() }
    : null
  const stored = { ...freshSession, ...session, medium: medium.name, dialogue }
  let effects: Effects | undefined
  const contacts: Contacts = {
    async advance(_contact, _message, next) {
      const decision = next({ session: JSON.parse(JSON.stringify(stored)), optedOut }, false, () => false)
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
    {
      medium,
      address: { scheme: 'tel', value: '+15550100' },
      messageId: '1',
      reference: '17',
      input: inputs[does.kind](),
    },
    { channel: 'phone', reply: 'response' },
  )
  return effects as Effects
}
