import type { Prisma } from '../prisma.ts'
import { type Accounts, accounts } from './accounts.ts'
import { type ApiTokens, apiTokens } from './api-tokens.ts'
import { type AuditLog, auditLog } from './audit-log.ts'
import { type OneTimeLinks, oneTimeLinks } from './one-time-links.ts'
import { type Sessions, sessions } from './sessions.ts'

/** What the console keeps about those who work in it; nothing here is about anybody who answers. */
export interface ConsoleStore {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly links: OneTimeLinks
  readonly audit: AuditLog
  readonly tokens: ApiTokens
  /** Forgets sessions and links that are over. */
  purge(): Promise<void>
}

export function consoleStore(tools: { readonly prisma: Prisma; readonly clock: () => Date }): ConsoleStore {
  const store = {
    accounts: accounts(tools),
    sessions: sessions(tools),
    links: oneTimeLinks(tools),
    audit: auditLog(tools),
    tokens: apiTokens(tools),
  }
  return {
    ...store,
    async purge() {
      await store.sessions.purge()
      await store.links.purge()
      await store.accounts.purge()
    },
  }
}
