import type { Role } from '../../store/console/accounts.ts'
import type { ConsoleStore } from '../../store/console/console-store.ts'
import type { OpenId } from '../open-id.ts'
import type { SignIn } from '../sign-in.ts'
import type { FlowTools } from './flows/tools.ts'

/** What pages are made with; the part that each needs is in its own parameters. */
export interface PageTools {
  readonly store: ConsoleStore
  readonly signIn: SignIn
  readonly flows: FlowTools
  /** null: the organisation has no OpenID Connect provider. */
  readonly openId: OpenId | null
  /** Codes and own names of the languages that the console speaks. */
  readonly languages: readonly { readonly code: string; readonly name: string }[]
}

export const roles = ['author', 'approver', 'analyst', 'administrator'] as const satisfies readonly Role[]
