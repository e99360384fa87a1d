import { z } from 'zod'
import { Problem } from '../../../problem.ts'
import type { Round } from '../../../store/contacts.ts'
import { action, type ConsoleRequest, type Page } from '../../page.ts'
import { type FlowTools, flowName, readers } from '../flows/tools.ts'
import { publicPage, publicPageName } from './public-page.ts'
import { roundPage } from './round-page.ts'
import { type RoundResults, resultsOf } from './round-results.ts'

type ResultTools = Pick<FlowTools, 'facts' | 'tables' | 'closedRounds' | 'readPopulation'>

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
    const page = await roundPage({ ...results, population }, request)
    return { view: 'results/round', title: page.title, data: { ...page, margins, faults } }
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
      /** A page that anybody can be given. */
      download: action({
        audit: 'results.page_downloaded',
        form: z.object({ margins: z.string().max(longestMargins).default('') }),
        async run(request, { margins }) {
          const results = await resultsOf(roundOf(request), tools)
          const { round } = results.facts
          const { population } = populationOf(margins, results)
          return {
            file: await publicPage({ ...results, population }, request),
            ...{ name: publicPageName(round), contentType: 'text/html; charset=utf-8' },
            audit: { subject: round.flow },
          }
        },
      }),
    },
  }
}
