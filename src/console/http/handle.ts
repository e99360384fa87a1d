import type { Request, RequestHandler, Response } from 'express'
import type { Translator } from '../../core/texts.ts'
import { Problem } from '../../problem.ts'
import type { AuditLog } from '../../store/console/audit-log.ts'
import { enteredIn, type FormState, faultsOf } from '../forms.ts'
import { type Action, type Answer, type Audience, belongs, FieldFaults, type Page, type Redirect } from '../page.ts'
import { formOf } from './body.ts'
import { refuseForgery } from './forgery.ts'
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

/** One request for a page: session, roles, forgery, form, the deed, the audit log, the answer; in this order. */
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

  async function submit(request: Request, response: Response, visit: Visit): Promise<void> {
    const form = await formOf(request)
    refuseForgery(request, form, visit.token, publicUrl)
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
    const parameters = request.params as Record<string, string>
    const visit = { ...known, request: { ...known.request, parameters } }
    const elsewhere = admit(visit, page.audience, request.url)
    if (elsewhere) return responses.send(response, elsewhere, visit)
    if (request.method === 'POST') return submit(request, response, visit)
    responses.send(response, await page.show(visit.request), visit)
  }
}
