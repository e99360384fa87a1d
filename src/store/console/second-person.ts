import type { PrismaClient } from '../generated/client.ts'

/**
 * Why two accounts may be one person: they are the same one; one of them made the other; or somebody else has had a link to the
 * account that decides within a day, and may have used it.
 */
export type Tie = 'same' | 'made_account' | 'link'

/** How long an account proves nothing after somebody else had a link to it. */
const hoursAfterLink = 24

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What ties who decides to who asked; null: nothing, they count as two people. */
export async function tieBetween(
  client: Pick<PrismaClient, 'account'>,
  { asked, decides, now }: { readonly asked: string; readonly decides: string; readonly now: Date },
): Promise<Tie | null> {
  if (asked === decides) return 'same'
  const ids = [asked, decides].filter((id) => uuid.test(id))
  const rows = await client.account.findMany({ where: { id: { in: ids } } })
  if (rows.some(({ createdBy }) => createdBy === asked || createdBy === decides)) return 'made_account'
  const since = now.getTime() - hoursAfterLink * 3_600_000
  const isFresh = rows.some(({ id, linkAt }) => id === decides && linkAt !== null && linkAt.getTime() > since)
  return isFresh ? 'link' : null
}
