import { describe, expect, test } from 'vitest'
import type { Input } from '../../src/channels/channel.ts'
import { telegram } from '../../src/channels/media/telegram.ts'
import { converseWith } from './conversing.ts'

const address = { scheme: 'telegram', value: '1111111111' } as const

function somebody() {
  const { converse, finished } = converseWith({})
  let messages = 0
  const does = (input: Input) =>
    converse(
      { medium: telegram, address, messageId: String(++messages), input },
      { channel: 'test', reply: 'response', sends: true },
    )
  const says = async (text: string) => (await does({ kind: 'message', text })).screen?.text ?? null
  return { does, says, finished }
}

const noText: readonly (readonly [what: string, input: Input])[] = [
  ['a voice note', { kind: 'unreadable' }],
  ['a message that was changed', { kind: 'edit', text: '2' }],
]

describe.each(noText)('%s', (_, input) => {
  test('leaves the conversation where it was, however often', async () => {
    const plain = somebody()
    const other = somebody()
    for (const text of ['HOME', '1', '1', '1', '1']) {
      const question = await plain.says(text)
      expect(await other.says(text)).toBe(question)
      for (let time = 0; time < 6; time++) {
        const { screen } = await other.does(input)
        if (screen) expect(screen.text).toContain(question)
      }
    }
    expect(other.finished).toEqual(plain.finished)
  })

  test('is answered with silence from the sixth time on, until a text comes', async () => {
    const { does, says } = somebody()
    const question = await says('HOME')
    const taken = []
    for (let time = 0; time < 8; time++) taken.push((await does(input)).instead)
    expect(taken).toEqual([...Array(5).fill(undefined), ...Array(3).fill('silenced')])
    expect(await says('1')).not.toBe(question)
  })

  test('is answered with silence after STOP', async () => {
    const { does, says } = somebody()
    await says('HOME')
    await says('STOP')
    expect((await does(input)).screen).toBeNull()
    expect(await says('1')).toBeNull()
    expect(await says('START')).toMatch(/^Welcome/)
  })
})
