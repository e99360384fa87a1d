import { createServer, connect as dial, type Socket } from 'node:net'

/** Stands between a program and its database: can hold every byte back, or hang up and accept nobody. */
export async function openProxy(target: URL) {
  const sockets = new Set<Socket>()
  let held = false
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('data', (bytes) => other.write(bytes))
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      if (held) socket.pause()
    }
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as { port: number }
  const url = new URL(target)
  url.port = String(port)
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    hold() {
      held = true
      for (const socket of sockets) socket.pause()
    },
    release() {
      held = false
      for (const socket of sockets) socket.resume()
    },
    hangUp,
    async down() {
      const closed = new Promise((resolve) => server.close(resolve))
      hangUp()
      await closed
    },
    up: () => listen(port),
  }
}
