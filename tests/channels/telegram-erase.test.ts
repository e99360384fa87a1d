import { describe, expect, test } from 'vitest'
import { isOn } from '../../src/channels/index.ts'
import { telegram } from '../../src/channels/telegram.ts'
import { type Behaviour, type FakeProvider, startFakeProvider } from '../support/fake-provider.ts'
import { settings } from './settings.ts'

const done: Behaviour = { status: 200, body: JSON.stringify({ ok: true, result: true }) }
const refusal = (status: number, parameters?: object): Behaviour => ({
  status,
  body: JSON.stringify({ ok: false, error_code: status, description: 'no', parameters }),
})

function erase({ root }: FakeProvider, from: string, to: string): Promise<void> {
  const channel = telegram({ ...settings, telegram: { ...settings.telegram, apiRoot: root } })
  if (!isOn(channel) || !channel.erase) throw new Error('the channel cannot erase')
  const address = { scheme: 'telegram', value: '1111111111' } as const
  return channel.erase(address, { from, to }, new AbortController().signal)
}

const calls = ({ received }: FakeProvider) =>
  received.map(({ path, body }) => ({
    method: path.split('/').at(-1),
    ...(JSON.parse(body) as { chat_id: number; message_ids: number[] }),
  }))

describe('erasing a chat with Telegram', () => {
  test('takes every message of the range back, those of both sides', async () => {
    await using provider = await startFakeProvider(done)
    await erase(provider, '40', '43')
    expect(calls(provider)).toEqual([{ method: 'deleteMessages', chat_id: 1111111111, message_ids: [43, 42, 41, 40] }])
  })

  test('asks for a hundred at once, the latest first, and for no more than a thousand', async () => {
    await using provider = await startFakeProvider(...Array<Behaviour>(20).fill(done))
    await erase(provider, '1', '5000')
    const asked = calls(provider).map(({ message_ids }) => message_ids)
    expect(asked.map(({ length }) => length)).toEqual(Array(10).fill(100))
    expect(asked.flat()).toEqual(Array.from({ length: 1000 }, (_, index) => 5000 - index))
  })

  test('asks for nothing where the range is empty', async () => {
    await using provider = await startFakeProvider(done)
    await erase(provider, '9', '8')
    expect(provider.received).toEqual([])
  })

  test('goes on where some are too old', async () => {
    await using provider = await startFakeProvider(done, refusal(400), done)
    await erase(provider, '1', '250')
    expect(calls(provider).map(({ message_ids }) => message_ids.length)).toEqual([100, 100, 50])
  })

  test.each([
    ['a fault of Telegram', refusal(500), 'provider_unavailable'],
    ['too many requests', refusal(429, { retry_after: 7 }), 'provider_unavailable'],
    ['no answer', 'closes', 'provider_uncertain'],
    ['somebody who has blocked us', refusal(403), 'provider_blocked'],
  ] as const)('is tried again, or not, after %s', async (_what, behaviour, code) => {
    await using provider = await startFakeProvider(behaviour)
    await expect(erase(provider, '1', '2')).rejects.toMatchObject({ code })
  })
})
