import { createMedia } from '../../src/channels/media/index.ts'
import { servicesOf } from '../../src/channels/services.ts'
import { loadConfig } from '../../src/config.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import type { FlowLibrary } from '../../src/conversation/library.ts'
import { createPhone, type Phone } from '../../src/conversation/phone.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import { openLibrary, type Questionnaires } from '../../src/questionnaires.ts'
import type { Contacts, Erasure, FinishedInterview } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { questionnaires as shipped } from './flows.ts'
import { testKeyring } from './keyring.ts'
import { testChannels, testService } from './media.ts'

/** What can be different from the default configuration. */
export interface PersonSettings {
  readonly medium?: string
  /** The name of the channel that serves it; else the one that can do least. */
  readonly channel?: string
  readonly ussdLimit?: number
  readonly organisation?: string
  readonly defaultLanguage?: string
  readonly questionnaires?: Questionnaires
}

/** One person with a phone, and what the service has of this person. */
export interface Person {
  readonly phone: Phone
  readonly library: FlowLibrary
  /** The interviews that have ended, in order. */
  readonly finished: readonly FinishedInterview[]
  /** What was to be erased from the chat, in order; messages are counted from 1. */
  readonly erasures: readonly Erasure[]
  optedOut(): boolean
  /** Turns the clock, which stands still otherwise. */
  wait(milliseconds: number): void
}

/** The flows and their texts as the program opens them. */
export function openTestLibrary({ questionnaires = shipped, ...settings }: PersonSettings = {}): FlowLibrary {
  const { organisation, defaultLanguage } = { ...loadConfig({}), ...settings }
  return openLibrary(questionnaires, { organisation, defaultLanguage, loadContent: async () => null })
}

/** Somebody who has never written before. What is remembered is read again from JSON text for every message. */
export function newPerson(settings: PersonSettings = {}): Person {
  const config = loadConfig({})
  const { medium: name = 'sms', ussdLimit = config.ussd.limit } = settings
  const medium = createMedia(ussdLimit).find((each) => each.name === name)
  if (!medium) throw new Error(`There is no medium "${name}".`)
  const service =
    settings.channel === undefined
      ? testService(medium)
      : servicesOf(testChannels, medium).find(({ channel }) => channel === settings.channel)
  if (!service) throw new Error(`"${settings.channel}" does not serve ${name}.`)

  let now = new Date('2026-01-15T09:00:00Z')
  let optedOut = false
  const store = memoryContacts()
  const contacts: Contacts = {
    ...store,
    advance(contact, message, next, comesAgain) {
      const noted: typeof next = (stored, isAgain, isEnded) => {
        const decision = next(stored, isAgain, isEnded)
        if (decision.kind === 'effects') optedOut = decision.effects.optedOut
        return decision
      }
      return store.advance(contact, message, noted, comesAgain)
    },
  }
  const library = openTestLibrary(settings)
  const converse = createConversation({
    library,
    contacts,
    keyring: testKeyring(),
    allow: createThrottle(Number.POSITIVE_INFINITY),
    idleMinutes: config.idleMinutes,
    clock: () => now,
  })
  return {
    phone: createPhone({ converse, medium, service, number: '+15550100' }),
    library,
    finished: store.finished,
    erasures: store.erasures,
    optedOut: () => optedOut,
    wait(milliseconds) {
      now = new Date(now.getTime() + milliseconds)
    },
  }
}
