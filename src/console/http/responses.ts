import type { Response } from 'express'
import type { FormState } from '../forms.ts'
import { type Answer, base, belongs, type Download, type Page, type Redirect, type View } from '../page.ts'
import type { RenderView } from '../views.ts'
import { formToken } from './forgery.ts'
import type { Visit } from './visit.ts'

export interface ResponseOptions {
  readonly pages: readonly Page[]
  readonly languages: readonly { readonly code: string; readonly name: string }[]
  readonly render: RenderView
}

interface Shown {
  readonly status?: number
  readonly formState?: FormState
}

/** Writes answers of pages as HTTP. */
export function createResponses({ pages, languages, render }: ResponseOptions) {
  function show(
    response: Response,
    view: View,
    { request, cookies, token }: Visit,
    { status = 200, formState }: Shown,
  ) {
    const said = cookies.get('said')
    cookies.set('said', null)
    const menu = pages.flatMap(({ path, audience, menu }) =>
      menu && belongs(request.account, audience) ? [{ path, ...menu }] : [],
    )
    const html = render(view, {
      ...{ request, languages, menu },
      token: formToken(token),
      path: response.req.originalUrl.slice(base.length) || '/',
      said: said === undefined ? null : request.text(said),
      formState: formState ?? null,
    })
    response.status(status).type('html').send(html)
  }

  function send(response: Response, answer: Answer, visit: Visit, shown: Shown = {}): void {
    if ('view' in answer) show(response, answer, visit, shown)
    else if ('file' in answer) download(response, answer)
    else if ('elsewhere' in answer) response.redirect(303, answer.elsewhere)
    else redirect(response, answer, visit)
  }

  return { send, show }
}

function download(response: Response, { file, name, contentType }: Download): void {
  response.attachment(name).type(contentType)
  response.send(typeof file === 'string' ? file : Buffer.from(file))
}

function redirect(
  response: Response,
  { redirect, said, session, device, language }: Redirect,
  { cookies }: Visit,
): void {
  if (said !== undefined) cookies.set('said', said)
  if (session !== undefined) cookies.set('session', session)
  if (device !== undefined) cookies.set('device', device)
  if (language !== undefined) cookies.set('language', language)
  // 303: whatever was sent, what comes next is fetched.
  response.redirect(303, base + redirect)
}

export type Responses = ReturnType<typeof createResponses>
