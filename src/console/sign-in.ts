import { randomSecret, sameSecret, tokenHash } from '../privacy/chance.ts'
import type { Keyring } from '../privacy/keyring.ts'
import { isPassword } from '../privacy/passwords.ts'
import type { ConsoleStore } from '../store/console/console-store.ts'
import { createRefusals, type Refusals } from './refusals.ts'

/** Where a password comes from. */
interface From {
  /** Network address. */
  readonly address: string
  /** What this browser was given when somebody signed in with it before. */
  readonly device: string | undefined
  readonly now: Date
}

/** A browser in which somebody is signed in. */
interface SignedIn {
  /** The token of the session. */
  readonly session: string
  /** Proves later that this account was open in this browser. It opens nothing. */
  readonly device: string
}

/** Proofs of who somebody is, and the sessions that follow. */
export interface SignIn {
  /** Null: wrong, unknown, locked, disabled - nobody is told which, and it takes as long. */
  withPassword(email: string, password: string, from: From): Promise<SignedIn | null>
  /** Whether this is the password of somebody who is signed in; counts as a try of this session. */
  confirm(accountId: string, password: string, sessionHash: Uint8Array): Promise<boolean>
  /** A new session for somebody who has proved who they are in another way, and how: noted in the audit log. */
  open(accountId: string, way: string): Promise<SignedIn>
  readonly refusals: Refusals
}

export function createSignIn(
  { accounts, sessions, audit }: Pick<ConsoleStore, 'accounts' | 'sessions' | 'audit'>,
  keyring: Pick<Keyring, 'hash'>,
): SignIn {
  const refusals = createRefusals(audit)
  const signed = (accountId: string, secret: string) =>
    `${accountId}.${secret}.${keyring.hash('device', accountId, secret)}`
  const hashed = (address: string) => Buffer.from(keyring.hash('staff_address', address), 'base64url')

  /** The account that was open in a browser before; null where it cannot prove any. */
  function knownAs(device: string | undefined): string | null {
    const [accountId = '', secret = ''] = (device ?? '').split('.')
    return device !== undefined && sameSecret(device, signed(accountId, secret)) ? accountId : null
  }

  async function open(accountId: string, way: string): Promise<SignedIn> {
    const session = randomSecret()
    await sessions.open(tokenHash(session), accountId)
    await audit.add({ accountId, action: 'session.opened', details: { way } })
    return { session, device: signed(accountId, randomSecret()) }
  }

  return {
    open,
    refusals,
    async withPassword(email, password, { address, device, now }) {
      const from = hashed(address)
      const tried = await accounts.beginTry(email, from, knownAs(device))
      if (!(await isPassword(password, tried?.passwordHash ?? null))) {
        // The address itself is not noted: it may be a slip of the finger that holds a password.
        await refusals.note(tried?.id ?? null, 'password', now)
        return null
      }
      const { id } = tried as { id: string }
      await accounts.forgetTries(id, from)
      return open(id, 'password')
    },
    async confirm(accountId, password, sessionHash) {
      const from = hashed(Buffer.from(sessionHash).toString('base64url'))
      const tried = await accounts.beginTryOf(accountId, from)
      const same = await isPassword(password, tried?.passwordHash ?? null)
      if (same) await accounts.forgetTries(accountId, from)
      return same
    },
  }
}
