import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import type { Texts } from '../../core/flow.ts'
import { createTranslator } from '../../core/texts.ts'
import { type Log, requestId } from '../../log.ts'
import { Problem } from '../../problem.ts'
import { asProblem } from '../../server/errors.ts'
import { sendKept } from '../../server/kept.ts'
import { limitPerMinute } from '../../server/rate-limit.ts'
import { type SitePage, type SiteRequest, siteBase } from '../site/page.ts'
import { createTemplates } from '../templates.ts'
import { readAssets } from './assets.ts'
import { pageHeaders } from './headers.ts'
import { readParameters, requireKnownParameters } from './parameters.ts'

export interface SiteOptions {
  readonly pages: readonly SitePage[]
  readonly texts: Texts
  readonly languages: readonly { readonly code: string; readonly name: string }[]
  readonly defaultLanguage: string
  readonly organisation: string
  /** Where browsers find us. Links that are shared name it, and never what a request calls us: the page may be kept for others. */
  readonly publicUrl: string | undefined
  readonly log: Log
}

/**
 * A page takes up to a tenth of a second of the thread that answers webhooks: so many in a minute leave most of it to them. One network address, which
 * many people may share, gets no more; browsers and caches before us keep a page for a minute.
 */
const pagesPerMinute = 120

/** Short, because a page can be taken back, and long enough for a page that many read at the same time. */
const cacheControl = 'public, max-age=60'

/** The results that anybody may read, to be mounted at `siteBase`: no sign-in, no cookies, no forms that change anything. */
export function createSite(options: SiteOptions): Router {
  const { pages, texts, languages, defaultLanguage, organisation, publicUrl, log } = options
  const translator = createTranslator(texts, defaultLanguage)
  const codes = languages.map(({ code }) => code)
  const asset = readAssets().path
  const render = createTemplates()

  function visit(request: Request): SiteRequest & { readonly address: URL } {
    const address = new URL(request.originalUrl, publicUrl ?? 'http://localhost')
    const wanted = address.searchParams.get('language') ?? ''
    const accepted = request.acceptsLanguages([defaultLanguage, ...codes]) || defaultLanguage
    const language = codes.includes(wanted) ? wanted : accepted
    return {
      ...{ language, address, query: address.searchParams, parameters: readParameters(request.params) },
      text: (key, parameters) => translator.text(language, `console:${key}`, parameters),
    }
  }

  /** The same page in each language. */
  const versions = ({ pathname, searchParams }: URL) =>
    languages.map(({ code, name }) => {
      const query = new URLSearchParams(searchParams)
      query.set('language', code)
      return { code, name, href: `${pathname}?${query}` }
    })

  const page = (view: string, address: URL, { language, text }: Pick<SiteRequest, 'language' | 'text'>, data: object) =>
    render(`./results/${view}`, {
      ...data,
      ...{ language, text, organisation, asset, base: siteBase, versions: versions(address) },
      address: publicUrl === undefined ? null : address.href,
    })

  const handle =
    ({ show }: SitePage): RequestHandler =>
    async (request, response) => {
      const asked = visit(request)
      const shown = await show(asked)
      response.vary('Accept-Language')
      if ('file' in shown) {
        response.attachment(shown.name)
        const body = typeof shown.file === 'string' ? shown.file : Buffer.from(shown.file).toString()
        return sendKept(request, response, { contentType: shown.contentType, body, cacheControl })
      }
      const { view, title, description, data } = shown
      const body = page(view, asked.address, asked, { ...data, title, description })
      sendKept(request, response, { contentType: 'text/html; charset=utf-8', body, cacheControl })
    }

  /** In plain words: what is not public looks like what was never there. */
  const problemPage: ErrorRequestHandler = (error, request: Request, response: Response, next) => {
    const problem = asProblem(error)
    if (problem.status >= 500) log.error({ error: problem }, 'a public page failed')
    if (response.headersSent) return next(error)
    const asked = visit(Object.assign(Object.create(request), { params: {} }) as Request)
    const key = translator.has(defaultLanguage, `console:results.site.problem.${problem.code}.title`)
      ? problem.code
      : 'other'
    if (problem.status === 429 || problem.status === 503)
      response.setHeader('retry-after', Math.ceil(problem.retryAfterSeconds ?? 5))
    const [title, advice] = ['title', 'advice'].map((part) => asked.text(`results.site.problem.${key}.${part}`))
    response
      .status(problem.status)
      .type('html')
      .send(page('site-problem', asked.address, asked, { title, description: advice, advice, id: requestId() ?? null }))
  }

  const router = Router()
  router.use(pageHeaders)
  router.use(limitPerMinute(pagesPerMinute))
  for (const each of pages) {
    requireKnownParameters(each.path)
    router
      .route(each.path)
      .get(handle(each))
      .all((_request, response) => {
        response.setHeader('allow', 'GET, HEAD')
        throw new Problem('method_not_allowed')
      })
  }
  router.use(() => {
    throw new Problem('not_found')
  })
  router.use(problemPage)
  return router
}
