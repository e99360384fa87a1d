import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomId } from '../privacy/chance.ts'

/** Whether whoever has this network address is a proxy that is believed: what Express makes of `trust proxy`. */
export type Trusts = (address: string | undefined, hops: number) => boolean

/** Long enough to be unique, and nothing that a line of a log or an answer could be broken with. */
const wellFormed = /^[\w.-]{16,128}$/

/**
 * The id under which a request is found again, and the header of the answer that names it. A proxy in front may have given it one
 * already; from anybody else none is taken, who could give two requests the same, or have a text of theirs written into the log.
 */
export function takeRequestId(request: IncomingMessage, response: ServerResponse, trusts: Trusts): string {
  const given = request.headers['x-request-id']
  const isTaken = typeof given === 'string' && wellFormed.test(given) && trusts(request.socket.remoteAddress, 0)
  const id = isTaken ? given : randomId()
  response.setHeader('x-request-id', id)
  return id
}
