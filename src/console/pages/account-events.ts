import type { Account } from '../../store/console/accounts.ts'
import type { ConsoleStore } from '../../store/console/console-store.ts'

/** How long somebody is told at the home page that another person had a link to their account. */
const daysTold = 90
const mostEvents = 20

type Store = Pick<ConsoleStore, 'accounts' | 'audit'>

/** That somebody else had a link with which they could sign in as this person; null where nobody had, or long ago. */
export async function linkNotice({ link }: Account, now: Date, { accounts }: Pick<Store, 'accounts'>) {
  if (link === null || now.getTime() - link.at.getTime() > daysTold * 86_400_000) return null
  const by = link.by === null ? null : await accounts.find(link.by)
  return { at: link.at, by: by?.name ?? null }
}

/** What the audit log says about an account: what others did to it, and how it was signed in to. The newest first. */
export async function accountEvents({ id }: Account, { accounts, audit }: Store) {
  const [done, opened, list] = await Promise.all([
    audit.read({ subject: id }, mostEvents),
    audit.read({ accountId: id, action: 'session.opened' }, mostEvents),
    accounts.list(),
  ])
  const names = new Map(list.map((each) => [each.id, each.name]))
  return [...done, ...opened]
    .sort((a, b) => b.id - a.id)
    .slice(0, mostEvents)
    .map(({ at, action, accountId, details }) => ({
      ...{ at, action, way: String(details.way ?? '') },
      by: accountId === null ? null : (names.get(accountId) ?? accountId),
    }))
}
