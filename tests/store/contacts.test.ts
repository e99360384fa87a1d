import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomId } from '../../src/privacy/chance.ts'
import type { Contacts, Decision, Effects, Key, StoredContact } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { testKeyring } from '../support/keyring.ts'
import { expectWithin } from '../support/time-bound.ts'
import { openTestStore, type TestStore } from './test-store.ts'

const keyring = testKeyring()
const someone = () => keyring.hash('contact', randomId())
const someMessage = () => keyring.hash('message', randomId())

const screen = (text: string) => ({ text, buttons: [], end: false })
const effects = (given: Partial<Effects>): Decision<never> => ({
  kind: 'effects',
  effects: {
    ...{
      session: null,
      round: null,
      optedOut: false,
      idleAt: null,
      screen: null,
      finished: [],
      participated: [],
      outbound: [],
      withdraws: false,
    },
    ...given,
  },
})

/** Adds a word to the session, and shows the session as it is then. */
const say =
  (word: string) =>
  ({ session }: StoredContact) => {
    const words = [...((session as string[] | null) ?? []), word]
    return effects({ session: words, screen: screen(words.join(' ')) })
  }
const look = (): Decision<never> => {
  throw new Error('next was called for a copy of a message')
}
const textOf = (advanced: Awaited<ReturnType<Contacts['advance']>>) =>
  advanced.kind === 'committed' ? advanced.screen?.text : advanced

/** What every implementation of `Contacts` promises. */
function contract(name: string, open: () => Promise<Contacts>) {
  describe(`contacts in ${name}`, () => {
    let contacts: Contacts
    beforeAll(async () => {
      contacts = await open()
    })

    it('keep what a message left behind for the next one', async () => {
      const contact = someone()
      await contacts.advance(contact, someMessage(), say('one'))
      expect(await contacts.advance(contact, someMessage(), say('two'))).toEqual({
        kind: 'committed',
        screen: screen('one two'),
        duplicate: false,
      })
    })

    it('know nothing of a contact at first', async () => {
      let seen: StoredContact | undefined
      await contacts.advance(someone(), someMessage(), (stored) => {
        seen = stored
        return effects({})
      })
      expect(seen).toEqual({ session: null, optedOut: false })
    })

    it('forget a session, and remember that somebody opted out', async () => {
      const contact = someone()
      await contacts.advance(contact, someMessage(), say('one'))
      await contacts.advance(contact, someMessage(), () => effects({ optedOut: true }))
      let seen: StoredContact | undefined
      await contacts.advance(contact, someMessage(), (stored) => {
        seen = stored
        return effects({ optedOut: stored.optedOut })
      })
      expect(seen).toEqual({ session: null, optedOut: true })
    })

    it('give a copy of a message the same screen, and silence for silence', async () => {
      const contact = someone()
      const [loud, silent] = [someMessage(), someMessage()]
      await contacts.advance(contact, loud, say('one'))
      await contacts.advance(contact, silent, () => effects({ session: ['kept'] }))
      const copy = { kind: 'committed', duplicate: true }
      expect(await contacts.advance(contact, loud, look)).toEqual({ ...copy, screen: screen('one') })
      expect(await contacts.advance(contact, silent, look)).toEqual({ ...copy, screen: null })
    })

    it('let 50 copies at the same time take effect once', async () => {
      const contact = someone()
      const message = someMessage()
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => contacts.advance(contact, message, say('once'))),
      )
      expect(new Set(answers.map(textOf))).toEqual(new Set(['once']))
      expect(answers.filter((answer) => answer.kind === 'committed' && !answer.duplicate)).toHaveLength(1)
    })

    it('take a message under a known key for another one where it comes again, and answer its copies with its own screen', async () => {
      const contact = someone()
      const message = someMessage()
      const seen: unknown[] = []
      const again = (stored: StoredContact) => {
        seen.push(stored.session)
        return true
      }
      expect(textOf(await contacts.advance(contact, message, say('one'), again))).toBe('one')
      expect(await contacts.advance(contact, message, look, () => false)).toMatchObject({ duplicate: true })
      const second = await contacts.advance(contact, message, say('two'), again)
      expect(second).toEqual({ kind: 'committed', duplicate: false, screen: screen('one two') })
      expect(await contacts.advance(contact, message, look)).toMatchObject({ screen: screen('one two') })
      // Also where all of it happens at the same time.
      const all = await Promise.all(
        ['three', 'four', 'five'].map((word) => contacts.advance(contact, message, say(word), again)),
      )
      expect(all.map(textOf)).toEqual(['one two three', 'one two three four', 'one two three four five'])
      expect(textOf(await contacts.advance(contact, message, look))).toBe('one two three four five')
      expect(seen).toEqual([['one'], ['one', 'two'], ['one', 'two', 'three'], ['one', 'two', 'three', 'four']])
    })

    it('let 20 messages of one contact take effect one after the other', async () => {
      const contact = someone()
      const words = Array.from({ length: 20 }, (_, index) => `w${index}`)
      const screens = await Promise.all(words.map((word) => contacts.advance(contact, someMessage(), say(word))))
      const last = screens.map(textOf).find((text) => String(text).split(' ').length === 20)
      const order = String(last).split(' ')
      expect([...order].sort()).toEqual([...words].sort())
      for (const [index, word] of words.entries()) {
        expect(textOf(screens[index] as never)).toBe(order.slice(0, order.indexOf(word) + 1).join(' '))
      }
    })

    it('keep the order of arrival where messages share a batch', async () => {
      const contact = someone()
      const screens = await Promise.all(
        ['a', 'b', 'c'].map((word) => contacts.advance(contact, someMessage(), say(word))),
      )
      expect(screens.map(textOf)).toEqual(['a', 'a b', 'a b c'])
    })

    it('fail a message whose next throws, alone and without a trace', async () => {
      const contact = someone()
      const broken = someMessage()
      const results = await Promise.allSettled([
        contacts.advance(contact, someMessage(), say('before')),
        contacts.advance(contact, broken, () => {
          throw new Error('poison')
        }),
        contacts.advance(contact, someMessage(), say('after')),
        contacts.advance(someone(), someMessage(), say('elsewhere')),
      ])
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
      expect(results[1]).toMatchObject({ reason: { message: 'poison' } })
      expect(textOf(await contacts.advance(contact, broken, say('mended')))).toBe('before after mended')
    })

    it('change nothing on a question, so that the message can be advanced again', async () => {
      const contact = someone()
      const message = someMessage()
      const question = await contacts.advance(contact, message, () => ({ kind: 'question', question: 'version?' }))
      expect(question).toEqual({ kind: 'question', question: 'version?' })
      expect(textOf(await contacts.advance(contact, message, say('answered')))).toBe('answered')
    })

    it('know who took part in a round', async () => {
      const [key, other] = [keyring.hash('participation', randomId()), keyring.hash('participation', randomId())]
      expect(await contacts.participations([])).toEqual(new Set())
      await contacts.advance(someone(), someMessage(), () =>
        effects({
          participated: [
            { ...safety, key },
            { ...safety, key },
          ],
        }),
      )
      await contacts.advance(someone(), someMessage(), () => effects({ participated: [{ ...safety, key }] }))
      expect(await contacts.participations([key, other])).toEqual(new Set([key]))
    })

    it('carry any JSON of a session unchanged', async () => {
      const contact = someone()
      const session = { text: '১ ও ৩ \u0000 "quoted" 👍', list: [1, null, { deep: true }], empty: '' }
      await contacts.advance(contact, someMessage(), () => effects({ session }))
      let seen: unknown
      await contacts.advance(contact, someMessage(), (stored) => {
        seen = stored.session
        return effects({})
      })
      expect(seen).toEqual(session)
    })
  })
}

