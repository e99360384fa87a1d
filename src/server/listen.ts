import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Problem } from '../problem.ts'

/** Requests under way get this long to end; then their connections are closed. */
const drainMilliseconds = 3000

export interface Listening {
  readonly port: number
  /** Takes no new connections, lets requests under way end, and resolves when all connections are closed. */
  close(): Promise<void>
}

/** Listens on a port (0: any free one). Throws `configuration` where the port cannot be had. */
export function listen(server: Server, port: number, host: string | undefined): Promise<Listening> {
  const underWay = new Set<ServerResponse>()
  let closing = false
  // Before the application, which may answer at once.
  server.prependListener('request', (_request, response) => {
    underWay.add(response)
    response.once('close', () => underWay.delete(response))
    if (closing) isLast(response)
  })

  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Problem('configuration', `PORT: port ${port} cannot be used (${cause.code}); choose another`, { cause }),
      ),
    )
    server.listen({ port, host }, () => resolve({ port: (server.address() as AddressInfo).port, close }))
  })

  function close(): Promise<void> {
    closing = true
    underWay.forEach(isLast)
    return new Promise((resolve) => {
      const impatience = setTimeout(() => server.closeAllConnections(), drainMilliseconds)
      server.close(() => {
        clearTimeout(impatience)
        resolve()
      })
    })
  }
}

/** Closes the connection after this answer, and tells the client so, who would else send the next request on it. */
function isLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
