import type { Page } from '../../page.ts'
import { type FlowTools, flowName, readers } from './tools.ts'

const numberIn = (query: URLSearchParams, name: string, otherwise: number): number => {
  const value = Number.parseInt(query.get(name) ?? '', 10)
  return Number.isInteger(value) && value >= 0 ? value : otherwise
}

/** Every revision of a draft, and what changed between two of them. */
export const flowHistoryPage = ({ workshop, worker }: Pick<FlowTools, 'workshop' | 'worker'>): Page => ({
  path: '/flows/:name/history',
  audience: readers,
  async show(request) {
    const name = flowName(request)
    const revisions = await workshop.history(name)
    const newest = revisions[0]?.revision ?? 0
    const to = numberIn(request.query, 'to', newest)
    const from = numberIn(request.query, 'from', Math.max(0, to - 1))
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
