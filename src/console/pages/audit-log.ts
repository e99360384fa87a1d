import { z } from 'zod'
import type { Page } from '../page.ts'
import type { PageTools } from './tools.ts'

const perPage = 50

/** A filter that is not understood is none. */
const filterSchema = z.object({
  account: z.uuid().optional().catch(undefined),
  action: z.string().min(1).max(100).optional().catch(undefined),
  before: z.coerce.number().int().positive().optional().catch(undefined),
})

/** Who did what. */
export const auditLogPage = ({ store: { accounts, audit } }: Pick<PageTools, 'store'>): Page => ({
  path: '/audit-log',
  audience: ['administrator'],
  menu: { label: 'audit.title', about: 'audit.about' },
  async show(request) {
    const { account: accountId, action, before } = filterSchema.parse(Object.fromEntries(request.query))
    const filter = { ...(accountId && { accountId }), ...(action && { action }), ...(before && { before }) }
    // One more than is shown tells whether there are older ones.
    const [found, list, actions] = await Promise.all([
      audit.read(filter, perPage + 1),
      accounts.list(),
      audit.actions(),
    ])
    const entries = found.slice(0, perPage)
    const older = new URLSearchParams({
      ...(accountId && { account: accountId }),
      ...(action && { action }),
      before: String(entries.at(-1)?.id ?? 0),
    })
    const names = new Map(list.map(({ id, name }) => [id, name]))
    return {
      view: 'audit-log',
      title: request.text('audit.title'),
      data: { entries, names, list, actions, chosen: { accountId, action }, older: found.length > perPage && older },
    }
  },
})
