import { describe, expect, test } from 'vitest'
import type { WrittenMessage } from '../../src/channels/channel.ts'
import { sms } from '../../src/channels/media/sms.ts'
import { keysOf } from '../../src/conversation/keys.ts'
import { converseWith } from './conversing.ts'

const address = { scheme: 'tel', value: '+254711000111' } as const

function somebody(world = converseWith({})) {
  const { converse } = world
  let messages = 0
  return async (text: string, provider?: WrittenMessage['provider']) => {
    const input = { kind: 'message', text, ...(provider && { provider }) } as const
    const inbound = { medium: sms, address, messageId: String(++messages), input }
    const { screen } = await converse(inbound, { channel: 'test', reply: 'response' })
    return screen?.text ?? null
  }
}

describe('what the provider took for START', () => {
  test.each(['START', 'YES', 'Anza', 'whatever'])('is START for somebody who has stopped: %s', async (word) => {
    const says = somebody()
    await says('HOME')
    await says('STOP')
    expect(await says('YES')).toBeNull()
    expect(await says(word, 'delivers_again')).toMatch(/^Welcome/)
    expect(await says('HOME')).toMatch(/\n1 Yes/)
  })

  test('is an answer where it is one', async () => {
    const plain = somebody()
    const other = somebody()
    expect(await other('HOME')).toBe(await plain('HOME'))
    const next = await plain('yes')
    expect(await other('yes', 'delivers_again')).toBe(next)
  })

  test('is the keyword that it is', async () => {
    expect(await somebody()('HOME', 'delivers_again')).toBe(await somebody()('HOME'))
  })
})

describe('what the provider took for HELP and has answered', () => {
  test.each(['HELP', 'Aide'])('is not answered twice, and no reply: %s', async (word) => {
    const plain = somebody()
    const other = somebody()
    for (const text of ['HOME', '1', '1', '1']) {
      const question = await plain(text)
      expect(await other(text)).toBe(question)
      for (let time = 0; time < 4; time++) expect(await other(word, 'has_helped')).toBeNull()
    }
  })

  test('changes nothing of what is remembered, not even when somebody last wrote', async () => {
    let minutes = 0
    const world = converseWith({ clock: () => new Date(Date.UTC(2026, 10, 23, 10, minutes++)) })
    const says = somebody(world)
    const remembered = () =>
      world.contacts.advance(keysOf(world.keyring, address, sms).contact, 'only looks', ({ session }) => ({
        kind: 'question',
        question: session,
      }))
    for (const text of ['HOME', '1']) await says(text)
    const before = await remembered()
    expect(before).toMatchObject({ question: { lastMessageAt: Date.UTC(2026, 10, 23, 10, 1) } })
    expect(await says('HELP', 'has_helped')).toBeNull()
    expect(await remembered()).toEqual(before)
  })

  test('never keeps the emergency number from anybody', async () => {
    const says = somebody()
    await says('HOME')
    const call = await says('SOS')
    expect(call).toMatch(/\d{3}/)
    expect(await says('SOS', 'has_helped')).toBe(call)
  })

  test('does not keep anybody from leaving', async () => {
    const says = somebody()
    await says('HOME')
    expect(await says('EXIT', 'has_helped')).toBe('Thank you. Goodbye.')
  })
})
