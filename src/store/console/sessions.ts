import { asProblem } from '../database.ts'
import type { Prisma } from '../prisma.ts'
import { type Account, accountOf } from './accounts.ts'

/** A browser that is signed in. */
interface ConsoleSession {
  readonly createdAt: Date
  /** To the minute. */
  readonly lastUsedAt: Date
  readonly isThisOne: boolean
}

/** Sessions of the console, named by a hash of their token. */
export interface Sessions {
  open(tokenHash: Uint8Array, accountId: string): Promise<void>
  /** Whose session it is, and notes that it is used; null where it is over, or the account disabled. */
  find(tokenHash: Uint8Array): Promise<Account | null>
  close(tokenHash: Uint8Array): Promise<void>
  /** Ends every session of an account, but for one. */
  closeAll(accountId: string, except?: Uint8Array): Promise<void>
  /** Those that are not over; `current` is the hash of the one that asks. */
  list(accountId: string, current: Uint8Array): Promise<ConsoleSession[]>
  /** Forgets those that are over. */
  purge(): Promise<void>
}

const minute = 60_000
/** OWASP's session management cheat sheet: a working day at most, and half an hour without use. */
const [longest, longestIdle] = [12 * 60 * minute, 30 * minute]

const bytes = (hash: Uint8Array) => new Uint8Array(hash)

export function sessions({ prisma, clock }: { readonly prisma: Prisma; readonly clock: () => Date }): Sessions {
  const running = (now: Date) => ({
    expiresAt: { gt: now },
    lastUsedAt: { gt: new Date(now.getTime() - longestIdle) },
  })

  async function find(hash: Uint8Array): Promise<Account | null> {
    const now = clock()
    const tokenHash = bytes(hash)
    const client = await prisma()
    const row = await client.consoleSession.findUnique({
      where: { tokenHash, ...running(now), account: { disabled: false } },
      include: { account: true },
    })
    if (row === null) return null
    if (now.getTime() - row.lastUsedAt.getTime() >= minute)
      await client.consoleSession.updateMany({ where: { tokenHash }, data: { lastUsedAt: now } })
    return accountOf(row.account)
  }

  return {
    async open(hash, accountId) {
      const now = clock()
      const expiresAt = new Date(now.getTime() + longest)
      const data = { tokenHash: bytes(hash), accountId, createdAt: now, lastUsedAt: now, expiresAt }
      await (await prisma()).consoleSession.create({ data }).catch(rethrow)
    },
    find: (hash) => find(hash).catch(rethrow),
    async close(hash) {
      await (await prisma()).consoleSession.deleteMany({ where: { tokenHash: bytes(hash) } }).catch(rethrow)
    },
    async closeAll(accountId, except) {
      const where = { accountId, ...(except && { tokenHash: { not: bytes(except) } }) }
      await (await prisma()).consoleSession.deleteMany({ where }).catch(rethrow)
    },
    async list(accountId, current) {
      const rows = await (await prisma()).consoleSession
        .findMany({ where: { accountId, ...running(clock()) }, orderBy: { createdAt: 'desc' } })
        .catch(rethrow)
      return rows.map(({ createdAt, lastUsedAt, tokenHash }) => ({
        ...{ createdAt, lastUsedAt },
        isThisOne: Buffer.from(current).equals(tokenHash),
      }))
    },
    async purge() {
      const now = clock()
      const idle = { lastUsedAt: { lte: new Date(now.getTime() - longestIdle) } }
      const client = await prisma()
      await client.consoleSession.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, idle] } }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
