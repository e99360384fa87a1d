import { randomId } from '../../privacy/chance.ts'
import { asProblem } from '../database.ts'
import type { Prisma } from '../prisma.ts'

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
   * Counts a try to sign in, before the password is looked at: so that many tries at once count too. Null where nobody can sign
   * in: unknown, disabled, without a password, or locked after too many tries.
   */
  beginTry(email: string): Promise<{ readonly id: string; readonly passwordHash: string } | null>
  /** The same for somebody who is signed in already and must prove it once more. */
  beginTryOf(id: string): Promise<{ readonly id: string; readonly passwordHash: string } | null>
  /** The try succeeded: the tries before it count no more. */
  forgetTries(id: string): Promise<void>
}

const mostTries = 5
const lockMinutes = 15
const lock = 4_840_347

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
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lock}::bigint)`
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

  async function countTry(where: { readonly email?: string; readonly id?: string }) {
    const now = clock()
    const lockedUntil = new Date(now.getTime() + lockMinutes * 60_000)
    const rows = await (await prisma()).$queryRaw<{ id: string; passwordHash: string }[]>`
      UPDATE account SET
        failed_tries = CASE WHEN locked_until IS NULL THEN failed_tries + 1 ELSE 1 END,
        locked_until = CASE WHEN locked_until IS NULL AND failed_tries + 1 >= ${mostTries}::int
                       THEN ${lockedUntil}::timestamptz END
      WHERE (email = ${where.email ?? null}::text OR id = ${where.id ?? null}::uuid)
        AND NOT disabled AND password_hash IS NOT NULL AND (locked_until IS NULL OR locked_until <= ${now}::timestamptz)
      RETURNING id, password_hash AS "passwordHash"`
    return rows[0] ?? null
  }

  return {
    list: async () => (await (await prisma()).account.findMany({ orderBy: { name: 'asc' } })).map(accountOf),
    async find(id) {
      const row = await (await prisma()).account.findUnique({ where: { id } }).catch(rethrow)
      return row && accountOf(row)
    },
    create: (account) => create(account).catch(rethrow),
    change: (id, wanted) => change(id, wanted).catch(rethrow),
    beginTry: (email) => countTry({ email }).catch(rethrow),
    beginTryOf: (id) => countTry({ id }).catch(rethrow),
    async forgetTries(id) {
      const data = { failedTries: 0, lockedUntil: null }
      await (await prisma()).account.update({ where: { id }, data }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
