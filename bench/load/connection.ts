import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/**
 * One HTTP connection that is kept, with one request under way at a time. As little as it takes, because the client shares
 * the processors with what it measures: requests are bytes, and of an answer only its status and its end are looked at.
 */
export interface Connection {
  /** Resolves with the HTTP status, once the whole answer is there. Rejects where it says nothing to the person. */
  send(request: Buffer): Promise<number>
  close(): void
}

const headEnd = Buffer.from('\r\n\r\n')
/** How TwiML says nothing: the message was not taken for one. */
const silence = Buffer.from('<Response/>')
const statusAt = 'HTTP/1.1 '.length

/** The status of an answer that is complete; undefined while something is missing. */
function statusOf(answer: Buffer): number | undefined {
  const end = answer.indexOf(headEnd)
  if (end < 0) return undefined
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, end))?.[1]
  if (length === undefined) throw new Error('An answer has no content-length.')
  if (answer.length < end + headEnd.length + Number(length)) return undefined
  if (answer.includes(silence, end)) throw new Error('A message was answered with silence.')
  return Number(answer.toString('latin1', statusAt, statusAt + 3))
}

export async function openConnection(port: number): Promise<Connection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received: Buffer | null = null
  let waiting: PromiseWithResolvers<number> | null = null

  const fail = (error: Error) => waiting?.reject(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed a connection.')))
  socket.on('data', (chunk: Buffer) => {
    received = received ? Buffer.concat([received, chunk]) : chunk
    try {
      const status = statusOf(received)
      if (status === undefined) return
      received = null
      waiting?.resolve(status)
    } catch (error) {
      waiting?.reject(error)
    }
  })

  return {
    send(request) {
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}
