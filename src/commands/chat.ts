import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { createChannels } from '../channels/index.ts'
import { createMedia } from '../channels/media/index.ts'
import type { Medium } from '../channels/media/medium.ts'
import { type NamedService, servicesOf, simulatedService } from '../channels/services.ts'
import { type Config, loadConfig } from '../config.ts'
import { createConversation } from '../conversation/conversation.ts'
import type { FlowLibrary } from '../conversation/library.ts'
import { createPhone, type Move, type Phone, waysInto } from '../conversation/phone.ts'
import { createThrottle } from '../conversation/throttle.ts'
import { daysIn } from '../core/days.ts'
import { createKeyring, randomKeys } from '../privacy/keyring.ts'
import { Problem } from '../problem.ts'
import { openLibrary, readQuestionnaires } from '../questionnaires.ts'
import { memoryContacts } from '../store/memory-contacts.ts'
import { type Exchange, recorded } from './recording.ts'

export const chatUsage = `heard chat [flow] [--language CODE] [--channel sms|ussd|telegram|whatsapp[:SERVICE]] [--record]
  A phone in the terminal. Nothing that is said to it is stored. It can do what the service can that answers it: SERVICE says
  which (sms:twilio, sms:africastalking-sms); else it is the one that is switched on, or of several the one that can do least.`

/** `sms`, or `sms:twilio`. Throws `usage`. */
function calledBy(config: Config, wanted: string): { medium: Medium; service: NamedService } {
  const [media, channels] = [createMedia(config.ussd.limit), createChannels(config)]
  const [name, channel] = wanted.split(':', 2)
  const medium = media.find((each) => each.name === name)
  if (!medium) throw new Problem('usage', `--channel: use one of ${media.map((each) => each.name).join(', ')}`)
  if (channel === undefined) return { medium, service: simulatedService(channels, medium) }
  const services = servicesOf(channels, medium)
  const service = services.find((each) => each.channel === channel)
  if (service) return { medium, service }
  const known = services.map((each) => `${name}:${each.channel}`).join(', ')
  throw new Problem('usage', `--channel: "${channel}" does not serve ${name}; use one of ${name}, ${known}`)
}

/** What the person does first: comes into the flow, or opens the menu. Throws `flow_unknown` and `language_unknown`. */
function firstMoves(library: FlowLibrary, { medium }: Phone, name?: string, language?: string): Move[] {
  if (name === undefined) return [{ kind: 'opens', target: null }]
  const flow = library.open.find((engine) => engine.flow.name === name)?.flow
  if (!flow) {
    const known = library.open.map((engine) => engine.flow.name).join(', ')
    throw new Problem('flow_unknown', `"${name}"; there are: ${known}`)
  }
  if (language !== undefined && !flow.languages.includes(language))
    throw new Problem('language_unknown', `"${language}"; ${name} speaks ${flow.languages.join(', ')}`)
  return waysInto(flow, medium, language)
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

/** What changes the screens, as the test that repeats the conversation must set it: all that is not the default. */
function recordedSettings(config: Config, service: NamedService): Record<string, string | number> {
  const settingsOf = ({ ussd, organisation, defaultLanguage }: Config, channel: string) => ({
    ...{ channel, ussdLimit: ussd.limit, organisation, defaultLanguage },
  })
  const nothingSet = loadConfig({})
  const usual = simulatedService(createChannels(nothingSet), { name: service.medium })
  const defaults: Record<string, string | number> = settingsOf(nothingSet, usual.channel)
  const settings = Object.entries(settingsOf(config, service.channel))
  return Object.fromEntries(settings.filter(([name, value]) => value !== defaults[name]))
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
  const { medium, service } = calledBy(config, values.channel)
  const library = openLibrary(readQuestionnaires(), { ...config, loadContent: async () => null })
  const converse = createConversation({
    library,
    contacts: memoryContacts(),
    keyring: createKeyring(randomKeys()),
    allow: createThrottle(Number.POSITIVE_INFINITY),
    idleMinutes: config.idleMinutes,
    clock: () => new Date(),
    dayOf: daysIn(config.timeZone),
  })
  const phone = createPhone({ converse, medium, service, number: '+15550100' })
  console.log(`${medium.name}, as ${service.channel} serves it\n`)

  const exchanges: Exchange[] = []
  async function exchange(move: Move): Promise<void> {
    const made = { move, screen: await phone.does(move) }
    exchanges.push(made)
    show(phone, made)
  }
  for (const move of firstMoves(library, phone, positionals[0], values.language)) await exchange(move)

  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  let isOpen = true
  terminal.on('close', () => {
    isOpen = false
  })
  // Input from a file or a pipe ends before the last reply is answered; then nobody is left to prompt.
  const prompt = () => isOpen && terminal.prompt()
  const ended = () => exchanges.at(-1)?.screen?.end ?? false
  if (!ended()) {
    prompt()
    for await (const text of terminal) {
      if (!process.stdin.isTTY) console.log(text)
      await exchange({ kind: 'says', text })
      if (ended()) break
      prompt()
    }
  }
  terminal.close()
  console.log(
    values.record
      ? recorded({ medium: medium.name, ...recordedSettings(config, service) }, exchanges)
      : 'Again with --record: prints the test that repeats this.',
  )
}
