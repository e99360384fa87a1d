import { type ParsedUrlQuery, parse } from 'node:querystring'
import { Problem } from '../problem.ts'

const mostFields = 100

const parsed = new WeakMap<Buffer, ParsedUrlQuery>()

/**
 * The fields of an `application/x-www-form-urlencoded` body, each body parsed once. A field that stands there twice becomes an
 * array, which no schema accepts. Throws `too_large` for more fields than any provider sends.
 */
export function formOf(body: Buffer): ParsedUrlQuery {
  const known = parsed.get(body)
  if (known) return known
  // One more than allowed, because `maxKeys` silently leaves out what is beyond it.
  const form = parse(body.toString(), '&', '=', { maxKeys: mostFields + 1 })
  const fields = Object.values(form).reduce((total, value) => total + (Array.isArray(value) ? value.length : 1), 0)
  if (fields > mostFields) throw new Problem('too_large')
  parsed.set(body, form)
  return form
}
