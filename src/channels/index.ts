import { africasTalkingSms } from './africastalking-sms.ts'
import { africasTalkingUssd } from './africastalking-ussd.ts'
import type { Channel, ChannelOff } from './channel.ts'
import { telegram } from './telegram.ts'
import { twilio } from './twilio.ts'

/** Every channel: a new one is one file, one line here, and one case table in tests/channels. */
const factories = [twilio, telegram, africasTalkingUssd, africasTalkingSms]

/** Each factory states which part of the configuration it needs. */
export type ChannelSettings = Parameters<typeof twilio>[0] &
  Parameters<typeof telegram>[0] &
  Parameters<typeof africasTalkingUssd>[0] &
  Parameters<typeof africasTalkingSms>[0]

export const createChannels = (settings: ChannelSettings): readonly (Channel | ChannelOff)[] =>
  factories.map((create) => create(settings))

export const isOn = (channel: Channel | ChannelOff): channel is Channel => 'endpoints' in channel
