import type { Request, Response } from 'express'

/** The cookies of the console. All are unreadable for scripts and go to this server only. */
const names = { session: 'heard_session', said: 'heard_said', language: 'heard_language', device: 'heard_device' }

type CookieName = keyof typeof names

const yearMilliseconds = 31_536_000_000

export interface Cookies {
  get(name: CookieName): string | undefined
  /** null takes it away. The language and the proof of a known browser stay for a year, everything else until the browser is closed. */
  set(name: CookieName, value: string | null): void
}

/**
 * Cookies of one request. In production their names begin with `__Host-`: then browsers take them over TLS only, and no
 * neighbouring host can set them.
 */
export function cookiesOf(request: Request, response: Response, production: boolean): Cookies {
  const fullName = (name: CookieName) => (production ? `__Host-${names[name]}` : names[name])
  const given = new Map(
    (request.headers.cookie ?? '').split(';').map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [name.trim(), value.join('=').trim()]
    }),
  )
  return {
    get: (name) => given.get(fullName(name)) || undefined,
    set(name, value) {
      if (value === null && !given.has(fullName(name))) return
      response.cookie(fullName(name), value ?? '', {
        ...(value === null && { maxAge: 0 }),
        ...(value !== null && (name === 'language' || name === 'device') && { maxAge: yearMilliseconds }),
        ...{ path: '/', httpOnly: true, sameSite: 'lax', secure: production },
        encode: String,
      })
    },
  }
}
