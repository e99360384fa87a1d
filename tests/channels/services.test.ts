import { describe, expect, test } from 'vitest'
import { createChannels, isOn } from '../../src/channels/index.ts'
import { createMedia } from '../../src/channels/media/index.ts'
import { servedMedia, servicesOf, simulatedService } from '../../src/channels/services.ts'
import type { Way } from '../../src/conversation/conversation.ts'
import { createPhone } from '../../src/conversation/phone.ts'
import { newPerson } from '../support/person.ts'
import { noSettings, settings } from './settings.ts'

const media = createMedia(160)
const [on, off] = [createChannels(settings), createChannels(noSettings)]
const byName = Object.fromEntries(media.map((medium) => [medium.name, medium])) as Record<string, (typeof media)[0]>
const everyService = media.flatMap((medium) => servicesOf(on, medium).map((service) => ({ ...service, medium })))
const offer = /keep this number to send you the results/

test('every medium is served by some channel', () => {
  for (const medium of media) expect(servicesOf(off, medium), medium.name).not.toEqual([])
})

describe.each(everyService)('a phone on $medium.name, as $channel serves it', ({ medium, channel: name, sends }) => {
  test('can do what the channel can, and no more', async () => {
    const ways: Way[] = []
    const converse = async (_inbound: unknown, way: Way) => {
      ways.push(way)
      return { screen: null, duplicate: false }
    }
    const service = { sends }
    await createPhone({ converse, medium, service, number: '+15550100' }).does({ kind: 'says', text: 'HEALTH' })
    const channel = on.filter(isOn).find((each) => each.name === name)
    for (const way of ways) expect(way.sends).toBe(channel?.send !== undefined)
    expect(ways).not.toEqual([])
  })

  test('offers to send results exactly where they can be sent', async () => {
    const { phone } = newPerson({ medium: medium.name, channel: name })
    if (medium.keepsSession) await phone.does({ kind: 'opens', target: null })
    let seen = ''
    for (const text of ['HEALTH', '1', '1', '4']) seen = (await phone.does({ kind: 'says', text }))?.text ?? ''
    expect(offer.test(seen)).toBe(sends && !medium.keepsSession)
    if (!offer.test(seen)) expect(seen).toContain('Your answers count')
  })
})

describe('the service that a phone simulates', () => {
  const only = (name: keyof typeof settings) => createChannels({ ...noSettings, [name]: settings[name] })

  test.each([
    ['none is on', 'sms', off, 'twilio'],
    ['all are on', 'sms', on, 'twilio'],
    ["Africa's Talking alone is on", 'sms', only('africasTalking'), 'africastalking-sms'],
    ['another channel is on', 'sms', only('telegram'), 'twilio'],
    ['none is on', 'telegram', off, 'telegram'],
    ['none is on', 'whatsapp', off, 'twilio'],
    ['none is on', 'ussd', off, 'africastalking-ussd'],
  ])('where %s, for %s', (_, medium, channels, expected) => {
    expect(simulatedService(channels, { name: medium }).channel).toBe(expected)
  })

  test('is none of a medium that nobody serves', () => {
    expect(() => simulatedService(on, { name: 'letter' })).toThrow('letter')
  })
})

describe('a medium is reachable where something can be sent on it later', () => {
  const twilioAlone = createChannels({ ...noSettings, publicUrl: settings.publicUrl, twilio: settings.twilio })
  test.each([
    ['none is on', off, ['sms', 'telegram']],
    ['all are on', on, ['sms', 'telegram']],
    ['Twilio alone is on, which cannot send', twilioAlone, ['telegram']],
  ])('where %s', (_, channels, expected) => {
    const reachable = servedMedia(channels, 160).filter((medium) => medium.reachable)
    expect(reachable.map(({ name }) => name)).toEqual(expected)
    for (const { name } of reachable) expect(byName[name]?.keepsSession).toBe(false)
  })
})
