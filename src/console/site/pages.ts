import { Problem } from '../../problem.ts'
import type { PublicResult } from '../../store/public-results.ts'
import { type FlowTools, flowName } from '../pages/flows/tools.ts'
import { breakdownPage } from '../pages/results/breakdown.ts'
import type { PageAddress } from '../pages/results/picker.ts'
import { publicView } from '../pages/results/public-page.ts'
import { resultsOf } from '../pages/results/round-results.ts'
import { roundsOf, seriesPage } from '../pages/results/series.ts'
import { wordsOf } from '../pages/results/words.ts'
import { type SitePage, type SiteRequest, siteBase } from './page.ts'

export type SiteTools = Pick<FlowTools, 'facts' | 'tables' | 'closedRounds' | 'publicResults'>

/** What is public of a flow, and the round that the address names. Throws `not_found` for what is not public. */
async function publicOf(request: SiteRequest, { publicResults }: SiteTools) {
  const flow = flowName(request)
  const open = (await publicResults.list()).filter((each) => each.flow === flow)
  const round = open.find((each) => each.round === request.parameters.round)
  return { open, round }
}

/** Everything about a round that is public. What changed since a round before is shown only where that is public, too. */
async function roundOf(request: SiteRequest, tools: SiteTools) {
  const { open, round } = await publicOf(request, tools)
  if (!round) throw new Problem('not_found')
  const { before, ...results } = await resultsOf(round, tools)
  const isOpen = before !== null && open.some((each) => each.round === before.round)
  return { decided: round, results: { ...results, before: isOpen ? before : null } }
}

const addressOf = ({ parameters, query }: SiteRequest): PageAddress => ({
  ...{ path: `${siteBase}/${parameters.name}/${encodeURIComponent(parameters.round ?? '')}`, query },
})

/** What is public. */
const listPage = (tools: SiteTools): SitePage => ({
  path: '/',
  async show(request) {
    const { text } = request
    const known = (await tools.publicResults.list()).map(async (each: PublicResult) => {
      const { content } = await tools.facts(each)
      return { ...each, title: wordsOf(content, request).title }
    })
    return {
      ...{ view: 'site-list', title: text('results.site.title'), description: text('results.site.about') },
      data: { rounds: await Promise.all(known) },
    }
  },
})

const roundPage = (tools: SiteTools): SitePage => ({
  path: '/:name/:round',
  async show(request) {
    const { decided, results } = await roundOf(request, tools)
    const { title, description, ...data } = publicView(results, request, addressOf(request))
    return { view: 'site-round', title, description, data: { ...data, decided } }
  },
})

/** Any breakdown of what is public. */
const breakdownOfRound = (tools: SiteTools): SitePage => ({
  path: '/:name/:round/breakdown',
  async show(request) {
    const { decided, results } = await roundOf(request, tools)
    const { file, title, ...data } = breakdownPage(results, request, addressOf(request))
    return file ?? { view: 'site-breakdown', title, description: data.about, data: { ...data, decided } }
  },
})

/** The indicators of a flow over all of its rounds that are public. */
const seriesOfFlow = (tools: SiteTools): SitePage => ({
  path: '/:name',
  async show(request) {
    const { open } = await publicOf(request, tools)
    const closed = (await tools.closedRounds()).filter((each) =>
      open.some(({ flow, round }) => each.flow === flow && each.round === round),
    )
    const path = `${siteBase}/${flowName(request)}`
    const page = seriesPage(await roundsOf(closed, tools), request, { path, query: request.query })
    if (!page) throw new Problem('not_found')
    const { file, title, ...data } = page
    return file ?? { view: 'site-series', title, description: request.text('results.series.about'), data }
  },
})

/** Every public page. */
export const createSitePages = (tools: SiteTools): SitePage[] => [
  listPage(tools),
  roundPage(tools),
  breakdownOfRound(tools),
  seriesOfFlow(tools),
]
