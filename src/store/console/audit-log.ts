import { asProblem } from '../database.ts'
import type { Prisma } from '../prisma.ts'

/** Plain facts: names of ours, counts, yes or no. Never what somebody answered, and no secret. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>

interface NewAuditEntry {
  /** null: nobody who is signed in. */
  readonly accountId: string | null
  /** `account.invited`: the noun, and what became of it. */
  readonly action: string
  /** What it was done to: the id of an account, the name of a flow. */
  readonly subject?: string
  readonly details?: AuditDetails
}

interface AuditEntry extends Required<NewAuditEntry> {
  /** Counts up. */
  readonly id: number
  readonly at: Date
}

interface AuditFilter {
  readonly accountId?: string
  readonly action?: string
  readonly subject?: string
  /** Entries older than the one with this id. */
  readonly before?: number
}

/** Who did what in the console. Rows are added and read; the database refuses everything else. */
export interface AuditLog {
  add(entry: NewAuditEntry): Promise<void>
  /** The newest first, at most `count`. */
  read(filter: AuditFilter, count: number): Promise<AuditEntry[]>
  /** Every action that was ever noted, in alphabetical order. */
  actions(): Promise<string[]>
}

export function auditLog({ prisma, clock }: { readonly prisma: Prisma; readonly clock: () => Date }): AuditLog {
  return {
    async add({ accountId, action, subject, details }) {
      const data = { at: clock(), accountId, action, subject: subject ?? null, details: { ...details } }
      await (await prisma()).auditEntry.create({ data }).catch(rethrow)
    },
    async read({ accountId, action, subject, before }, count) {
      const rows = await (await prisma()).auditEntry
        .findMany({
          where: {
            ...(accountId !== undefined && { accountId }),
            ...(action !== undefined && { action }),
            ...(subject !== undefined && { subject }),
            ...(before !== undefined && { id: { lt: before } }),
          },
          orderBy: { id: 'desc' },
          take: count,
        })
        .catch(rethrow)
      return rows.map((row) => ({
        id: Number(row.id),
        at: row.at,
        accountId: row.accountId,
        action: row.action,
        subject: row.subject ?? '',
        details: row.details as AuditDetails,
      }))
    },
    async actions() {
      const rows = await (await prisma()).auditEntry
        .findMany({ distinct: ['action'], select: { action: true }, orderBy: { action: 'asc' } })
        .catch(rethrow)
      return rows.map(({ action }) => action)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
