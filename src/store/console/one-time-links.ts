import { asProblem } from '../database.ts'
import type { Prisma } from '../prisma.ts'
import { type Account, accountOf } from './accounts.ts'

/** What a link opens: an account that nobody has yet, one that was prepared, or a new password for one. */
export type LinkPurpose = 'first_administrator' | 'invitation' | 'new_password'

export interface OneTimeLink {
  readonly purpose: LinkPurpose
  /** null for the first administrator. */
  readonly account: Account | null
}

/** Links that work once, named by a hash of their token. */
export interface OneTimeLinks {
  /** Older links of the account work no more. `by`: who makes it; null: the command. */
  create(tokenHash: Uint8Array, purpose: LinkPurpose, accountId: string | null, by: string | null): Promise<void>
  /** Lets the first administrator's link work from now on, whatever became of it before; every other of theirs works no more. */
  renewFirst(tokenHash: Uint8Array): Promise<void>
  /** Null where the link was used, is too old, or its account is disabled; and, for the first administrator, where there is an account. */
  find(tokenHash: Uint8Array): Promise<OneTimeLink | null>
  /** Uses the link up; null as above. Of two who try at once one gets it. */
  use(tokenHash: Uint8Array): Promise<OneTimeLink | null>
  /** Whether there is no account at all yet. */
  needsFirstAdministrator(): Promise<boolean>
  /** Forgets those that work no more. */
  purge(): Promise<void>
}

/** How long a link works. */
const hours = 24

const bytes = (hash: Uint8Array) => new Uint8Array(hash)

export function oneTimeLinks({ prisma, clock }: { readonly prisma: Prisma; readonly clock: () => Date }): OneTimeLinks {
  const needsFirstAdministrator = async () =>
    (await (await prisma()).account.findFirst({ select: { id: true } })) === null

  async function find(tokenHash: Uint8Array): Promise<OneTimeLink | null> {
    const row = await (await prisma()).oneTimeLink.findUnique({
      where: { tokenHash: bytes(tokenHash), usedAt: null, expiresAt: { gt: clock() } },
      include: { account: true },
    })
    if (row === null || row.account?.disabled) return null
    if (row.account === null && !(await needsFirstAdministrator())) return null
    return { purpose: row.purpose as LinkPurpose, account: row.account && accountOf(row.account) }
  }

  async function create(
    hash: Uint8Array,
    purpose: LinkPurpose,
    accountId: string | null,
    by: string | null,
  ): Promise<void> {
    const now = clock()
    const expiresAt = new Date(now.getTime() + hours * 3_600_000)
    const client = await prisma()
    await client.$transaction([
      client.oneTimeLink.deleteMany({ where: { accountId } }),
      client.oneTimeLink.create({ data: { tokenHash: bytes(hash), purpose, accountId, expiresAt } }),
      // Who holds a link can act as that person: it is kept when that was, and whose doing.
      client.account.updateMany({
        // An invitation is no such link: nobody has been that person yet, and who made the account is kept with it.
        where: {
          id: { in: accountId === null || accountId === by ? [] : [accountId] },
          passwordHash: { not: null },
        },
        data: { linkAt: now, linkBy: by },
      }),
    ])
  }

  async function renewFirst(hash: Uint8Array): Promise<void> {
    const expiresAt = new Date(clock().getTime() + hours * 3_600_000)
    const tokenHash = bytes(hash)
    const client = await prisma()
    // Several processes that start at the same time renew the same one.
    await client.oneTimeLink.upsert({
      where: { tokenHash },
      create: { tokenHash, purpose: 'first_administrator', accountId: null, expiresAt },
      update: { expiresAt, usedAt: null },
    })
    await client.oneTimeLink.deleteMany({ where: { accountId: null, tokenHash: { not: tokenHash } } })
  }

  async function use(tokenHash: Uint8Array): Promise<OneTimeLink | null> {
    const link = await find(tokenHash)
    if (link === null) return null
    const { count } = await (await prisma()).oneTimeLink.updateMany({
      where: { tokenHash: bytes(tokenHash), usedAt: null },
      data: { usedAt: clock() },
    })
    if (count === 0) return null
    if (link.account?.link) {
      const where = { id: link.account.id }
      await (await prisma()).account.update({ where, data: { linkAt: clock() } })
    }
    return link
  }

  return {
    create: (hash, purpose, accountId, by) => create(hash, purpose, accountId, by).catch(rethrow),
    renewFirst: (hash) => renewFirst(hash).catch(rethrow),
    find: (hash) => find(hash).catch(rethrow),
    use: (hash) => use(hash).catch(rethrow),
    needsFirstAdministrator: () => needsFirstAdministrator().catch(rethrow),
    async purge() {
      const client = await prisma()
      await client.oneTimeLink.deleteMany({ where: { expiresAt: { lte: clock() } } }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
