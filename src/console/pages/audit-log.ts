import { z } from 'zod'
import { Problem } from '../../problem.ts'
import type { Page } from '../page.ts'
import type { PageTools } from './tools.ts'

const perPage = 50

/** A filter that is left empty is none. */
const filter = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((written) => (written === '' ? undefined : written), schema.optional())

const filterSchema = z.object({
  account: filter(z.uuid()),
  action: filter(z.string().max(100)),
  before: filter(z.coerce.number().int().positive()),
})

/** Who did what. */
export const auditLogPage = ({ store: { accounts, audit } }: Pick<PageTools, 'store'>): Page => ({
  path: '/audit-log',
  audience: ['administrator'],
  menu: { label: 'audit.title', about: 'audit.about' },
  async show(request) {
    const wanted = filterSchema.safeParse(Object.fromEntries(request.query))
    if (!wanted.success) throw new Problem('malformed')
    const { account: accountId, action, before } = wanted.data
    const chosen = { ...(accountId && { accountId }), ...(action && { action }), ...(before && { before }) }
    // One more than is shown tells whether there are older ones.
    const [found, list, actions] = await Promise.all([
      audit.read(chosen, perPage + 1),
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
