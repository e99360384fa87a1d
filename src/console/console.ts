import { Router } from 'express'
import type { DayOf } from '../core/days.ts'
import type { Texts } from '../core/flow.ts'
import { createTranslator } from '../core/texts.ts'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { limitPerMinute } from '../server/rate-limit.ts'
import type { ConsoleStore } from '../store/console/console-store.ts'
import { readAssets } from './http/assets.ts'
import { errorPage } from './http/errors.ts'
import { handlePage } from './http/handle.ts'
import { pageHeaders } from './http/headers.ts'
import { requireKnownParameters } from './http/parameters.ts'
import { createResponses } from './http/responses.ts'
import { findVisit } from './http/visit.ts'
import type { Page } from './page.ts'
import { createViews } from './views.ts'

export interface ConsoleOptions {
  readonly pages: readonly Page[]
  readonly store: ConsoleStore
  /** `console.json` of each language that the console speaks. */
  readonly texts: Texts
  readonly languages: readonly { readonly code: string; readonly name: string }[]
  readonly defaultLanguage: string
  readonly production: boolean
  /** Where browsers find us, if it is not where they say. */
  readonly publicUrl: string | undefined
  readonly clock: () => Date
  /** Days of the survey's time zone; none given: UTC. */
  readonly dayOf?: DayOf
  readonly log: Log
  /** Forms that one network address may send in a minute to pages that are open to anybody: guesses at passwords. */
  readonly formsPerMinute?: number
}

const usualFormsPerMinute = 30

/** The web pages for the people who run a survey, to be mounted at `base`. `pages/index.ts` lists what there is. */
export function createConsole(options: ConsoleOptions): Router {
  const { pages, store, texts, languages, defaultLanguage } = options
  const translator = createTranslator(texts, defaultLanguage)
  const assets = readAssets()
  const responses = createResponses({ pages, languages, render: createViews(assets) })
  const shared = { ...options, ...store, translator, responses, languages: languages.map(({ code }) => code) }
  const limit = limitPerMinute(options.formsPerMinute ?? usualFormsPerMinute)

  const router = Router()
  router.use(pageHeaders)
  router.get('/public/:hash/:name', assets.serve)
  router.use(findVisit(shared))
  for (const page of pages) {
    requireKnownParameters(page.path)
    const route = router.route(page.path)
    const handler = handlePage(page, shared)
    route.get(...(page.limitsVisits ? [limit] : []), handler)
    if (page.actions) route.post(...(page.audience === 'anybody' ? [limit] : []), handler)
    route.all((_request, response) => {
      response.setHeader('allow', page.actions ? 'GET, POST' : 'GET')
      throw new Problem('method_not_allowed')
    })
  }
  router.use(() => {
    throw new Problem('not_found')
  })
  router.use(errorPage(shared))
  return router
}
