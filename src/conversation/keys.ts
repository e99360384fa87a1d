import type { Address } from '../channels/channel.ts'
import type { Medium } from '../channels/media/medium.ts'
import type { Keyring } from '../privacy/keyring.ts'
import type { Key } from '../store/contacts.ts'

/** Who a contact is to the store: nothing but keyed hashes, each for one purpose. */
export function keysOf(keyring: Keyring, { scheme, value }: Address, medium: Medium) {
  /** That this number has completed a round of a flow for the number-th time. */
  const participation = (flow: string, round: string, number: number): Key =>
    keyring.hash('participation', flow, round, scheme, value, String(number))
  return {
    participation,
    contact: keyring.hash('contact', medium.name, scheme, value),
    /** The sender is part of it: an id that a provider gives twice does not show one person what another was told. */
    message: (channel: string, id: string) => keyring.hash('message', channel, scheme, value, id),
    /** One key for each completed answer that a number may give in a round of a flow. */
    participations: (flow: string, round: string, count: number): Key[] =>
      Array.from({ length: count }, (_, index) => participation(flow, round, index + 1)),
  }
}
