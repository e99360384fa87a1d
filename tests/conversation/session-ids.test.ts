import { describe, expect, test } from 'vitest'
import { africasTalkingUssd } from '../../src/channels/africastalking-ussd.ts'
import { isOn } from '../../src/channels/index.ts'
import { createConversation } from '../../src/conversation/conversation.ts'
import { createThrottle } from '../../src/conversation/throttle.ts'
import type { Contacts } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { africasTalkingRequest } from '../channels/requests.ts'
import { settings } from '../channels/settings.ts'
import { testKeyring } from '../support/keyring.ts'
import { openTestLibrary } from '../support/person.ts'

// A network may use the id of a session again: after days, or for the next dial of the same phone.

const ada = '+254711000111'
const eve = '+254711000222'
const menu = /^CON Send the number of a topic/
const language = /^CON Language\?/
const consent = /^CON Heard asks/

/** The service behind the webhook of Africa's Talking; `stored` is all that is known of people, as text. */
function service() {
  const store = memoryContacts()
  let now = Date.parse('2026-11-23T10:00:00Z')
  let stored = ''
  let effects = 0
  const contacts: Contacts = {
    ...store,
    advance(contact, message, next, comesAgain) {
      const noted: typeof next = (before, isAgain, isEnded) => {
        const decision = next(before, isAgain, isEnded)
        if (decision.kind === 'effects') {
          effects++
          stored += JSON.stringify(decision.effects.session)
        }
        return decision
      }
      return store.advance(contact, message, noted, comesAgain)
    },
  }
  const converse = createConversation({
    ...{ library: openTestLibrary(), contacts, keyring: testKeyring(), idleMinutes: 1440 },
    allow: createThrottle(Number.POSITIVE_INFINITY),
    clock: () => new Date(now),
  })
  const channel = africasTalkingUssd(settings)
  if (!isOn(channel)) throw new Error('the channel is off')
  const [endpoint] = channel.endpoints
  if (!endpoint) throw new Error('there is no endpoint')
  return {
    finished: store.finished,
    stored: () => stored,
    effects: () => effects,
    pass(minutes: number) {
      now += minutes * 60_000
    },
    /** One request of the network; `text` is everything typed so far. */
    async asks(text: string, { id = 'ATUid_1', from = ada, code = '*384*99#' } = {}): Promise<string> {
      const event = endpoint.parse(africasTalkingRequest({ sessionId: id, phoneNumber: from, serviceCode: code, text }))
      if (event.kind !== 'inbound') throw new Error(event.kind)
      const { screen } = await converse(event.inbound, { channel: channel.name, reply: 'response', sends: false })
      return String((await endpoint.render(screen, event.inbound)).body)
    },
  }
}

/** Asks one after the other; resolves with the screens. */
async function asked({ asks }: ReturnType<typeof service>, ...texts: string[]): Promise<string[]> {
  const seen: string[] = []
  for (const text of texts) seen.push(await asks(text))
  return seen
}

/** From the menu to consent, and away. */
const toTheEnd = ['', '1', '1*1', '1*1*2']

