import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Application, startApplication } from '../../src/application.ts'
import { loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { settings } from '../channels/settings.ts'

/** Messages that Africa's Talking and Telegram were asked to send, by number or chat. */
interface SentMessages {
  /** Resolves with the next message to this number or chat that nobody has read yet. */
  next(number: string): Promise<string>
}

/** The whole program on a free port, with every channel on, and a provider that accepts every message. */
export interface RunningApplication extends AsyncDisposable {
  readonly url: string
  readonly sent: SentMessages
  /** Everything that was logged, at debug level. */
  readonly logged: readonly string[]
  readonly application: Application
}

let messages = 0
/** A message that is to be sent, and how its provider says that it has been. */
function accepted(body: string) {
  if (body.startsWith('{')) {
    const { chat_id: chat, text: message = '' } = JSON.parse(body) as { chat_id: number; text?: string }
    return { to: String(chat), message, status: 200, answer: { ok: true, result: { message_id: 1 } } }
  }
  const form = new URLSearchParams(body)
  const to = form.get('to') ?? ''
  const recipient = {
    statusCode: 101,
    number: to,
    status: 'Success',
    messageId: `ATXid_${++messages}`,
    cost: 'KES 0.8',
  }
  const answer = { SMSMessageData: { Message: 'Sent to 1/1', Recipients: [recipient] } }
  return { to, message: form.get('message') ?? '', status: 201, answer }
}

async function startAcceptingProvider() {
  const unread = new Map<string, string[]>()
  const waiting = new Map<string, ((message: string) => void)[]>()
  const server = createServer(async (request, response) => {
    const { to, message, status, answer } = accepted(await text(request))
    const reader = waiting.get(to)?.shift()
    if (reader) reader(message)
    else unread.set(to, [...(unread.get(to) ?? []), message])
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sent: SentMessages = {
    next(number) {
      const message = unread.get(number)?.shift()
      if (message !== undefined) return Promise.resolve(message)
      return new Promise((resolve) => waiting.set(number, [...(waiting.get(number) ?? []), resolve]))
    },
  }
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { sent, root, close: () => new Promise((resolve) => server.close(resolve)) }
}

/** Starts the program as main.ts does, with a database of its own in `dataDirectory`, or the given one. */
export async function startForTest(
  variables: Readonly<Record<string, string>>,
  secret = 'a master secret that is used in tests only',
): Promise<RunningApplication> {
  const provider = await startAcceptingProvider()
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    PUBLIC_URL: settings.publicUrl,
    TWILIO_AUTH_TOKEN: settings.twilio.authToken,
    TWILIO_ACCOUNT_SID: settings.twilio.accountSid,
    TELEGRAM_BOT_TOKEN: settings.telegram.botToken,
    TELEGRAM_WEBHOOK_SECRET: settings.telegram.webhookSecret,
    AFRICASTALKING_WEBHOOK_SECRET: settings.africasTalking.webhookSecret,
    AFRICASTALKING_USERNAME: settings.africasTalking.username,
    AFRICASTALKING_API_KEY: settings.africasTalking.apiKey,
    AFRICASTALKING_API_ROOT: provider.root,
    TELEGRAM_API_ROOT: provider.root,
    ...variables,
  })
  const logged: string[] = []
  const application = await startApplication(config, secret, createLog('debug', { write: (line) => logged.push(line) }))
  return {
    url: `http://127.0.0.1:${application.port}`,
    sent: provider.sent,
    logged,
    application,
    async [Symbol.asyncDispose]() {
      await application.stop()
      await provider.close()
    },
  }
}
