import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { settings } from '../channels/settings.ts'

/** The master secret of every server that is started here, so that a test can open what they sealed. */
export const masterSecret = 'a master secret that is used in fault tests only'

const projectFolder = join(import.meta.dirname, '../..')

/** Settings of every server that is started here. */
export const variables: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  HEARD_SECRET: masterSecret,
  PUBLIC_URL: settings.publicUrl,
  TWILIO_AUTH_TOKEN: settings.twilio.authToken,
  TWILIO_ACCOUNT_SID: settings.twilio.accountSid,
  TELEGRAM_BOT_TOKEN: settings.telegram.botToken,
  TELEGRAM_WEBHOOK_SECRET: settings.telegram.webhookSecret,
  TELEGRAM_API_ROOT: settings.telegram.apiRoot,
  AFRICASTALKING_WEBHOOK_SECRET: settings.africasTalking.webhookSecret,
  AFRICASTALKING_USERNAME: settings.africasTalking.username,
  AFRICASTALKING_API_KEY: settings.africasTalking.apiKey,
  AFRICASTALKING_API_ROOT: settings.africasTalking.apiRoot,
  CONTACT_MESSAGES_PER_MINUTE: '100000',
}

/** How a process ended, and how long that took. */
interface Ending {
  readonly code: number | null
  readonly milliseconds: number
}

/** One process of the program: `node src/main.ts`. */
export interface ServerProcess {
  /** Resolves with its address when it listens; rejects where it ends before. */
  readonly ready: Promise<string>
  /** Its address while it listens; null before, and after it was told to end. */
  url(): string | null
  output(): string
  readonly pid: number
  /** Sends a signal; resolves when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Ending>
}

const running = new Set<ChildProcess>()

/** Starts the program; `project` is the folder of another release of it. */
export function spawnServer(environment: NodeJS.ProcessEnv, project: string = projectFolder): ServerProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: project,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...variables, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const exited = once(child, 'exit').then(([code]) => {
    running.delete(child)
    return code as number | null
  })
  let printed = ''
  let url: string | null = null
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      const port = url === null && /listens on http:\/\/localhost:(\d+)/.exec(printed)?.[1]
      if (!port) return
      url = `http://127.0.0.1:${port}`
      resolve(url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then(() => reject(new Error(`The server ended before it listened: ${printed}`)))
  })
  // Whoever kills it while it starts does not wait for it.
  ready.catch(() => {})

  return {
    ready,
    url: () => url,
    output: () => printed,
    pid: child.pid ?? 0,
    async end(signal) {
      const began = performance.now()
      url = null
      child.kill(signal)
      const code = await exited
      return { code, milliseconds: performance.now() - began }
    },
  }
}

/** Kills what a failed test has left running; for `afterAll`. */
export async function endServers(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const exited = once(child, 'exit')
      if (child.kill('SIGKILL')) await exited
    }),
  )
}
