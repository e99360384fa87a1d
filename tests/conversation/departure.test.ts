import { expect, test } from 'vitest'
import { sms } from '../../src/channels/media/sms.ts'
import { createDeparture } from '../../src/conversation/departure.ts'
import { keysOf } from '../../src/conversation/keys.ts'
import { converseWith } from './conversing.ts'

const address = { scheme: 'tel', value: '+254711000111' } as const
let messages = 0

function somebody() {
  const world = converseWith({})
  const says = (text: string) =>
    world
      .converse(
        { medium: sms, address, messageId: String(++messages), input: { kind: 'message', text } },
        { channel: 'test', reply: 'queue' },
      )
      .then(() => world.outbound.at(-1))
  const contact = keysOf(world.keyring, address, sms).contact
  return { ...world, says, contact, depart: createDeparture(world) }
}

test('somebody who wants nothing from us has stopped: the answers are erased, and nothing is said any more', async () => {
  const { says, depart, contact, finished, outbound } = somebody()
  await says('HOME')
  await says('1')
  await says('1')
  await depart(contact, 'refusal 1')
  expect(finished).toMatchObject([{ record: { interview: false, disposition: 'refused', answers: {}, medium: 'sms' } }])
  const before = outbound.length
  await says('1')
  expect(outbound).toHaveLength(before)
  expect((await says('START'))?.screen.text).toMatch(/^Welcome/)
})

test('it counts once, whatever refuses again', async () => {
  const { says, depart, contact, finished } = somebody()
  await says('HOME')
  await says('1')
  await depart(contact, 'refusal 1')
  await says('START')
  await says('HOME')
  await depart(contact, 'refusal 1')
  expect(finished).toHaveLength(1)
  expect((await says('1'))?.screen.text).not.toMatch(/^Welcome/)
  await depart(contact, 'refusal 2')
  expect(finished).toHaveLength(2)
})

test('somebody of whom nothing is known only hears nothing any more', async () => {
  const { depart, contact, finished, says } = somebody()
  await depart(contact, 'refusal 1')
  expect(finished).toEqual([])
  expect(await says('hello')).toBeUndefined()
})
