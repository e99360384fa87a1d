import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, openConnection } from './connection.ts'
import type { Lane } from './conversations.ts'

interface Line {
  readonly connection: Connection
  readonly lane: Lane
  /** When the messages that wait for this connection were due. */
  readonly due: number[]
  busy: boolean
}

/**
 * Messages arrive by a Poisson process of the given rate, whether earlier ones are answered or not. The latency of a message
 * counts from the moment at which it was due, so that a server which stalls is charged for everybody who had to wait meanwhile
 * (no coordinated omission). Returns the latencies in milliseconds. Throws where an answer is not 200.
 */
export async function openLoop(
  port: number,
  lanes: readonly Lane[],
  rate: number,
  seconds: number,
  progress: (done: number) => void = () => {},
): Promise<number[]> {
  const lines = await Promise.all(
    lanes.map(async (lane): Promise<Line> => ({ lane, connection: await openConnection(port), due: [], busy: false })),
  )
  const latencies: number[] = []
  let failure: unknown

  async function drain(line: Line): Promise<void> {
    if (line.busy) return
    line.busy = true
    for (let due = line.due.shift(); due !== undefined; due = line.due.shift()) {
      const next = line.lane.next()
      if (next.done) throw new Error('A connection ran out of messages.')
      const status = await line.connection.send(next.value)
      if (status !== 200) throw new Error(`A message was answered ${status}.`)
      latencies.push(performance.now() - due)
    }
    line.busy = false
  }

  const start = performance.now()
  const end = start + seconds * 1000
  try {
    let due = start
    let turn = 0
    while (due < end && failure === undefined) {
      if (due > performance.now()) await sleep(1)
      progress((due - start) / (end - start))
      for (; due <= performance.now() && due < end; due += (-Math.log(1 - Math.random()) / rate) * 1000) {
        const line = lines[turn++ % lines.length] as Line
        line.due.push(due)
        drain(line).catch((error: unknown) => {
          failure ??= error
        })
      }
    }
    while (failure === undefined && lines.some(({ busy }) => busy)) await sleep(1)
    if (failure !== undefined) throw failure
  } finally {
    for (const { connection } of lines) connection.close()
  }
  return latencies
}
