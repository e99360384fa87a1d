import express, { type Request, type Response } from 'express'
import { isStorableJson } from '../../core/names.ts'
import { Problem } from '../../problem.ts'

const usualBytes = 100_000
/** Enough for a sign-in form, and for a message of somebody who tries a flow out. */
const signedOutBytes = 16_000
const mostFields = 2000

/** Takes the body into memory as it came. */
function readBody(request: Request, response: Response, limit: number): Promise<void> {
  const read = express.raw({ type: () => true, limit })
  return new Promise((resolve, reject) => {
    read(request, response, (error?: unknown) => (error ? reject(error) : resolve()))
  })
}

/**
 * Reads a form, with or without files. Called when it is known who sends it: of somebody who is not signed in nothing large is taken
 * into memory. `largest` where a page takes files. Node's own parser (undici) reads both kinds. Throws `content_type`, `malformed`,
 * `too_large`.
 */
export async function readForm(
  request: Request,
  response: Response,
  { isSignedIn, largest = usualBytes }: { readonly isSignedIn: boolean; readonly largest: number | undefined },
): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? ''
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType))
    throw new Problem('content_type')
  await readBody(request, response, isSignedIn ? largest : signedOutBytes)
  const { body } = request
  const bytes = new Uint8Array(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new Problem('malformed', [], { cause })
    })
  if ([...form.keys()].length > mostFields) throw new Problem('too_large')
  const texts = [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
  if (!isStorableJson(texts)) throw new Problem('malformed')
  return form
}
