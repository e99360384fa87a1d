import { countSchema } from '../../../core/names.ts'
import { Problem } from '../../../problem.ts'
import type { Page } from '../../page.ts'
import { type FlowTools, flowName, readers } from './tools.ts'

/** Throws `not_found` where there can be no such revision. */
function revisionIn(query: URLSearchParams, name: string, otherwise: number): number {
  const written = query.get(name) ?? ''
  if (written === '') return otherwise
  const revision = countSchema.safeParse(written)
  if (!revision.success) throw new Problem('not_found')
  return revision.data
}

/** Every revision of a draft, and what changed between two of them. */
export const flowHistoryPage = ({ workshop, worker }: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/history',
  audience: readers,
  async show(request) {
    const name = flowName(request)
    const revisions = await workshop.history(name)
    const newest = revisions[0]?.revision ?? 0
    const to = revisionIn(request.query, 'to', newest)
    const from = revisionIn(request.query, 'from', Math.max(0, to - 1))
    const changed =
      newest === 0
        ? []
        : await worker.run('compare', {
            from: await workshop.filesOf(name, from),
            to: await workshop.filesOf(name, to),
          })
    return {
      view: 'flows/history',
      title: request.text('history.title', { name }),
      data: { name, revisions, from, to, changed },
    }
  },
})
