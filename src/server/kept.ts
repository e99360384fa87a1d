import type { Request, Response } from 'express'
import { contentHash } from '../privacy/chance.ts'

/** What is sent, and how long whoever gets it may keep it. */
export interface KeptAnswer {
  readonly contentType: string
  readonly body: string
  readonly cacheControl: string
}

/** An answer that may be kept: who names what they have already gets nothing but a word that it holds (RFC 9110, 13.1.2). */
export function sendKept(request: Request, response: Response, { contentType, body, cacheControl }: KeptAnswer): void {
  const tag = `"${contentHash(body)}"`
  response.setHeader('etag', tag)
  response.setHeader('cache-control', cacheControl)
  const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''))
  if (known.includes(tag) || known.includes('*')) response.writeHead(304).end()
  else response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body)
}
