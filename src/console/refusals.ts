import type { AuditLog } from '../store/console/audit-log.ts'

/** How long refusals of one kind are counted before they are noted again. */
const minutes = 10
const mostCounted = 1000

/** Refused sign-ins, in the audit log. */
export interface Refusals {
  /** `accountId`: null where nobody has such an account. `way`: how somebody tried. */
  note(accountId: string | null, way: string, now: Date): Promise<void>
}

/**
 * Rows of the audit log are never deleted, and anybody can be refused: so the first refusal of a kind is noted, those of the next ten
 * minutes are counted, and the count is noted with the next one after that.
 */
export function createRefusals(audit: Pick<AuditLog, 'add'>): Refusals {
  const counted = new Map<string, { readonly since: number; more: number }>()
  return {
    async note(accountId, way, now) {
      const key = `${accountId} ${way}`
      const known = counted.get(key)
      if (known && now.getTime() - known.since < minutes * 60_000) {
        known.more++
        return
      }
      if (counted.size >= mostCounted) counted.clear()
      counted.set(key, { since: now.getTime(), more: 0 })
      const details = { way, ...(known && known.more > 0 && { before: known.more }) }
      await audit.add({ accountId, action: 'session.refused', details })
    },
  }
}
