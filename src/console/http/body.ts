import express, { type Request, type RequestHandler } from 'express'
import { Problem } from '../../problem.ts'

const usualBytes = 100_000
const mostFields = 2000

/** The body as it came; `largest` where a page takes files. */
export const readForm = (largest: number = usualBytes): RequestHandler =>
  express.raw({ type: () => true, limit: largest })

/** The fields of a form, with or without files. Node's own parser (undici) reads both kinds. Throws `content_type`, `malformed`, `too_large`. */
export async function formOf({ headers, body }: Request): Promise<FormData> {
  const contentType = headers['content-type'] ?? ''
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType))
    throw new Problem('content_type')
  const bytes = new Uint8Array(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new Problem('malformed', [], { cause })
    })
  if ([...form.keys()].length > mostFields) throw new Problem('too_large')
  return form
}
