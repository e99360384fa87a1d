import { z } from 'zod'
import { Problem } from '../../../problem.ts'
import type { Round } from '../../../store/contacts.ts'
import { action, base, belongs, type ConsoleRequest, type Page, signedIn } from '../../page.ts'
import { siteBase } from '../../site/page.ts'
import { type FlowTools, flowName, readers } from '../flows/tools.ts'
import { breakdownPage } from './breakdown.ts'
import type { PageAddress } from './picker.ts'
import { publicPage, publicPageName } from './public-page.ts'
import { roundPage } from './round-page.ts'
import { type RoundResults, resultsOf } from './round-results.ts'
import { roundsOf, seriesPage } from './series.ts'

type ResultTools = Pick<FlowTools, 'facts' | 'tables' | 'closedRounds' | 'readPopulation' | 'publicResults'>

/** Who decides what anybody may read. */
const deciders = ['approver', 'administrator'] as const

/** Closed rounds, the newest first: only of these something can be published. */
export const resultsPage = ({ closedRounds }: Pick<FlowTools, 'closedRounds'>): Page => ({
  path: '/results',
  audience: readers,
  menu: { label: 'results.title', about: 'results.about' },
  async show(request) {
    const rounds = (await closedRounds()).toReversed()
    return { view: 'results/list', title: request.text('results.title'), data: { rounds } }
  },
})

/** The round that the address names. */
const roundOf = (request: ConsoleRequest): Round => ({ flow: flowName(request), round: request.parameters.round ?? '' })

/** To the page of a round, with what was done. */
const back = ({ flow, round }: Round, said: string) => ({
  ...{ redirect: `/results/${flow}/${encodeURIComponent(round)}`, said },
  audit: { subject: flow, details: { round } },
})

const longestPlace = 200

/** Where the page of a round is. */
function addressOf(request: ConsoleRequest): PageAddress {
  const { flow, round } = roundOf(request)
  return { path: `${base}/results/${flow}/${encodeURIComponent(round)}`, query: request.query }
}

/** Any breakdown of what is published of a round. */
export const breakdownOfResults = (tools: Pick<ResultTools, 'facts' | 'tables' | 'closedRounds'>): Page => ({
  path: '/results/:name/:round/breakdown',
  audience: readers,
  async show(request) {
    const { file, title, ...data } = breakdownPage(
      await resultsOf(roundOf(request), tools),
      request,
      addressOf(request),
    )
    return file ?? { view: 'results/breakdown', title, data }
  },
})

/** The indicators of a flow over all rounds of which something is published. */
export const seriesOfResults = (tools: Pick<ResultTools, 'facts' | 'closedRounds'>): Page => ({
  path: '/results/:name',
  audience: readers,
  async show(request) {
    const flow = flowName(request)
    const closed = (await tools.closedRounds()).filter((each) => each.flow === flow)
    const page = seriesPage(await roundsOf(closed, tools), request, {
      ...{ path: `${base}/results/${flow}`, query: request.query },
    })
    if (!page) throw new Problem('not_found')
    const { file, title, ...data } = page
    return file ?? { view: 'results/series', title, data }
  },
})

/** Bytes of a margins file; in the form of the page to share each may take three. */
const longestMargins = 50_000

/** The published figures of a closed round: indicators, who answered and who did not, and a chart, sentences and numbers of each question. */
export function flowResultsPage(tools: ResultTools): Page {
  /** `margins`: the text of a file; empty: none. Of one that cannot be used it is said why. */
  function populationOf(margins: string, { facts }: RoundResults) {
    if (margins === '') return { population: facts.population, faults: [] }
    try {
      return { population: tools.readPopulation(margins, facts.content.flow), faults: [] }
    } catch (error) {
      if (error instanceof Problem && error.code === 'usage') return { population: null, faults: error.details }
      throw error
    }
  }

  async function show(request: ConsoleRequest, margins = '') {
    const results = await resultsOf(roundOf(request), tools)
    const { population, faults } = populationOf(margins, results)
    const page = roundPage({ ...results, population }, request, addressOf(request))
    const { round } = results.facts
    const open = (await tools.publicResults.list()).find(
      (each) => each.flow === round.flow && each.round === round.round,
    )
    const hosted = {
      address: `${siteBase}/${round.flow}/${encodeURIComponent(round.round)}`,
      ...{ open: open ?? null, mayDecide: belongs(request.account, deciders) },
    }
    return { view: 'results/round', title: page.title, data: { ...page, margins, faults, hosted } }
  }

  return {
    path: '/results/:name/:round',
    audience: readers,
    largestForm: 4 * longestMargins,
    show: (request) => show(request),
    actions: {
      /** Shows the page with who answered set against a file of what is known of the population. Nothing is kept. */
      compare: action({
        audit: null,
        form: z.object({
          margins: z
            .instanceof(File, { error: 'error.required' })
            .refine(({ size }) => size > 0, 'error.required')
            .refine(({ size }) => size <= longestMargins, 'error.too_long'),
        }),
        run: async (request, { margins }) => show(request, await margins.text()),
      }),
      /** From now on anybody may read it. */
      make_public: action({
        audit: 'results.made_public',
        audience: deciders,
        form: z.object({
          place: z.string().trim().min(1, 'error.required').max(longestPlace, 'error.too_long'),
        }),
        async run(request, { place }) {
          const { facts } = await resultsOf(roundOf(request), tools)
          if (facts.published.length === 0) throw new Problem('not_found')
          await tools.publicResults.open(facts.round, place, signedIn(request).id)
          return back(facts.round, 'results.hosted.said.open')
        },
      }),
      take_back: action({
        audit: 'results.taken_back',
        audience: deciders,
        form: z.object({}),
        async run(request) {
          const round = roundOf(request)
          await tools.publicResults.withdraw(round)
          return back(round, 'results.hosted.said.taken_back')
        },
      }),
      /** A page that anybody can be given. */
      download: action({
        audit: 'results.page_downloaded',
        form: z.object({ margins: z.string().max(longestMargins).default('') }),
        async run(request, { margins }) {
          const results = await resultsOf(roundOf(request), tools)
          const { round } = results.facts
          const { population } = populationOf(margins, results)
          return {
            file: publicPage({ ...results, population }, request),
            ...{ name: publicPageName(round), contentType: 'text/html; charset=utf-8' },
            audit: { subject: round.flow },
          }
        },
      }),
    },
  }
}
