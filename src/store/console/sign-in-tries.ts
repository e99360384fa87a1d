import type { Prisma } from '../prisma.ts'

/** Who may be asked for a password, and the hash that it must have. */
export interface Tried {
  readonly id: string
  readonly passwordHash: string
}

/** Wrong passwords in a row after which one address has to wait, and after which every browser that is not known has to. */
const [mostFromAddress, mostInAll] = [5, 50]
const lockMinutes = 15

/**
 * Counts a try to sign in, before the password is looked at: so that many tries at once count too. By account and address, so that
 * somebody who guesses locks out themselves and not the person; and for the account as a whole, against many addresses. A browser in
 * which the account was open before is neither counted nor locked. Null where nobody can sign in.
 */
export async function countTry(
  prisma: Prisma,
  where: { readonly email?: string; readonly id?: string },
  { address, knownAs, now }: { readonly address: Uint8Array; readonly knownAs: string | null; readonly now: Date },
): Promise<Tried | null> {
  const client = await prisma()
  const row = await client.account.findFirst({ where: { ...where, disabled: false, passwordHash: { not: null } } })
  if (row?.passwordHash == null) return null
  const { id, passwordHash } = row
  if (id === knownAs) return { id, passwordHash }
  const until = new Date(now.getTime() + lockMinutes * 60_000)
  const fromAddress = await client.$queryRaw<object[]>`
    INSERT INTO sign_in_try AS known (account_id, address, tries, last_at)
      VALUES (${id}::uuid, ${new Uint8Array(address)}::bytea, 1, ${now}::timestamptz)
    ON CONFLICT (account_id, address) DO UPDATE SET
      last_at = excluded.last_at,
      tries = CASE WHEN known.locked_until IS NULL THEN known.tries + 1 ELSE 1 END,
      locked_until = CASE WHEN known.locked_until IS NULL AND known.tries + 1 >= ${mostFromAddress}::int
                     THEN ${until}::timestamptz END
    WHERE known.locked_until IS NULL OR known.locked_until <= ${now}::timestamptz
    RETURNING tries`
  if (fromAddress.length === 0) return null
  const inAll = await client.$queryRaw<object[]>`
    UPDATE account SET
      failed_tries = CASE WHEN locked_until IS NULL THEN failed_tries + 1 ELSE 1 END,
      locked_until = CASE WHEN locked_until IS NULL AND failed_tries + 1 >= ${mostInAll}::int
                     THEN ${until}::timestamptz END
    WHERE id = ${id}::uuid AND (locked_until IS NULL OR locked_until <= ${now}::timestamptz)
    RETURNING id`
  return inAll.length === 0 ? null : { id, passwordHash }
}
