import { describe, expect, test } from 'vitest'
import { createIdleEnding } from '../../src/conversation/idle.ts'
import { createPhone, type Move } from '../../src/conversation/phone.ts'
import type { Contacts, StoredContact } from '../../src/store/contacts.ts'
import { memoryContacts } from '../../src/store/memory-contacts.ts'
import { testMedia } from '../support/media.ts'
import { converseWith } from './conversing.ts'

/** One number with phones on several media; `meanwhile` happens once, while it is looked up whether the number has taken part. */
function somebody() {
  const store = memoryContacts()
  let meanwhile: (() => Promise<unknown>) | null = null
  let remembered: StoredContact = { session: null, optedOut: false }
  const contacts: Contacts = {
    ...store,
    advance(contact, message, next, comesAgain) {
      const noted: typeof next = (stored, isAgain, isEnded) => {
        const decision = next(stored, isAgain, isEnded)
        if (decision.kind === 'effects') remembered = decision.effects
        return decision
      }
      return store.advance(contact, message, noted, comesAgain)
    },
    async participations(keys) {
      const known = await store.participations(keys)
      const happens = meanwhile
      meanwhile = null
      await happens?.()
      return known
    },
  }
  const { converse, library, clock } = converseWith({ contacts })
  function phone(name: 'sms' | 'ussd') {
    const medium = testMedia.find((each) => each.name === name)
    if (!medium) throw new Error(`There is no medium "${name}".`)
    const held = createPhone({ converse, medium, service: { sends: true }, number: '+15550100' })
    const does = async (move: Move) => (await held.does(move))?.text ?? ''
    async function says(...texts: string[]): Promise<string> {
      let seen = ''
      for (const text of texts) seen = await does({ kind: 'says', text })
      return seen
    }
    /** With a keyword, or where that cannot be written first by dialling a code, and in English. */
    async function begins({ keyword, flow }: { keyword: string; flow: string }): Promise<string> {
      if (!medium?.keepsSession) return says(keyword)
      const seen = await does({ kind: 'opens', target: flow })
      return /^Language/.test(seen) ? says('1') : seen
    }
    return { says, begins }
  }
  return {
    phone,
    /** How the interviews ended that are counted. */
    dispositions: () => store.finished.map(({ record }) => (record as { disposition: string }).disposition),
    /** Whoever wrote last never writes again; how that ends is counted with the others. */
    fallsSilent: () =>
      createIdleEnding({
        ...{ library, clock },
        async endIdle(next) {
          store.finished.push(...(next(remembered, () => false)?.finished ?? []))
          return 1
        },
      })(),
    while(happens: () => Promise<unknown>) {
      meanwhile = happens
    },
  }
}

const home = { keyword: 'HOME', flow: 'living-conditions', answers: ['1', '1', '1', '1', '1', '1'] }
/** Ends where care was not needed, and offers the results by SMS. */
const health = { keyword: 'HEALTH', flow: 'health-services', answers: ['1', '1', '4'] }

test('whoever writes the keyword many times at once answers once: what was known before the others took effect is looked up anew', async () => {
  const person = somebody()
  const sms = person.phone('sms')
  person.while(() => sms.says(home.keyword, ...home.answers))
  expect(await sms.begins(home)).toContain('There is nothing to answer here')
  expect(person.dispositions()).toEqual(['completed'])
})

describe('whoever leads two conversations at the same time, by SMS and by USSD, is counted once', () => {
  test('the one that is completed first', async () => {
    const person = somebody()
    const [sms, ussd] = [person.phone('sms'), person.phone('ussd')]
    await sms.begins(home)
    await ussd.begins(home)
    expect(await ussd.says(...home.answers)).toContain('Your answers count')
    expect(await sms.says(...home.answers)).toContain('Your answers count')
    expect(person.dispositions()).toEqual(['completed'])
    expect(await ussd.begins(home)).toContain('nothing to answer')
  })

  test('also if that one still stands at the offer of the results', async () => {
    const person = somebody()
    const [sms, ussd] = [person.phone('sms'), person.phone('ussd')]
    await ussd.begins(health)
    await sms.begins(health)
    expect(await sms.says(...health.answers)).toMatch(/keep this number to send you the results/)
    expect(await ussd.says(...health.answers)).toContain('Your answers count')
    expect(person.dispositions()).toEqual([])
    await sms.says('1')
    expect(person.dispositions()).toEqual(['completed'])
  })

  test.each(['1', '2', 'EXIT', null])(
    'and one that came to the offer too late is left out, whatever is said there (null: nothing): %s',
    async (reply) => {
      const person = somebody()
      const [sms, ussd] = [person.phone('sms'), person.phone('ussd')]
      await ussd.begins(health)
      await sms.begins(health)
      expect(await ussd.says(...health.answers)).toContain('Your answers count')
      expect(await sms.says(...health.answers)).toMatch(/keep this number to send you the results/)
      await (reply === null ? person.fallsSilent() : sms.says(reply))
      expect(person.dispositions()).toEqual(['completed'])
    },
  )

  test('but what somebody began and left is counted as such', async () => {
    const person = somebody()
    const [sms, ussd] = [person.phone('sms'), person.phone('ussd')]
    await sms.begins(home)
    await sms.says('1', '1')
    await ussd.begins(home)
    await ussd.says(...home.answers)
    await sms.says('EXIT')
    expect(person.dispositions()).toEqual(['completed', 'break_off'])
  })
})
