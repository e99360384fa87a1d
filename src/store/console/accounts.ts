import { randomId } from '../../privacy/chance.ts'
import { asProblem } from '../database.ts'
import { locks } from '../locks.ts'
import type { Prisma } from '../prisma.ts'
import { type Tie, tieBetween } from './second-person.ts'
import { countTry, type Tried } from './sign-in-tries.ts'

export type Role = 'author' | 'approver' | 'analyst' | 'administrator'

/** Somebody who works in the console. */
export interface Account {
  readonly id: string
  /** Lower case. */
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  /** Of the console's own texts. */
  readonly language: string
  readonly disabled: boolean
  /** Whether a password was chosen; until then only a one-time link opens the account. */
  readonly hasPassword: boolean
  /** When a link to this account that somebody else made was made or used last, and who made it (null: by the command). */
  readonly link: { readonly at: Date; readonly by: string | null } | null
}

interface NewAccount {
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly language: string
  /** argon2id in PHC format; null until the invited person chooses one. */
  readonly passwordHash: string | null
  /** Who invited this person. */
  readonly createdBy?: string
}

export interface AccountChange {
  readonly name?: string
  readonly roles?: readonly Role[]
  readonly language?: string
  readonly disabled?: boolean
  readonly passwordHash?: string
}

export interface Accounts {
  list(): Promise<Account[]>
  find(id: string): Promise<Account | null>
  /** Null where the address is taken. */
  create(account: NewAccount): Promise<Account | null>
  /** Null where the account is not there. False, and nothing is changed, where no administrator would be left who can sign in. */
  change(id: string, change: AccountChange): Promise<boolean | null>
  /**
   * Counts a try to sign in from an address (a keyed hash), before the password is looked at: see `countTry`. `knownAs`: the account
   * that was open in this browser before. Null where nobody can sign in: unknown, disabled, without a password, or locked.
   */
  beginTry(email: string, address: Uint8Array, knownAs: string | null): Promise<Tried | null>
  /** The same for somebody who is signed in already and must prove it once more. */
  beginTryOf(id: string, address: Uint8Array): Promise<Tried | null>
  /** The try succeeded: the tries before it count no more. */
  forgetTries(id: string, address: Uint8Array): Promise<void>
  /** The account has a new password: no tries count any more. */
  forgetAllTries(id: string): Promise<void>
  /** What ties who decides to who asked; null: they count as two people. */
  tieBetween(asked: string, decides: string): Promise<Tie | null>
  /** Forgets tries of long ago. */
  purge(): Promise<void>
}

const triesKeptHours = 24
interface Row {
  id: string
  email: string
  name: string
  roles: string[]
  language: string
  disabled: boolean
  passwordHash: string | null
  linkAt?: Date | null
  linkBy?: string | null
}

/** What others may know of a row: no hash. */
export const accountOf = (row: Row): Account => ({
  ...{ id: row.id, email: row.email, name: row.name, roles: row.roles as Role[] },
  ...{ language: row.language, disabled: row.disabled, hasPassword: row.passwordHash !== null },
  link: row.linkAt ? { at: row.linkAt, by: row.linkBy ?? null } : null,
})

export function accounts({ prisma, clock }: { readonly prisma: Prisma; readonly clock: () => Date }): Accounts {
  async function create({ roles, ...account }: NewAccount): Promise<Account | null> {
    const client = await prisma()
    const row = { id: randomId(), createdAt: clock(), roles: [...roles], ...account }
    const { count } = await client.account.createMany({ data: row, skipDuplicates: true })
    return count === 0 ? null : accountOf({ ...row, disabled: false })
  }

  async function change(id: string, { roles, ...change }: AccountChange): Promise<boolean | null> {
    const client = await prisma()
    return client.$transaction(async (tx) => {
      // One at a time, or two administrators who demote each other at once would leave nobody.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks.accounts}::bigint)`
      const before = await tx.account.findUnique({ where: { id } })
      if (before === null) return null
      const stays = (roles ?? before.roles).includes('administrator') && !(change.disabled ?? before.disabled)
      const others = { id: { not: id }, roles: { has: 'administrator' }, disabled: false, passwordHash: { not: null } }
      if (before.roles.includes('administrator') && !stays && (await tx.account.count({ where: others })) === 0)
        return false
      await tx.account.update({ where: { id }, data: { ...change, ...(roles && { roles: [...roles] }) } })
      return true
    })
  }

  async function forgetTries(accountId: string, from: { readonly address?: Uint8Array<ArrayBuffer> }): Promise<void> {
    const client = await prisma()
    await client.$transaction([
      client.signInTry.deleteMany({ where: { accountId, ...from } }),
      client.account.update({ where: { id: accountId }, data: { failedTries: 0, lockedUntil: null } }),
    ])
  }

  return {
    list: async () => (await (await prisma()).account.findMany({ orderBy: { name: 'asc' } })).map(accountOf),
    async find(id) {
      const row = await (await prisma()).account.findUnique({ where: { id } }).catch(rethrow)
      return row && accountOf(row)
    },
    create: (account) => create(account).catch(rethrow),
    change: (id, wanted) => change(id, wanted).catch(rethrow),
    beginTry: (email, address, knownAs) =>
      countTry(prisma, { email }, { address, knownAs, now: clock() }).catch(rethrow),
    beginTryOf: (id, address) => countTry(prisma, { id }, { address, knownAs: null, now: clock() }).catch(rethrow),
    forgetTries: (id, address) => forgetTries(id, { address: new Uint8Array(address) }).catch(rethrow),
    forgetAllTries: (id) => forgetTries(id, {}).catch(rethrow),
    tieBetween: async (asked, decides) => tieBetween(await prisma(), { asked, decides, now: clock() }).catch(rethrow),
    async purge() {
      const lastAt = { lt: new Date(clock().getTime() - triesKeptHours * 3_600_000) }
      await (await prisma()).signInTry.deleteMany({ where: { lastAt } }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
