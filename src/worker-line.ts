import { Problem } from './problem.ts'

/** A process that hangs must not make the one that asks hang too. */
const patienceMilliseconds = 3000

/** What one process can be asked by the other: a function for each question. */
export type Answers = Readonly<Record<string, (value: unknown) => unknown>>

interface Message {
  readonly heard: 'asks' | 'answers'
  readonly id: number
  readonly what?: string
  readonly value?: unknown
  readonly failed?: boolean
}

const isOurs = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'heard' in message

/** The line between the primary process and one of its workers: either may ask the other. `send` passes a message on. */
export function createLine(send: (message: Message) => void, answers: Answers) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let asked = 0

  async function reply({ id, what = '', value }: Message): Promise<void> {
    const answer = async () => answers[what]?.(value)
    await answer().then(
      (found) => send({ heard: 'answers', id, value: found }),
      () => send({ heard: 'answers', id, failed: true }),
    )
  }

  return {
    receive(message: unknown): void {
      if (!isOurs(message)) return
      if (message.heard === 'asks') return void reply(message)
      const asking = waiting.get(message.id)
      if (message.failed) asking?.reject(new Problem('unavailable'))
      else asking?.resolve(message.value)
    },
    /** Rejects with `unavailable` where the other one fails, is gone, or does not answer in time. */
    async ask(what: string, value?: unknown): Promise<unknown> {
      const id = ++asked
      const asking = Promise.withResolvers<unknown>()
      waiting.set(id, asking)
      const timer = setTimeout(() => asking.reject(new Problem('unavailable')), patienceMilliseconds)
      try {
        send({ heard: 'asks', id, what, value })
        return await asking.promise
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
  }
}
