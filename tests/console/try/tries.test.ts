import { describe, expect, test } from 'vitest'
import { createTries } from '../../../src/console/try/tries.ts'
import { freeze, openLibrary } from '../../../src/questionnaires.ts'
import { memoryContacts } from '../../../src/store/memory-contacts.ts'
import { contentOf, questionnaires } from '../../support/flows.ts'
import { testMedia, testService } from '../../support/media.ts'

const content = contentOf('living-conditions')
const [sms = testMedia[0], ussd] = testMedia
if (!sms || !ussd) throw new Error('there are no media')

function phones() {
  let now = Date.UTC(2026, 5, 1)
  const settings = { defaultLanguage: 'en', organisation: 'Heard', loadContent: async () => null }
  const tries = createTries({
    open: (draft) => openLibrary({ ...questionnaires, versions: [freeze(draft)] }, settings),
    service: testService,
    newContacts: memoryContacts,
    idleMinutes: 60,
    clock: () => new Date(now),
  })
  const pass = (minutes: number) => {
    now += minutes * 60_000
  }
  return { tries, pass }
}

describe('somebody who tries a flow out', () => {
  test('comes into it at once, sees each screen with its length, and where they are', async () => {
    const { tries } = phones()
    const { id, exchanges } = await tries.begin(content, ussd, 'en')
    expect(exchanges.at(-1)?.screen?.text).toContain('Take part?')
    expect(exchanges.at(-1)?.measure).toMatch(/^\d+\/160$/)
    await tries.say(id, '1')
    const found = tries.find(id)
    expect([...(found?.visited ?? [])]).toEqual(['consent'])
    expect(found?.current).toMatch(/^ask:/)
  })

  test.each(testMedia)('is offered on $name what the channel that serves it can do', async (medium) => {
    const { tries } = phones()
    const { id, channel, exchanges } = await tries.begin(contentOf('health-services'), medium, 'en')
    expect(channel).toBe(testService(medium).channel)
    for (const text of ['1', '1', '4']) await tries.say(id, text)
    expect(exchanges.at(-1)?.screen?.text).toMatch(
      testService(medium).sends ? /keep this number to send you/ : /Your answers count/,
    )
  })

  test('does so alone', async () => {
    const { tries } = phones()
    const [first, second] = [await tries.begin(content, sms, 'en'), await tries.begin(content, sms, 'bn')]
    await tries.say(first.id, '2')
    expect(tries.find(first.id)?.current).toBeNull()
    expect(tries.find(second.id)?.current).toBe('consent')
  })

  test('is forgotten half an hour after the last message, and never more than 500 are kept', async () => {
    const { tries, pass } = phones()
    const { id } = await tries.begin(content, sms, 'en')
    pass(29)
    await tries.say(id, '1')
    pass(29)
    const other = await tries.begin(content, sms, 'en')
    expect(tries.find(id)).toBeDefined()
    pass(2)
    await tries.begin(content, sms, 'en')
    expect(tries.find(id)).toBeUndefined()
    expect(await tries.say(id, '1')).toBe(false)
    expect(tries.find(other.id)).toBeDefined()
    for (let count = 0; count < 500; count++) await tries.begin(content, sms, 'en')
    expect(tries.find(other.id)).toBeUndefined()
  })
})
