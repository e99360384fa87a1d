import { openConnection } from './connection.ts'
import type { Lane } from './conversations.ts'

export interface Throughput {
  readonly messages: number
  /** Messages per second while all connections were busy. */
  readonly rate: number
}

interface Options {
  /** Called after each answer, with the number of answers so far. */
  readonly progress?: (answered: number) => void
  /** No further message is sent once this is true; unset: when the lanes are empty. */
  readonly enough?: () => boolean
}

/**
 * Every connection sends its next message as soon as it has the answer to the last one. Connections are dealt to the
 * servers in turn. The clock stops when the first connection has nothing left to send; the others still end their
 * conversations. Throws where an answer is not 200.
 */
export async function closedLoop(
  ports: readonly number[],
  lanes: readonly Lane[],
  { progress, enough }: Options = {},
): Promise<Throughput> {
  const connections = await Promise.all(lanes.map((_, index) => openConnection(ports[index % ports.length] as number)))
  let answered = 0
  let measured: { messages: number; seconds: number } | undefined
  const start = performance.now()

  async function work(index: number): Promise<void> {
    const [lane, connection] = [lanes[index] as Lane, connections[index]]
    for (let next = lane.next(); !next.done && !enough?.(); next = lane.next()) {
      const status = await connection?.send(next.value)
      if (status !== 200) throw new Error(`A message was answered ${status}.`)
      answered++
      progress?.(answered)
    }
    measured ??= { messages: answered, seconds: (performance.now() - start) / 1000 }
  }

  try {
    await Promise.all(lanes.map((_, index) => work(index)))
  } finally {
    for (const connection of connections) connection.close()
  }
  return { messages: answered, rate: measured ? measured.messages / measured.seconds : 0 }
}
