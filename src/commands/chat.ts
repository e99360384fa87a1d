import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { createMedia } from '../channels/media/index.ts'
import type { Config } from '../config.ts'
import { createConversation } from '../conversation/conversation.ts'
import type { FlowLibrary } from '../conversation/library.ts'
import { createThrottle } from '../conversation/throttle.ts'
import type { Screen } from '../core/reply.ts'
import { randomSecret } from '../privacy/chance.ts'
import { createKeyring } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { openLibrary, readQuestionnaires } from '../questionnaires.ts'
import { memoryContacts } from '../store/memory-contacts.ts'
import { createPhone, type Phone } from './phone.ts'

export const chatUsage = `heard chat [flow] [--language CODE] [--channel sms|ussd|telegram|whatsapp] [--record]
  A phone in the terminal. Nothing that is said to it is stored.`

/** One thing that the person did, and the screen that answered. */
interface Exchange {
  readonly step: string
  readonly screen: Screen | null
}

/** How a conversation with a flow begins: by dialling its code, or by its keyword. */
async function start(phone: Phone, library: FlowLibrary, name: string | undefined, language: string | undefined) {
  const dials = phone.medium.name === 'ussd'
  if (name === undefined) return [{ step: `.opens()`, screen: await phone.opens(null) }]
  const engine = library.open.find(({ flow }) => flow.name === name)
  if (!engine) {
    const known = library.open.map(({ flow }) => flow.name).join(', ')
    throw new Problem('flow_unknown', `"${name}"; there are: ${known}`)
  }
  const { languages, keywords } = engine.flow
  if (language !== undefined && !languages.includes(language))
    throw new Problem('language_unknown', `"${language}"; ${name} speaks ${languages.join(', ')}`)
  if (dials && language === undefined) return [{ step: `.opens('${name}')`, screen: await phone.opens(name) }]
  const [keyword = ''] = keywords[language ?? languages[0] ?? ''] ?? []
  const menu = dials ? [{ step: '.opens()', screen: await phone.opens(null) }] : []
  return [...menu, { step: `.says('${keyword}')`, screen: await phone.says(keyword) }]
}

function show(phone: Phone, { screen }: Exchange): void {
  if (!screen) {
    console.log('  (silence)\n')
    return
  }
  for (const line of screen.text.split('\n')) console.log(`  | ${line}`)
  if (screen.buttons.length > 0) console.log(`  [${screen.buttons.join('] [')}]`)
  console.log(`  ${phone.medium.measure(screen)}${screen.end ? ' · end' : ''}\n`)
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`

/** The test that repeats a conversation, in the words of tests/support/tester.ts. */
function recorded(medium: string, exchanges: readonly Exchange[]): string {
  const lines = exchanges.flatMap(({ step, screen }) => [
    `    ${step}`,
    screen ? `    .sees(${quoted(screen.text)})` : '    .hearsNothing()',
  ])
  return [
    "import { test } from 'vitest'",
    "import { tester } from '../support/tester.ts'",
    '',
    "test('a recorded conversation', () =>",
    `  tester({ medium: '${medium}' })`,
    ...lines,
    ')',
  ].join('\n')
}

/** `heard chat`: plays a flow in the terminal, through the same code as the webhooks, with a store in memory. */
export async function chat(parameters: readonly string[], config: Config): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      language: { type: 'string' },
      channel: { type: 'string', default: 'sms' },
      record: { type: 'boolean', default: false },
    },
  })
  const media = createMedia(config.ussd.limit)
  const medium = media.find(({ name }) => name === values.channel)
  if (!medium) throw new Problem('usage', `--channel: use one of ${media.map(({ name }) => name).join(', ')}`)

  const library = openLibrary(readQuestionnaires(), { ...config, loadContent: async () => null })
  const converse = createConversation({
    library,
    contacts: memoryContacts(),
    keyring: createKeyring(randomSecret()),
    allow: createThrottle(Number.POSITIVE_INFINITY),
    idleMinutes: config.idleMinutes,
    clock: () => new Date(),
  })
  const phone = createPhone({ converse, medium, keepsSession: medium.name === 'ussd', number: '+15550100' })

  const exchanges: Exchange[] = []
  const add = (exchange: Exchange) => {
    exchanges.push(exchange)
    show(phone, exchange)
  }
  for (const exchange of await start(phone, library, positionals[0], values.language)) add(exchange)

  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  const ended = () => exchanges.at(-1)?.screen?.end ?? false
  if (!ended()) {
    terminal.prompt()
    for await (const line of terminal) {
      if (!process.stdin.isTTY) console.log(line)
      add({ step: `.says(${quoted(line)})`, screen: await phone.says(line) })
      if (ended()) break
      terminal.prompt()
    }
  }
  terminal.close()
  console.log(
    values.record ? recorded(medium.name, exchanges) : 'Again with --record: prints the test that repeats this.',
  )
}
