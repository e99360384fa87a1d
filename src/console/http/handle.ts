import type { Request, RequestHandler, Response } from 'express'
import type { Translator } from '../../core/texts.ts'
import { Problem } from '../../problem.ts'
import type { AuditLog } from '../../store/console/audit-log.ts'
import { enteredIn, type FormState, faultsOf } from '../forms.ts'
import { type Action, type Answer, type Audience, belongs, FieldFaults, type Page, type Redirect } from '../page.ts'
import { readForm } from './body.ts'
import { refuseForgery } from './forgery.ts'
import { readParameters } from './parameters.ts'
import type { Responses } from './responses.ts'
import type { Visit, VisitOptions } from './visit.ts'

export interface HandleOptions extends VisitOptions {
  readonly audit: AuditLog
  readonly responses: Responses
  readonly translator: Translator
}

/** Who is not signed in is asked to, and comes back; who may not is refused. */
function admit({ account }: Visit, audience: Audience, path: string): Redirect | null {
  if (belongs(account, audience)) return null
  if (account === null) return { redirect: `/sign-in?next=${encodeURIComponent(path)}` }
  throw new Problem('not_allowed')
}

/** A visit with what its address names. Throws `not_found`. */
const located = (visit: Visit, { params }: Request): Visit => ({
  ...visit,
  request: { ...visit.request, parameters: readParameters(params) },
})

/** One request for a page: session, roles, form, forgery, address, the deed, the audit log, the answer; in this order. */
export function handlePage(page: Page, options: HandleOptions): RequestHandler {
  const { audit, responses, translator, publicUrl } = options

  /** Does what a form asks for. Faults of its fields come back as such. */
  async function perform(name: string, action: Action, form: FormData, visit: Visit): Promise<Answer | FormState> {
    const entered = enteredIn(form)
    const { text, account } = visit.request
    const isKey = (key: string) => translator.has(options.defaultLanguage, `console:${key}`)
    const values = await action.form.safeParseAsync(entered)
    if (!values.success) return { action: name, entered, faults: faultsOf(values.error, text, isKey) }
    try {
      const answer = await action.run(visit.request, values.data)
      if (action.audit !== null)
        await audit.add({ accountId: account?.id ?? null, action: action.audit, ...answer.audit })
      return answer
    } catch (error) {
      if (!(error instanceof FieldFaults)) throw error
      const faults = Object.entries(error.faults).map(([field, key]) => [field, text(key)])
      return { action: name, entered, faults: Object.fromEntries(faults) }
    }
  }

  async function submit(request: Request, response: Response, known: Visit): Promise<void> {
    const isSignedIn = known.account !== null
    const form = await readForm(request, response, { isSignedIn, largest: page.largestForm })
    refuseForgery(request, form, known.token, publicUrl)
    const visit = located(known, request)
    const name = String(form.get('action'))
    const action = Object.hasOwn(page.actions ?? {}, name) ? page.actions?.[name] : undefined
    if (!action) throw new Problem('malformed')
    if (action.audience) admit(visit, action.audience, page.path)
    const result = await perform(name, action, form, visit)
    if (!('faults' in result)) return responses.send(response, result, visit)
    responses.send(response, await page.show(visit.request), visit, { status: 422, formState: result })
  }

  return async (request, response) => {
    const known = response.locals.visit as Visit
    const isForm = request.method === 'POST'
    // Who may not send a form has it thrown away: the connection ends with the answer.
    if (isForm && !belongs(known.account, page.audience)) response.setHeader('connection', 'close')
    const elsewhere = admit(known, page.audience, request.url)
    if (elsewhere) return responses.send(response, elsewhere, known)
    if (isForm) return submit(request, response, known)
    const visit = located(known, request)
    responses.send(response, await page.show(visit.request), visit)
  }
}
