import type { Inbound } from '../channels/channel.ts'
import type { Screen } from '../core/reply.ts'
import type { Log } from '../log.ts'
import type { Keyring } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import type { FailedMessages } from '../store/contacts.ts'
import type { Converse } from './conversation.ts'
import { keysOf } from './keys.ts'

interface QuarantineSettings {
  readonly failedMessages: FailedMessages
  readonly keyring: Keyring
  readonly log: Log
  /** What is said instead of an answer, in the default language. */
  readonly apology: string
}

/** A fault of ours, which the same message meets again; a database that does not answer is none. */
const isOurFault = (error: unknown): boolean => !(error instanceof Problem) || error.code === 'internal'

/** Enough to find the fault. Sealed, because messages of errors quote what they choked on. */
const recordOf = ({ medium, input }: Inbound, channel: string, error: unknown) => ({
  ...{ channel, medium: medium.name, input },
  error:
    error instanceof Error ? [error, error.cause].map((each) => (each instanceof Error ? each.stack : null)) : null,
})

/**
 * Puts messages aside whose handling throws again and again, so that the provider is not asked for them for ever and does
 * not hold back what the person writes next. Until then the error goes on, and the provider sends the message again.
 */
export function withQuarantine(
  converse: Converse,
  { failedMessages, keyring, log, apology }: QuarantineSettings,
): Converse {
  return async (inbound, way) => {
    try {
      return await converse(inbound, way)
    } catch (error) {
      if (!isOurFault(error)) throw error
      const keys = keysOf(keyring, inbound.address, inbound.medium)
      const screen: Screen | null = way.reply === 'response' ? { text: apology, buttons: [], end: true } : null
      const failure = { record: recordOf(inbound, way.channel, error), screen }
      if (!(await failedMessages.failed(keys.contact, keys.message(way.channel, inbound.messageId), failure)))
        throw error
      log.error({ error, channel: way.channel }, 'a message could not be handled and is put aside')
      return { screen, duplicate: false, instead: 'quarantined' }
    }
  }
}
