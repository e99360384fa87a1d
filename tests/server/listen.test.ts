import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '../../src/server/listen.ts'
import { expectWithin } from '../support/time-bound.ts'

/** A server that answers when it is told to. */
async function start() {
  const held: (() => void)[] = []
  const arrived: (() => void)[] = []
  const server = createServer((_request, response) => {
    held.push(() => response.end('done'))
    arrived.shift()?.()
  })
  const listening = await listen(server, 0, '127.0.0.1')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<{ connection: string | undefined }>((resolve, reject) => {
      const sent = request({ port: listening.port, host: '127.0.0.1', agent }, (response) => {
        response.resume()
        response.on('end', () => resolve({ connection: response.headers.connection }))
      })
      sent.on('error', reject).end()
    })
  return {
    ...listening,
    ask,
    arrival: () => new Promise<void>((resolve) => arrived.push(resolve)),
    answer: () => held.shift()?.(),
  }
}

test('closing lets a request under way end, and closes its connection with it', async () => {
  const server = await start()
  const arrival = server.arrival()
  const asked = server.ask()
  await arrival
  const closed = server.close()
  server.answer()
  expect(await asked).toEqual({ connection: 'close' })
  await closed
  await expect(server.ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('closing does not wait for connections on which nothing happens', async () => {
  const server = await start()
  const arrival = server.arrival()
  const asked = server.ask()
  await arrival
  server.answer()
  expect(await asked).toEqual({ connection: 'keep-alive' })
  const silent = connect(server.port, '127.0.0.1')
  await once(silent, 'connect')
  const began = performance.now()
  await server.close()
  expectWithin(performance.now() - began, 3500)
})

test('closing ends in time although a request does not', async () => {
  const server = await start()
  const arrival = server.arrival()
  const asked = server.ask()
  await arrival
  const began = performance.now()
  await Promise.all([server.close(), expect(asked).rejects.toThrow()])
  expectWithin(performance.now() - began, 4000)
})
