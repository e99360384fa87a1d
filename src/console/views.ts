import { type FormState, type FormWriter, formWriter } from './forms.ts'
import type { Assets } from './http/assets.ts'
import { base, type ConsoleRequest, type View } from './page.ts'
import { createTemplates } from './templates.ts'

/** What stands around every page. */
interface Surroundings {
  readonly request: ConsoleRequest
  /** Proves that a form belongs to this session. */
  readonly token: string
  /** Of the pages that this account may see. */
  readonly menu: readonly { readonly path: string; readonly label: string; readonly about: string }[]
  readonly path: string
  readonly languages: readonly { readonly code: string; readonly name: string }[]
  /** A sentence about what was just done. */
  readonly said: string | null
  readonly formState: FormState | null
}

export type RenderView = (view: View, surroundings: Surroundings) => string

/**
 * Writes pages. Only markup of `forms.ts` and of other templates may be printed without being escaped. Templates find as `it`:
 * the view's own data, and what is put together here.
 */
export function createViews(assets: Assets): RenderView {
  const render = createTemplates()

  return ({ view, title, data }, surroundings) => {
    const { request, token, formState } = surroundings
    const text: ConsoleRequest['text'] = (key, parameters) => request.text(key, parameters)
    const forms = new Map<string, FormWriter>()
    const form = (action: string) => {
      const known = forms.get(action) ?? formWriter(action, formState, { render, text, token })
      forms.set(action, known)
      return known
    }
    return render(`./${view}`, {
      ...data,
      ...surroundings,
      ...{ title, text, form, base, asset: assets.path, account: request.account, language: request.language },
      /** A moment, to the minute, in UTC: everybody who reads it means the same. */
      moment: (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      faulty: formState !== null && Object.keys(formState.faults).length > 0,
    })
  }
}
