import { describe, expect, test } from 'vitest'
import { createResultScreen } from '../src/conversation/result-message.ts'
import { createResultSending } from '../src/result-sending.ts'
import { testMedia } from './support/media.ts'
import { openTestLibrary } from './support/person.ts'

const texts = { bn: 'বাংলা', en: 'Most people were treated.', sw: 'Watu wengi walitibiwa.' }
const resultScreen = createResultScreen(openTestLibrary().translator, 'CSO')
const sms = testMedia.find(({ name }) => name === 'sms') as (typeof testMedia)[number]

/** What is sent to somebody who answered in this language, with so many replies in the queue before. */
async function sent(language: string, queueDepth = 0): Promise<string[]> {
  const screens: string[] = []
  const message = { flow: 'a', round: '1', texts, state: 'approved', writtenBy: 'x', writtenAt: new Date(), queued: 0 }
  const send = createResultSending({
    store: {
      resultMessages: { due: async () => [message] },
      resultWishes: {
        send: async (_round: object, _most: number, compose: (wish: object) => { text: string }) => {
          screens.push(compose({ language, medium: 'sms' }).text)
          return 1
        },
      },
      backlog: async () => ({ queueDepth }),
    } as never,
    ...{ media: testMedia, resultScreen, defaultLanguage: 'en' },
  })
  await send()
  return screens
}

describe('results', () => {
  test.each([
    ['sw', 'CSO: Watu wengi walitibiwa. STOP: hakuna ujumbe tena.'],
    ['a language that was not written', 'CSO: Most people were treated. STOP: no more messages.'],
  ])('are sent in %s', async (language, text) => expect(await sent(language)).toEqual([text]))

  test('wait while many replies do', async () => expect(await sent('en', 500)).toEqual([]))

  test('say how to get no more only where that takes no further segment', () => {
    const long = 'x'.repeat(150)
    expect(resultScreen(long, 'en', sms).text).toBe(`CSO: ${long}`)
  })
})
