import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chat } from '../../src/commands/chat.ts'
import { recorded } from '../../src/commands/recording.ts'
import { loadConfig } from '../../src/config.ts'
import { tester } from '../support/tester.ts'

interface Chat {
  readonly parameters: readonly string[]
  readonly replies: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

afterEach(() => {
  vi.restoreAllMocks()
})

/** What `heard chat --record` prints to somebody who sends these replies. */
async function chatted({ parameters, replies, environment = {} }: Chat): Promise<string> {
  const printed: unknown[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(line))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const typed = new PassThrough()
  typed.write(`${replies.join('\n')}\n`)
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(typed as never)
  await chat([...parameters, '--record'], loadConfig(environment))
  vi.restoreAllMocks()
  return printed.join('\n')
}

/** The printed test, from its first line on. */
const testIn = (printed: string): string => printed.slice(printed.indexOf("import { test } from 'vitest'"))

/** Runs a printed test: everything in it but its imports, which are given to it. */
async function run(source: string): Promise<void> {
  const [imports, body] = [source.match(/^import .*$/gm) ?? [], source.replace(/^import .*$/gm, '')]
  expect(imports).toEqual(["import { test } from 'vitest'", "import { tester } from '../support/tester.ts'"])
  const bodies: (() => PromiseLike<void>)[] = []
  new Function('test', 'tester', body)((_name: string, steps: () => PromiseLike<void>) => bodies.push(steps), tester)
  expect(bodies).toHaveLength(1)
  for (const steps of bodies) await steps()
}

const chats: Readonly<Record<string, Chat>> = {
  'by SMS to the end, with replies that are not understood': {
    parameters: ['living-conditions'],
    replies: ['1', `it's "odd"`, 'back\\slash', '3', '1,3', 'back', '২', '1', '1', '1'],
  },
  'by USSD in Bangla, page by page': {
    parameters: ['safety', '--language', 'bn', '--channel', 'ussd'],
    replies: ['98', '1', '98', '1', '1', '98', '1', '*'],
  },
  'by USSD from a code that is tied to the flow': {
    parameters: ['disputes', '--channel', 'ussd'],
    replies: ['kiswahili', '1', '1', '2'],
  },
  'from the menu by Telegram, with help and another language': {
    parameters: ['--channel', 'telegram'],
    replies: ['1', '1', '1', 'help', 'language', 'bangla', '/stop'],
  },
  'by SMS through a service that can offer results': {
    parameters: ['health-services', '--channel', 'sms:africastalking-sms'],
    replies: ['1', '1', '4', '1'],
  },
  'on a service with its own settings': {
    parameters: ['health-services', '--channel', 'ussd'],
    replies: ['1', '98', '98', '1', '1', '98', 'exit'],
    environment: { ORGANISATION: `People's "Voice"`, USSD_LIMIT: '100', DEFAULT_LANGUAGE: 'sw' },
  },
}

describe('a recorded conversation repeats itself', () => {
  test.each(Object.entries(chats))('%s', async (_name, settings) => {
    const source = testIn(await chatted(settings))
    expect(source).toContain('.ends()')
    await run(source)
  })

  test('and fails where a screen is another', async () => {
    const source = testIn(await chatted({ parameters: ['living-conditions'], replies: ['2'] }))
    await run(source)
    await expect(run(source.replace('Nothing was kept', 'Everything was kept'))).rejects.toThrow('Everything was kept')
    await expect(run(source.replace(".says('2')", ".says('1')"))).rejects.toThrow()
  })
})

test('what a person writes stands in the test as it was written', async () => {
  const written = [`'`, `"`, `'"`, '\\', `\\"`, `\\'`, '${x}', '`', '\u2028', '১ ও ৩', '🙂', '\t', '']
  const source = recorded(
    {},
    written.map((text) => ({ move: { kind: 'says', text }, screen: null })),
  )
  const heard: unknown[] = []
  const person = {
    says(text: string) {
      heard.push(text)
      return person
    },
    hearsNothing: () => person,
  }
  new Function('test', 'tester', source.replace(/^import .*$/gm, ''))(
    (_name: string, steps: () => unknown) => steps(),
    () => person,
  )
  expect(heard).toEqual(written)
})