describe('an id that comes again is a new session', () => {
  test('right after the last screen of the one before', async () => {
    const heard = service()
    const [, , , last] = await asked(heard, ...toTheEnd)
    expect(last).toMatch(/^END /)
    const [first, second, third, fourth] = await asked(heard, ...toTheEnd)
    expect([first, second, third, fourth]).toEqual([
      expect.stringMatching(menu),
      // The language is known by now.
      expect.stringMatching(consent),
      expect.stringMatching(/^CON /),
      expect.stringMatching(/^CON /),
    ])
    expect(third).not.toBe(second)
    expect(fourth).not.toBe(third)
  })

  test('right after the last screen, with a reply in the dialled code', async () => {
    const heard = service()
    await asked(heard, ...toTheEnd)
    expect(await heard.asks('1')).toMatch(consent)
    expect(await heard.asks('1*1')).toMatch(/^CON (?!Heard asks|Language)/)
  })

  test('where the session before it broke off: it goes on where the person was, and takes what is typed', async () => {
    const heard = service()
    const [, , , question] = await asked(heard, '', '1', '1*1', '1*1*1')
    expect(await heard.asks('')).toBe(question)
    const next = await heard.asks('1')
    expect(next).toMatch(/^CON /)
    expect(next).not.toBe(question)
    expect(await heard.asks('1*1')).not.toBe(next)
  })

  test('where the one before broke off, dialled with a reply both times: nothing is answered twice', async () => {
    const heard = service()
    await asked(heard, '1', '1*1')
    const question = await heard.asks('1*1*1')
    // It may be a late copy, so it answers nothing.
    expect(await heard.asks('1')).toBe(question)
    expect(await heard.asks('1*1')).not.toBe(question)
  })

  test('where the one before broke off, with another reply in the dialled code', async () => {
    const heard = service()
    await asked(heard, '1', '1*1')
    // What is dialled behind the code answers no screen, so it is no wrong answer either.
    expect(await heard.asks('25')).toMatch(/^CON Heard asks/)
    expect(await heard.asks('25*1')).toMatch(/^CON (?!Heard asks|Language|Please)/)
  })

  test.each([
    ['a dial', '', menu, '1'],
    ['a dial with a reply', '1', consent, '1*1'],
  ])('days later: %s', async (_, text, expected, then) => {
    const heard = service()
    await asked(heard, ...toTheEnd)
    heard.pass(6 * 24 * 60)
    expect(await heard.asks(text)).toMatch(expected)
    expect(await heard.asks(then)).not.toMatch(expected)
  })

  test('a day later, with another code, where nothing but a dial came of the first', async () => {
    const heard = service()
    expect(await heard.asks('1', { code: '*384*4737#' })).toMatch(/^CON Language/)
    heard.pass(24 * 60)
    const first = await heard.asks('1', { code: '*384*4738#' })
    expect(first).toMatch(/^CON Language/)
    heard.pass(24 * 60)
    // Longer than what was typed before, and nothing of it.
    expect(await heard.asks('25', { code: '*384*4738#' })).toContain(first.replace('CON ', ''))
  })

  test('at once, where another code is dialled', async () => {
    const heard = service()
    const [first, second] = ['*384*4737#', '*384*4738#']
    expect(await heard.asks('1', { code: first })).toMatch(/^CON Language/)
    expect(await heard.asks('1*1', { code: first })).toMatch(consent)
    const agreed = await heard.asks('1*1*1', { code: first })
    expect(agreed).not.toMatch(consent)
    expect(await heard.asks('', { code: second })).toMatch(consent)
    const other = await heard.asks('1', { code: second })
    expect(other).not.toMatch(consent)
    expect(other).not.toBe(agreed)
  })

  test('at once, where nothing but a last screen came of the dial', async () => {
    const heard = service()
    const code = '*384*4737#'
    let last = ''
    for (const text of ['', '1', '1*1', '1*1*1', '1*1*1*4']) last = await heard.asks(text, { code })
    expect(last).toMatch(/^END Thank you/)
    const nothing = await heard.asks('', { id: 'ATUid_2', code })
    expect(nothing).toMatch(/^END There is nothing to answer/)
    const effects = heard.effects()
    expect(await heard.asks('', { id: 'ATUid_2', code })).toBe(nothing)
    expect(heard.effects()).toBe(effects + 1)
    expect(heard.finished).toHaveLength(1)
  })

  test('days later, with sessions of other ids between', async () => {
    const heard = service()
    await asked(heard, '', '1', '1*1')
    heard.pass(60)
    for (const text of toTheEnd.slice(0, 1)) await heard.asks(text, { id: 'ATUid_2' })
    await heard.asks('*', { id: 'ATUid_2' })
    heard.pass(3 * 24 * 60)
    const [dialled, chosen] = await asked(heard, '', '1')
    expect(dialled).toMatch(menu)
    expect(chosen).toMatch(consent)
  })

  test('after STOP: the person is asked whether to start again', async () => {
    const heard = service()
    await asked(heard, '', '1')
    expect(await heard.asks('1*stop')).toMatch(/^END /)
    expect(await heard.asks('')).toMatch(/Start again\?/)
    expect(await heard.asks('1')).toMatch(/^CON Welcome/)
  })

  test('of another phone: neither sees anything of the other', async () => {
    const heard = service()
    const hers = await asked(heard, '', '1', '1*1', '1*1*1')
    expect(await heard.asks('', { from: eve })).toMatch(menu)
    expect(await heard.asks('1', { from: eve })).toMatch(language)
    expect(await heard.asks('1*1*1')).toBe(hers[3])
    expect(await heard.asks('1*1*1*1')).not.toBe(hers[3])
  })
})

