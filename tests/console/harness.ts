import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { readConsoleTexts } from '../../src/authoring/console-texts.ts'
import { loadConfig } from '../../src/config.ts'
import { type ConsoleOptions, createConsole } from '../../src/console/console.ts'
import { createOpenId, type OpenIdSettings } from '../../src/console/open-id.ts'
import type { Page } from '../../src/console/page.ts'
import { createPages } from '../../src/console/pages/index.ts'
import { firstAdministratorLink } from '../../src/console/pages/one-time-link.ts'
import { createSignIn } from '../../src/console/sign-in.ts'
import { openFlowTools } from '../../src/flow-tools.ts'
import { createLog, inRequest } from '../../src/log.ts'
import { hashPassword } from '../../src/privacy/passwords.ts'
import { projectFolders } from '../../src/questionnaires.ts'
import type { Role } from '../../src/store/console/accounts.ts'
import { openTestStore, type TestStore } from '../store/test-store.ts'
import { questionnaires } from '../support/flows.ts'
import { openTestLibrary } from '../support/person.ts'
import { type Browser, createBrowser } from './browser.ts'

export const password = 'seven green lanterns'
const passwordHash = hashPassword(password)

/** The console by itself on a real server and a real database, with a clock that tests turn. */
export interface RunningConsole {
  readonly root: string
  readonly store: TestStore
  readonly pages: readonly Page[]
  /** Everything that was logged. */
  readonly logged: readonly string[]
  /** Lets time pass. */
  pass(minutes: number): void
  /** Somebody with these roles, who has chosen `password`. */
  account(roles: readonly Role[]): Promise<{ readonly id: string; readonly email: string }>
  /** `address`: its network address. */
  browser(address?: string): Browser
  /** A browser in which somebody with these roles is signed in. */
  signedIn(roles: readonly Role[]): Promise<Browser>
  firstAdministratorLink(): Promise<string>
  end(): Promise<void>
}

/** `more`: pages beside those that there are. `databaseUrl`: not a database of its own. */
export async function startConsole(
  changes: Partial<ConsoleOptions> = {},
  more: readonly Page[] = [],
  databaseUrl?: string,
  openIdSettings?: OpenIdSettings,
): Promise<RunningConsole> {
  let now = Date.now()
  const clock = () => new Date(now)
  const store = await openTestStore({ clock, ...(databaseUrl !== undefined && { url: databaseUrl }) })
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => logged.push(line) })
  const texts = changes.texts ?? readConsoleTexts(projectFolders.locales)
  const languages = Object.entries(texts).map(([code, { console }]) => ({ code, name: String(console?.language_name) }))
  const openId = openIdSettings ? createOpenId(openIdSettings, store.keyring) : null
  const flows = openFlowTools(store, questionnaires, {
    config: loadConfig({}),
    clock,
    translator: openTestLibrary().translator,
  })
  const tools = { store: store.console, languages, signIn: createSignIn(store.console, store.keyring), flows, openId }
  const pages = [...createPages(tools), ...more]
  const application = express()
    .set('trust proxy', 1)
    .use(
      '/console',
      createConsole({
        ...{ pages, store: store.console, texts, languages, defaultLanguage: 'en', production: false },
        ...{ publicUrl: undefined, clock, log, formsPerMinute: 1000, ...changes },
      }),
    )
  const server = createServer((request, response) =>
    inRequest('a-request-of-a-test', () => application(request, response)),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let made = 0

  const account: RunningConsole['account'] = async (roles) => {
    const person = { name: `Kanari ${++made}`, email: `kanari${made}@example.org`, language: 'en' }
    const created = await store.console.accounts.create({ ...person, roles, passwordHash: await passwordHash })
    return { id: created?.id as string, email: person.email }
  }
  return {
    ...{ root, store, pages, logged, account },
    pass(minutes) {
      now += minutes * 60_000
    },
    browser: (address) => createBrowser(root, address),
    async signedIn(roles) {
      const { email } = await account(roles)
      const browser = createBrowser(root)
      await browser.open('/console/sign-in')
      await browser.send('sign_in', { email, password })
      return browser
    },
    firstAdministratorLink: () => firstAdministratorLink(store.console.links, store.keyring),
    async end() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await flows.worker.end()
      await store.end()
    },
  }
}
