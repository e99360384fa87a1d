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
      const isClosed = closed.some((each) => each.flow === flow.name && each.round === flow.round)
      flows.push({
        ...{ name, round: flow.round },
        // A flow of the project that nobody launched has no state of its own when its round is over.
        state: isClosed ? 'closed' : state,
        counts: isClosed ? null : await countFieldwork(interviews, flow, await minimum(roundOf(flow))),
      })
    }
    return {
      view: 'flows/fieldwork',
      title: request.text('fieldwork.title'),
      data: { flows, backlog: await backlog() },
    }
  },
})
