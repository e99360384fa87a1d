import type { Channel, ChannelOff, Service } from './channel.ts'
import { isOn } from './index.ts'
import { createMedia } from './media/index.ts'
import type { Medium, ServedMedium } from './media/medium.ts'

type Channels = readonly (Channel | ChannelOff)[]

/** A service, and the channel whose it is. */
export interface NamedService extends Service {
  readonly channel: string
  readonly isOn: boolean
}

/** Every way in which a medium is served. */
export const servicesOf = (channels: Channels, { name }: Pick<Medium, 'name'>): readonly NamedService[] =>
  channels.flatMap((channel) =>
    channel.services
      .filter(({ medium }) => medium === name)
      .map((service) => ({ ...service, channel: channel.name, isOn: isOn(channel) })),
  )

/** Those of the channels that are switched on; where none is for this medium, all. */
function likelyServices(channels: Channels, medium: Pick<Medium, 'name'>): readonly NamedService[] {
  const all = servicesOf(channels, medium)
  const on = all.filter((service) => service.isOn)
  return on.length > 0 ? on : all
}

/**
 * The service whose abilities a simulated phone has, where nobody says which: of the channels that are switched on, else of all,
 * the one that can do least, so that a phone promises nothing that is not kept.
 */
export function simulatedService(channels: Channels, medium: Pick<Medium, 'name'>): NamedService {
  const services = likelyServices(channels, medium)
  const chosen = services.find(({ sends }) => !sends) ?? services[0]
  if (!chosen) throw new Error(`No channel serves ${medium.name}.`)
  return chosen
}

/** Every medium, and whether something can be sent on it later: by a channel that is switched on or, where none is, by any. */
export const servedMedia = (channels: Channels, ussdLimit: number): readonly ServedMedium[] =>
  createMedia(ussdLimit).map((medium) => ({
    ...medium,
    reachable: !medium.keepsSession && likelyServices(channels, medium).some(({ sends }) => sends),
  }))
