import { roundOf } from '../../../core/flow.ts'
import { countFieldwork } from '../../flows/fieldwork.ts'
import type { Page } from '../../page.ts'
import { type FlowTools, readers } from './tools.ts'

/** How it goes with the flows that are, or were, open; and whether replies get through. */
export const fieldworkPage = ({
  workshop,
  asked,
  interviews,
  backlog,
  closedRounds,
  minimum,
}: Pick<FlowTools, 'workshop' | 'asked' | 'interviews' | 'backlog' | 'closedRounds' | 'minimum'>): Page => ({
  path: '/fieldwork',
  audience: readers,
  menu: { label: 'fieldwork.title', about: 'fieldwork.about' },
  async show(request) {
    const summaries = await workshop.list()
    const opened = summaries.filter(({ state }) => state !== 'draft' && state !== 'in_review' && state !== 'refused')
    const closed = await closedRounds()
    const flows = []
    for (const { name, state } of opened) {
      const { flow } = await asked(name)
      const rule = {
        k: await minimum(roundOf(flow)),
        isClosed: closed.some((each) => each.flow === flow.name && each.round === flow.round),
      }
      // A flow of the project that nobody launched has no state of its own when its round is over.
      flows.push({
        name,
        round: flow.round,
        state: rule.isClosed ? 'closed' : state,
        ...(await countFieldwork(interviews, flow, rule)),
        k: rule.k,
      })
    }
    return {
      view: 'flows/fieldwork',
      title: request.text('fieldwork.title'),
      data: { flows, backlog: await backlog() },
    }
  },
})
