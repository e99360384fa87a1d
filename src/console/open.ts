import type { Router } from 'express'
import { readConsoleTexts } from '../authoring/console-texts.ts'
import type { Keyring } from '../privacy/keyring.ts'
import type { ConsoleStore } from '../store/console/console-store.ts'
import { type ConsoleOptions, createConsole } from './console.ts'
import { createSite } from './http/site.ts'
import type { OpenId } from './open-id.ts'
import type { FlowTools } from './pages/flows/tools.ts'
import { createPages } from './pages/index.ts'
import { firstAdministratorLink } from './pages/one-time-link.ts'
import { createSignIn } from './sign-in.ts'
import { createSitePages } from './site/pages.ts'

interface OpenOptions extends Omit<ConsoleOptions, 'pages' | 'store' | 'texts' | 'languages'> {
  /** The folder of the texts. */
  readonly locales: string
  readonly flows: FlowTools
  readonly openId: OpenId | null
  /** Who asks. */
  readonly organisation: string
  readonly keyring: Pick<Keyring, 'hash'>
}

/**
 * The console over this store, the public pages, and the path of a one-time link as long as nobody has an account. Throws `configuration` for faulty texts.
 */
export async function openConsole(
  store: ConsoleStore,
  options: OpenOptions,
): Promise<{ readonly router: Router; readonly results: Router; readonly firstAdministrator: string | null }> {
  const texts = readConsoleTexts(options.locales)
  const languages = Object.entries(texts).map(([code, { console }]) => ({ code, name: String(console?.language_name) }))
  const pages = createPages({
    store,
    languages,
    signIn: createSignIn(store, options.keyring),
    flows: options.flows,
    openId: options.openId,
  })
  const isNew = await store.links.needsFirstAdministrator()
  return {
    router: createConsole({ ...options, pages, store, texts, languages }),
    results: createSite({ ...options, pages: createSitePages(options.flows), texts, languages }),
    firstAdministrator: isNew ? await firstAdministratorLink(store.links, options.keyring) : null,
  }
}
