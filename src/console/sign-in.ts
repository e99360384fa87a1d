import { randomSecret, tokenHash } from '../privacy/chance.ts'
import { isPassword } from '../privacy/passwords.ts'
import type { ConsoleStore } from '../store/console/console-store.ts'

/** Proofs of who somebody is, and the sessions that follow. */
export interface SignIn {
  /** The token of a new session, or null: wrong, unknown, locked, disabled - nobody is told which, and it takes as long. */
  withPassword(email: string, password: string): Promise<string | null>
  /** Whether this is the password of somebody who is signed in; counts as a try. */
  confirm(accountId: string, password: string): Promise<boolean>
  /** The token of a new session for somebody who has proved who they are in another way, and how: noted in the audit log. */
  open(accountId: string, way: string): Promise<string>
}

export function createSignIn({
  accounts,
  sessions,
  audit,
}: Pick<ConsoleStore, 'accounts' | 'sessions' | 'audit'>): SignIn {
  async function open(accountId: string, way: string): Promise<string> {
    const token = randomSecret()
    await sessions.open(tokenHash(token), accountId)
    await audit.add({ accountId, action: 'session.opened', details: { way } })
    return token
  }

  return {
    open,
    async withPassword(email, password) {
      const tried = await accounts.beginTry(email)
      if (!(await isPassword(password, tried?.passwordHash ?? null))) {
        // The address itself is not noted: it may be a slip of the finger that holds a password.
        await audit.add({ accountId: tried?.id ?? null, action: 'session.refused' })
        return null
      }
      const { id } = tried as { id: string }
      await accounts.forgetTries(id)
      return open(id, 'password')
    },
    async confirm(accountId, password) {
      const tried = await accounts.beginTryOf(accountId)
      const same = await isPassword(password, tried?.passwordHash ?? null)
      if (same) await accounts.forgetTries(accountId)
      return same
    },
  }
}
