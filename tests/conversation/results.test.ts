import { describe, expect, test } from 'vitest'
import type { Contacts, Effects } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { testMedia } from '../support/media.ts'
import { converseWith } from './conversing.ts'

const offer = /keep this number to send you the results/

/** Somebody who answers about health services: what each message changes, and what it shows. */
function person(name: string, sends: boolean) {
  const caused: Effects[] = []
  const memory = memoryContacts()
  const contacts: Contacts = {
    ...memory,
    advance(contact, message, next, comesAgain) {
      const noted: typeof next = (stored, isAgain, isEnded) => {
        const decision = next(stored, isAgain, isEnded)
        if (decision.kind === 'effects') caused.push(decision.effects)
        return decision
      }
      return memory.advance(contact, message, noted, comesAgain)
    },
  }
  const { converse } = converseWith({ contacts })
  const medium = testMedia.find((each) => each.name === name)
  if (!medium) throw new Error(`There is no medium "${name}".`)
  let said = ''
  let messages = 0

  async function says(text: string, messageId = String(++messages)): Promise<string> {
    said = said === '' ? text : `${said}*${text}`
    const input = medium?.keepsSession
      ? ({ kind: 'dialogue', id: '1', said, flow: null } as const)
      : ({ kind: 'message', text } as const)
    const inbound = {
      medium: medium as NonNullable<typeof medium>,
      address: { scheme: 'tel', value: '+15550100' },
    } as const
    const way = { channel: 'carrier-pigeon', reply: 'response', sends } as const
    return (await converse({ ...inbound, messageId, input }, way)).screen?.text ?? ''
  }
  async function answers(): Promise<string> {
    await says('HEALTH')
    await says('1')
    await says('1')
    return says('4')
  }
  return { says, answers, caused, wishes: () => caused.flatMap(({ wishes = [] }) => wishes) }
}

describe('whoever has answered everything', () => {
  test.each([
    ['sms', true, true],
    ['telegram', true, true],
    ['sms', false, false],
    ['ussd', true, false],
  ])('by %s, where the channel can send: %s, is asked whether to get the results: %s', async (name, sends, asked) => {
    const { answers } = person(name, sends)
    const screen = await answers()
    expect(offer.test(screen)).toBe(asked)
    if (!asked) expect(screen).toContain('Your answers count')
  })

  test('gets them after a yes: one wish, with what is needed to send and nothing else', async () => {
    const { says, answers, wishes } = person('sms', true)
    await answers()
    expect(await says('1', 'the yes')).toContain('Your answers count.\nWe will write once. STOP takes this back.')
    expect(await says('1', 'the yes')).toContain('Your answers count')
    expect(wishes()).toEqual([
      {
        ...{ flow: 'health-services', round: '2026', channel: 'carrier-pigeon', medium: 'sms', language: 'en' },
        address: { scheme: 'tel', value: '+15550100' },
      },
    ])
  })

  test.each(['2', 'skip', 'exit', 'stop', 'sos'])('makes no wish by %s', async (reply) => {
    const { says, answers, wishes } = person('sms', true)
    await answers()
    await says(reply)
    expect(wishes()).toEqual([])
  })

  test('has taken part, also without a word about the results, and cannot answer twice', async () => {
    const { says, answers, caused } = person('sms', true)
    await answers()
    expect(caused.at(-1)?.participated).toHaveLength(1)
    expect(caused.at(-1)?.finished).toEqual([])
    await says('exit')
    expect(await says('HEALTH')).toContain('nothing to answer')
  })
})
