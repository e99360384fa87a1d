import { describe, expect, test } from 'vitest'
import { createChannels, isOn } from '../../src/channels/index.ts'
import { cases as africasTalkingSms } from './cases/africastalking-sms.ts'
import { cases as africasTalkingUssd } from './cases/africastalking-ussd.ts'
import { cases as telegram } from './cases/telegram.ts'
import { cases as twilio } from './cases/twilio.ts'
import { type ChannelCases, describeChannel } from './contract.ts'
import { noSettings, settings } from './settings.ts'

/** One table for each channel, by its name. */
const tables: Readonly<Record<string, ChannelCases>> = {
  twilio,
  telegram,
  'africastalking-ussd': africasTalkingUssd,
  'africastalking-sms': africasTalkingSms,
}

const off = createChannels(noSettings)

for (const channel of createChannels(settings)) {
  const cases = tables[channel.name]
  if (!cases) throw new Error(`${channel.name} has no case table in tests/channels/cases`)

  describe(channel.name, () => {
    test('is off without its variables, and names them', () => {
      const { name, services } = channel
      expect(off).toContainEqual({ name, services, missing: cases.variables })
    })

    if (isOn(channel)) describeChannel(channel, cases)
    else throw new Error(`${channel.name} is off although everything is set`)
  })
}

test('names and paths are unique', () => {
  const channels = createChannels(settings).filter(isOn)
  const names = channels.map(({ name }) => name)
  const paths = channels.flatMap(({ endpoints }) => endpoints.map(({ path }) => path))
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(paths).size).toBe(paths.length)
})
