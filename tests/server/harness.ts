import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Inbound } from '../../src/channels/channel.ts'
import { type ChannelSettings, createChannels, isOn } from '../../src/channels/index.ts'
import type { Screen } from '../../src/core/reply.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'
import { createServer, defaultLimits, type ServerOptions } from '../../src/server.ts'
import { settings } from '../channels/settings.ts'

export interface RunningServer extends AsyncDisposable {
  readonly root: string
  readonly port: number
  /** What reached the conversation. */
  readonly inbound: Inbound[]
  /** Every line that was logged. */
  readonly lines: string[]
}

export const apology = 'Sorry, please try again later.'

const screen: Screen = { text: 'Is it far?\n1 Yes\n2 No', buttons: ['1 Yes', '2 No'], end: false }

interface Changes extends Partial<Omit<ServerOptions, 'limits' | 'channels'>> {
  readonly channels?: ChannelSettings
  readonly limits?: Partial<ServerOptions['limits']>
}

/** The real server on the loopback interface, with a conversation that notes what arrives and always says the same. */
export async function startServer(changes: Changes = {}): Promise<RunningServer> {
  const inbound: Inbound[] = []
  const lines: string[] = []
  const converse: ServerOptions['converse'] = (message, { reply }) => {
    inbound.push(message)
    return Promise.resolve({ screen: reply === 'response' ? screen : null })
  }
  const server = createServer({
    converse,
    reportDelivery: () => Promise.resolve(true),
    depart: () => Promise.resolve(),
    eraseMessage: () => Promise.resolve(),
    apology,
    ready: () => Promise.resolve(true),
    metrics: createMetrics(),
    log: createLog('debug', { write: (line) => lines.push(line) }),
    trustProxy: undefined,
    ...changes,
    channels: createChannels(changes.channels ?? settings).filter(isOn),
    limits: { ...defaultLimits, ...changes.limits },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    root: `http://127.0.0.1:${port}`,
    port,
    inbound,
    lines,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
