import type { Server } from 'node:http'
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
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new Problem('configuration', `PORT: port ${port} cannot be used (${cause.code}); choose another`, { cause }),
      ),
    )
    server.listen({ port, host }, () => resolve({ port: (server.address() as AddressInfo).port, close }))
  })

  function close(): Promise<void> {
    return new Promise((resolve) => {
      const impatience = setTimeout(() => server.closeAllConnections(), drainMilliseconds)
      server.close(() => {
        clearTimeout(impatience)
        resolve()
      })
    })
  }
}
