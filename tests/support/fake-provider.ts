import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** How the provider meets one request. */
export type Behaviour =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** takes the request and never answers */
  | 'hangs'
  /** takes the request and closes the connection */
  | 'closes'

export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface FakeProvider extends AsyncDisposable {
  readonly root: string
  readonly received: ReceivedRequest[]
}

/** A provider on the loopback interface that meets requests as the script says, one after the other. */
export const startFakeProvider = (...script: Behaviour[]): Promise<FakeProvider> =>
  startProvider(() => script.shift() ?? { status: 500, body: 'the script is at its end' })

/** A provider on the loopback interface that looks at a request to know how to meet it. */
export async function startProvider(meet: (request: ReceivedRequest) => Behaviour): Promise<FakeProvider> {
  const received: ReceivedRequest[] = []
  const server = createServer(async (request, response) => {
    const arrived = { path: request.url ?? '', headers: request.headers, body: await text(request) }
    received.push(arrived)
    const behaviour = meet(arrived)
    if (behaviour === 'closes') request.socket.destroy()
    else if (behaviour !== 'hangs') response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