contract('memory', async () => memoryContacts())

const safety = { flow: 'safety', round: '1' }

describe('PostgreSQL', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore()
  })
  afterAll(() => store.end())

  contract('PostgreSQL', async () => store.contacts)

  it('makes nobody wait for contacts that somebody else holds', async () => {
    const held = Array.from({ length: 8 }, someone)
    for (const contact of held) await store.contacts.advance(contact, someMessage(), say('before'))
    const other = await store.database.pool.connect()
    await other.query('BEGIN')
    const keys = held.map((contact) => Buffer.from(contact, 'base64url'))
    await other.query('SELECT FROM contact WHERE contact_key = ANY($1) FOR UPDATE', [keys])

    let answered = 0
    const waiting = held.map(async (contact) => {
      const advanced = await store.contacts.advance(contact, someMessage(), say('after'))
      answered++
      return textOf(advanced)
    })
    const began = performance.now()
    const free = someone()
    for (let round = 0; round < 20; round++) await store.contacts.advance(free, someMessage(), say('x'))
    expectWithin(performance.now() - began, 900)
    expect(answered).toBe(0)

    await other.query('COMMIT')
    other.release()
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['before after']))
  })

  it('rejects within four seconds while a contact is held, and goes on afterwards', async () => {
    const contact = someone()
    await store.contacts.advance(contact, someMessage(), say('before'))
    const other = await store.database.pool.connect()
    await other.query('BEGIN')
    await other.query('SELECT FROM contact WHERE contact_key = $1 FOR UPDATE', [Buffer.from(contact, 'base64url')])
    const began = performance.now()
    const refused = contacts().advance(contact, someMessage(), say('lost'))
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' })
    expectWithin(performance.now() - began, 4500)
    await other.query('COMMIT')
    other.release()
    expect(textOf(await contacts().advance(contact, someMessage(), say('after')))).toBe('before after')
  })
  const contacts = () => store.contacts

  it('goes on without a session that does not open, and says so', async () => {
    const contact = someone()
    await store.contacts.advance(contact, someMessage(), say('lost'))
    await store.database.pool.query("UPDATE contact SET sealed = 'corrupt' WHERE contact_key = $1", [
      Buffer.from(contact, 'base64url'),
    ])
    expect(textOf(await store.contacts.advance(contact, someMessage(), say('fresh')))).toBe('fresh')
    expect(store.warnings).toContain('a sealed record does not open; going on without it')
  })

  it('is one store, however many processes use it', async () => {
    const second = await openTestStore({ url: store.url })
    const contact = someone()
    const message = someMessage()
    const both = [store.contacts, second.contacts]
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (both[index % 2] as Contacts).advance(contact, message, say('once'))),
    )
    const different = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (both[index % 2] as Contacts).advance(contact, someMessage(), say('more')),
      ),
    )
    await second.end()
    expect(new Set(answers.map(textOf))).toEqual(new Set(['once']))
    expect(answers.filter((answer) => answer.kind === 'committed' && !answer.duplicate)).toHaveLength(1)
    const lengths = different.map((answer) => String(textOf(answer)).split(' ').length)
    expect(lengths.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2))
  })

  it('survives batches of the same contacts in any order in two stores', async () => {
    const second = await openTestStore({ url: store.url })
    const people = Array.from({ length: 40 }, someone)
    const calls = Array.from({ length: 400 }, (_, index) => {
      const contacts = index % 2 ? store.contacts : second.contacts
      const person = people[(index * 17) % people.length] as string
      return contacts.advance(person, someMessage(), say('x'))
    })
    const answers = await Promise.all(calls)
    await second.end()
    expect(answers.filter((answer) => String(textOf(answer)).split(' ').length === 10)).toHaveLength(people.length)
  })

  it('leaves no row for a contact that nothing happened to', async () => {
    const contact = someone()
    const [asked] = await Promise.all([
      store.contacts.advance(contact, someMessage(), () => ({ kind: 'question', question: 'who?' })),
      store.contacts.advance(someone(), someMessage(), say('hello')),
    ])
    expect(asked.kind).toBe('question')
    const rows = await store.database.pool.query('SELECT FROM contact WHERE contact_key = $1', [
      Buffer.from(contact, 'base64url'),
    ])
    expect(rows.rowCount).toBe(0)
  })

  it('does all of a message or nothing', async () => {
    const contact = someone()
    const key = keyring.hash('participation', randomId())
    const unfit = { flow: 'safety', round: '1', version: 'no \u0000 in text', record: {} }
    const refused = store.contacts.advance(contact, someMessage(), () =>
      effects({ session: ['half'], participated: [{ ...safety, key }], finished: [unfit] }),
    )
    const neighbour = store.contacts.advance(someone(), someMessage(), say('fine'))
    await expect(refused).rejects.toMatchObject({ code: 'internal' })
    expect(textOf(await neighbour)).toBe('fine')
    expect(await store.contacts.participations([key])).toEqual(new Set())
    expect(textOf(await store.contacts.advance(contact, someMessage(), say('whole')))).toBe('whole')
  })

  it('writes an interview once for a mark of participation, one after the other and at the same time', async () => {
    const round = randomId()
    const waiting = async () => {
      const text = 'SELECT count(*)::int AS count FROM waiting_interview WHERE round = $1'
      return (await store.database.pool.query<{ count: number }>(text, [round])).rows[0]?.count
    }
    const completes = (mark: Key) =>
      store.contacts.advance(someone(), someMessage(), () =>
        effects({
          participated: [{ flow: 'safety', round, key: mark }],
          finished: [{ flow: 'safety', round, version: 'v', record: {}, unless: mark }],
        }),
      )
    const [first, second] = [keyring.hash('participation', randomId()), keyring.hash('participation', randomId())]
    await completes(first)
    await completes(first)
    expect(await waiting()).toBe(1)
    await Promise.all(Array.from({ length: 5 }, () => completes(second)))
    expect(await waiting()).toBe(2)
    // What has no mark, such as a break-off, is always written.
    const broken = { flow: 'safety', round, version: 'v', record: {} }
    await store.contacts.advance(someone(), someMessage(), () => effects({ finished: [broken] }))
    expect(await waiting()).toBe(3)
  })

  it('stores nothing that can be read', async () => {
    const secret = 'canary-in-the-session'
    await store.contacts.advance(someone(), someMessage(), () =>
      effects({
        session: [secret],
        screen: screen(secret),
        finished: [{ flow: 'safety', round: '1', version: 'v', record: { secret } }],
      }),
    )
    const tables = ['contact', 'inbound_message', 'waiting_interview', 'participation']
    for (const table of tables) {
      const { rows } = await store.database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${table} t`)
      const bytes = Buffer.from(secret).toString('hex')
      expect(rows.filter(({ row }) => row.includes(secret) || row.includes(bytes))).toEqual([])
    }
  })
})
