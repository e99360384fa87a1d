import { valued } from '../../../results/said.ts'
import type { Page } from '../../page.ts'
import { readers } from '../flows/tools.ts'
import { wordsOf } from '../results/words.ts'
import { pathOf, type ScorecardTools, scorecardFlow } from './card.ts'

/** Every scorecard: closed rounds of flows that are one, by service point; the newest round first. */
export const scorecardsPage = (tools: ScorecardTools): Page => ({
  path: '/scorecards',
  audience: readers,
  menu: { label: 'scorecards.title', about: 'scorecards.about' },
  async show(request) {
    const rounds = []
    for (const round of (await tools.closedRounds()).toReversed()) {
      const flow = await scorecardFlow(tools, round)
      if (!flow) continue
      const words = wordsOf(flow.content, request)
      const points = flow.points.map((servicePoint) => ({
        path: pathOf({ ...round, servicePoint }),
        label: words.answer(flow.scorecard.servicePoint, valued(servicePoint)),
      }))
      rounds.push({ ...round, points })
    }
    return { view: 'scorecards/list', title: request.text('scorecards.title'), data: { rounds } }
  },
})
