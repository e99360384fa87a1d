import type { Request, RequestHandler, Response } from 'express'
import { type DayOf, utcDay } from '../../core/days.ts'
import { isStorableJson } from '../../core/names.ts'
import type { Translator } from '../../core/texts.ts'
import { randomSecret, tokenHash } from '../../privacy/chance.ts'
import { Problem } from '../../problem.ts'
import type { Account } from '../../store/console/accounts.ts'
import type { Sessions } from '../../store/console/sessions.ts'
import type { ConsoleRequest } from '../page.ts'
import { type Cookies, cookiesOf } from './cookies.ts'

export interface VisitOptions {
  readonly sessions: Sessions
  readonly translator: Translator
  /** Codes of the languages that the console speaks. */
  readonly languages: readonly string[]
  readonly defaultLanguage: string
  /** Cookies go over TLS only, and their names say so. */
  readonly production: boolean
  readonly clock: () => Date
  readonly dayOf?: DayOf
  /** Where browsers find us, if it is not where they say. */
  readonly publicUrl: string | undefined
}

/** Who asks, in which language, and the token that their forms are bound to. */
export interface Visit {
  readonly cookies: Cookies
  readonly account: Account | null
  /** Of the session; of nothing but this browser while nobody is signed in. */
  readonly token: string
  readonly request: ConsoleRequest
}

/** What the request says by itself, without looking at what is stored. */
export function anonymousVisit(request: Request, response: Response, options: VisitOptions): Visit {
  const cookies = cookiesOf(request, response, options.production)
  return visit(request, cookies, cookies.get('session') ?? null, null, options)
}

/** Looks up the session. Somebody without one gets a token too, so that the form to sign in cannot be forged either. */
export const findVisit =
  (options: VisitOptions): RequestHandler =>
  async (request, response, next) => {
    // Nothing that could not be stored gets any further.
    if (!isStorableJson([...queryOf(request)])) throw new Problem('malformed')
    const cookies = cookiesOf(request, response, options.production)
    const token = cookies.get('session') ?? null
    const account = token === null ? null : await options.sessions.find(tokenHash(token))
    const found = visit(request, cookies, token, account, options)
    if (token === null) cookies.set('session', found.token)
    response.locals.visit = found
    next()
  }

/** What stands after the question mark. */
const queryOf = ({ originalUrl }: Request) => new URL(originalUrl, 'http://localhost').searchParams

function visit(
  request: Request,
  cookies: Cookies,
  known: string | null,
  account: Account | null,
  { translator, languages, defaultLanguage, clock, dayOf = utcDay, publicUrl }: VisitOptions,
): Visit {
  const token = known ?? randomSecret()
  const now = clock()
  const wanted = [account?.language, cookies.get('language')].find(
    (code) => code !== undefined && languages.includes(code),
  )
  const accepted = request.acceptsLanguages([defaultLanguage, ...languages])
  const language = wanted ?? (accepted || defaultLanguage)
  return {
    ...{ cookies, account, token },
    request: {
      ...{ account, language },
      sessionHash: tokenHash(token),
      address: request.ip ?? '',
      device: cookies.get('device'),
      now,
      today: dayOf(now),
      origin: publicUrl ?? `${request.protocol}://${request.headers.host}`,
      parameters: {},
      query: queryOf(request),
      text: (key, parameters) => translator.text(language, `console:${key}`, parameters),
    },
  }
}
