import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Input } from '../../src/channels/channel.ts'
import type { Medium } from '../../src/channels/media/medium.ts'
import { sms } from '../../src/channels/media/sms.ts'
import { ussd } from '../../src/channels/media/ussd.ts'
import { keysOf } from '../../src/conversation/keys.ts'
import { withQuarantine } from '../../src/conversation/quarantine.ts'
import { createLog } from '../../src/log.ts'
import { Problem } from '../../src/problem.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { testKeyring } from '../support/keyring.ts'
import { converseWith } from './conversing.ts'

const keyring = testKeyring()
const apology = 'Sorry, please try again later.'
const poison = 'my private poison'

let store: TestStore
let lines: string[]
let people = 0
beforeAll(async () => {
  store = await openTestStore()
})
afterAll(() => store.end())
beforeEach(() => {
  lines = []
})

/** Messages with the text `poison` are never handled; with `memory`, none is of whom anything is remembered. */
function world({ reply = 'response', memory = false }: { reply?: 'response' | 'queue'; memory?: boolean } = {}) {
  const address = { scheme: 'tel', value: `+2547${10_000_000 + ++people}` } as const
  let present: Input | undefined
  const contacts: Contacts = {
    ...store.contacts,
    advance(contact, message, next, comesAgain) {
      const failing: typeof next = (stored, isAgain, isEnded) => {
        if (JSON.stringify(present).includes(poison)) throw new RangeError(`cannot handle ${poison}`)
        if (memory && stored.session !== null) throw new TypeError('cannot go on from there')
        return next(stored, isAgain, isEnded)
      }
      return store.contacts.advance(contact, message, failing, comesAgain)
    },
  }
  const log = createLog('debug', { write: (line) => lines.push(line) })
  const { converse } = converseWith({ contacts })
  const guarded = withQuarantine(converse, { failedMessages: store.failedMessages, keyring, log, apology })
  return {
    contact: (medium: Medium) => keysOf(keyring, address, medium).contact,
    deliver(medium: Medium, messageId: string, input: Input) {
      present = input
      return guarded({ medium, address, messageId, input }, { channel: 'test', reply })
    },
  }
}

const written = (text: string): Input => ({ kind: 'message', text })

describe('a message whose handling always throws', () => {
  test('is refused twice, then acknowledged with an apology, and so are its copies', async () => {
    const { deliver } = world()
    const send = () => deliver(sms, 'poison', written(poison))
    await expect(send()).rejects.toThrow(RangeError)
    await expect(send()).rejects.toThrow(RangeError)
    const screen = { text: apology, buttons: [], end: true }
    expect(await send()).toEqual({ screen, duplicate: false, instead: 'quarantined' })
    expect(await send()).toEqual({ screen, duplicate: true })
  })

  test('keeps nobody from being answered before, between and after', async () => {
    const { deliver } = world()
    await deliver(sms, '1', written('HOME'))
    await expect(deliver(sms, 'poison', written(poison))).rejects.toThrow()
    expect((await deliver(sms, '2', written('1'))).screen?.text).toMatch(/0 Skip$/)
    for (let again = 0; again < 2; again++) await deliver(sms, 'poison', written(poison)).catch(() => {})
    expect((await deliver(sms, '3', written('1'))).screen?.text).toMatch(/0 Skip$/)
  })

  test('is acknowledged in silence where the answer would leave through the queue', async () => {
    const { deliver } = world({ reply: 'queue' })
    for (let again = 0; again < 2; again++) await deliver(sms, 'poison', written(poison)).catch(() => {})
    expect(await deliver(sms, 'poison', written(poison))).toEqual({
      screen: null,
      duplicate: false,
      instead: 'quarantined',
    })
    expect((await store.backlog()).queueDepth).toBe(0)
  })

  test('is logged without what was written', async () => {
    const { deliver } = world()
    for (let again = 0; again < 3; again++) await deliver(sms, 'poison', written(poison)).catch(() => {})
    const log = lines.join('')
    expect(log).toContain('a message could not be handled and is put aside')
    expect(log).not.toContain(poison)
  })
})

test('what is remembered about somebody, if it is at fault, stops to be so after some messages', async () => {
  const { deliver } = world({ memory: true })
  await deliver(sms, '0', written('HOME'))
  for (let again = 0; again < 3; again++) await deliver(sms, '1', written('1')).catch(() => {})
  await expect(deliver(sms, '2', written('2'))).rejects.toThrow(TypeError)
  expect((await deliver(sms, '2', written('2'))).screen?.text).toMatch(/^Send the number|^Heard asks/)
})

test('nor is a network blocked for ever that sends nothing twice', async () => {
  const { deliver } = world({ memory: true })
  const dial = (id: string) => deliver(ussd(160), id, { kind: 'dialogue', id, said: '', flow: null })
  await dial('first')
  for (const id of ['second', 'third', 'fourth']) await expect(dial(id)).rejects.toThrow(TypeError)
  expect((await dial('fifth')).screen?.text).toMatch(/^Send the number/)
})

test('a database that does not answer is no fault of the message', async () => {
  const unavailable = () => Promise.reject(new Problem('unavailable'))
  const failed = () => expect.unreachable()
  const log = createLog('silent')
  const guarded = withQuarantine(unavailable, { failedMessages: { failed }, keyring, log, apology })
  const inbound = {
    medium: sms,
    address: { scheme: 'tel', value: '+254711000111' },
    messageId: '1',
    input: written(''),
  } as const
  const converse = () => guarded(inbound, { channel: 'test', reply: 'response' })
  for (let again = 0; again < 5; again++) await expect(converse()).rejects.toMatchObject({ code: 'unavailable' })
})