describe('a copy of a request', () => {
  test('gets the same screen in every place of a session, and takes no effect twice', async () => {
    const heard = service()
    for (const text of toTheEnd) {
      const copies = await Promise.all(Array.from({ length: 5 }, () => heard.asks(text)))
      expect(new Set(copies).size, text).toBe(1)
    }
    expect(heard.effects()).toBe(toTheEnd.length)
    expect(heard.finished).toHaveLength(1)
  })

  test('gets the last screen again after the session has ended', async () => {
    const heard = service()
    const seen = await asked(heard, ...toTheEnd)
    expect(await heard.asks(toTheEnd.at(-1) ?? '')).toBe(seen.at(-1))
    expect(heard.effects()).toBe(toTheEnd.length)
  })

  test.each([[['', 'stop']], [['', '1', '1*stop']], [['1', '1*stop']]])(
    'gets the confirmation of STOP again: %j',
    async (texts) => {
      const heard = service()
      const seen = await asked(heard, ...texts)
      heard.pass(5)
      expect(await heard.asks(texts.at(-1) ?? '')).toBe(seen.at(-1))
      expect(heard.effects()).toBe(texts.length)
    },
  )

  test.each([
    ['', ''],
    ['in the second session of its id', 'twice'],
  ])('that is late gets the screen of its first time %s', async (_, twice) => {
    const heard = service()
    if (twice) await asked(heard, ...toTheEnd)
    const seen = await asked(heard, '', '1', '1*1', '1*1*1')
    const effects = heard.effects()
    expect(await heard.asks('1')).toBe(seen[1])
    expect(await heard.asks('1*1')).toBe(seen[2])
    expect(heard.effects()).toBe(effects)
  })

  test('of the first dial that is late answers nothing, and the session goes on', async () => {
    const heard = service()
    const [, , , question] = await asked(heard, '', '1', '1*1', '1*1*1')
    expect(await heard.asks('')).toBe(question)
    // Typed in the session that was thought to be over: the question comes again, in case another one was shown meanwhile.
    expect(await heard.asks('1*1*1*1')).toBe(question)
    expect(await heard.asks('1*1*1*1*1')).not.toBe(question)
  })

  test('of the dial of an earlier session that is late answers nothing in the present one', async () => {
    const heard = service()
    await heard.asks('', { id: 'ATUid_0' })
    await asked(heard, '', '1', '1*1')
    const question = await heard.asks('1*1*1')
    expect(await heard.asks('', { id: 'ATUid_0' })).toBe(question)
    expect(await heard.asks('1*1*1*1')).toBe(question)
    expect(await heard.asks('1*1*1*1*1')).not.toBe(question)
  })

  test('of a reply of an earlier session has no effect, also days later', async () => {
    const heard = service()
    const seen = await asked(heard, '', '1', '1*1')
    await heard.asks('', { id: 'ATUid_2' })
    expect(await heard.asks('1*1')).toBe(seen[2])
    heard.pass(3 * 24 * 60)
    const effects = heard.effects()
    expect(await heard.asks('1*1')).toBe(seen[2])
    expect(heard.effects()).toBe(effects)
  })
})

test('neither the id nor what was typed is in what is remembered of a session', async () => {
  const heard = service()
  await heard.asks('', { id: 'ATUid_telltale' })
  await heard.asks('zanzibar', { id: 'ATUid_telltale' })
  await heard.asks('', { id: 'ATUid_telltale' })
  expect(heard.stored()).not.toMatch(/telltale|zanzibar/)
})
