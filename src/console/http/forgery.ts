import type { Request } from 'express'
import { derivedToken, sameSecret } from '../../privacy/chance.ts'
import { Problem } from '../../problem.ts'

/** What every form of a session carries: follows from the session's token, and does not lead back to it. */
export const formToken = (sessionToken: string): string => derivedToken(sessionToken, 'form')

/**
 * Refuses requests that another site made this browser send: they lack the token (a synchroniser token), and browsers say where
 * they come from. Throws `form_expired`.
 */
export function refuseForgery(
  request: Request,
  form: FormData,
  sessionToken: string,
  publicUrl: string | undefined,
): void {
  const given = form.get('token')
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const ours = [host, publicUrl && new URL(publicUrl).host]
  const foreign =
    (site !== undefined && site !== 'same-origin') || (origin !== undefined && !ours.includes(URL.parse(origin)?.host))
  if (foreign || typeof given !== 'string' || !sameSecret(given, formToken(sessionToken)))
    throw new Problem('form_expired')
}
