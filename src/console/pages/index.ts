import type { Page } from '../page.ts'
import { accountPage, accountsPage } from './accounts.ts'
import { auditLogPage } from './audit-log.ts'
import { createFlowPages } from './flows/index.ts'
import { homePage } from './home.ts'
import { languagePage } from './language.ts'
import { oneTimeLinkPage } from './one-time-link.ts'
import { openIdPages } from './open-id.ts'
import { ownAccount } from './own-account.ts'
import { signInPage } from './sign-in.ts'
import { tokensPage } from './tokens.ts'
import type { PageTools } from './tools.ts'

/** Every page of the console; those with a menu entry stand there in this order. */
export const createPages = (tools: PageTools): Page[] => [
  homePage(tools),
  ...createFlowPages(tools.flows),
  accountsPage(tools),
  accountPage(tools),
  tokensPage(tools),
  auditLogPage(tools),
  ownAccount(tools),
  signInPage(tools),
  ...openIdPages(tools),
  oneTimeLinkPage(tools),
  languagePage(tools),
]
