import type { Channel } from './channels/channel.ts'
import type { Metrics } from './metrics.ts'
import { Problem } from './problem.ts'
import type { Deliveries } from './store/contacts.ts'
import type { Erase, Send } from './store/queue.ts'

interface SendingSettings {
  readonly channels: readonly Channel[]
  /** What follows when a person wants nothing from us any more. */
  depart(contact: string, occasion: string): Promise<void>
  readonly metrics: Metrics
}

/** Sends what the queue holds through the channel that it names. */
export function createSending({ channels, depart, metrics }: SendingSettings): Send {
  return async ({ id, contact, channel: name, address, screen }, signal) => {
    try {
      const messageId = await channels.find((channel) => channel.name === name)?.send?.(address, screen, signal)
      metrics.delivery(name, 'sent')
      return messageId ?? null
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'internal'
      metrics.sendFailed(name, code)
      if (code === 'provider_blocked') await depart(contact, id)
      throw error
    }
  }
}

/** Erases what is queued to be erased, through the channel that it names. */
export const createErasing =
  (channels: readonly Channel[]): Erase =>
  async ({ channel: name, address, erases }, signal) =>
    channels.find((channel) => channel.name === name)?.erase?.(address, erases, signal)

/**
 * Takes reports of what became of what was sent, and counts what is news. Only what left through the queue is followed: of
 * answers to webhooks providers report too, and nobody would read that.
 */
export function createDeliveryReports(
  channels: readonly Channel[],
  deliveries: Deliveries,
  metrics: Metrics,
): Deliveries['report'] {
  const followed = new Set(channels.filter(({ send }) => send).map(({ name }) => name))
  return async (channel, messageId, state) => {
    if (!followed.has(channel)) return false
    const isNews = await deliveries.report(channel, messageId, state)
    if (isNews) metrics.delivery(channel, state)
    return isNews
  }
}
