import cluster, { type Worker } from 'node:cluster'
import type { Application } from './application.ts'
import { createChannels } from './channels/index.ts'
import type { Config } from './config.ts'
import type { Log } from './log.ts'
import { mergedMetrics } from './metrics.ts'
import { Problem } from './problem.ts'
import type { Started } from './worker.ts'
import { type Answers, createLine } from './worker-line.ts'

/** Before a worker is started again: longer each time, unless the last one worked for a while. */
const milliseconds = { firstPause: 1000, longestPause: 30_000, aWhile: 60_000 }

export const isPrimary = cluster.isPrimary

/** One of the workers, and those that take its place. */
interface Place {
  /** Resolves when the first one has started; rejects where it ends before. */
  readonly started: Promise<Started>
  /** What its present worker has counted; rejects where none answers. */
  metrics(): Promise<unknown>
  /** Resolves when it is gone: whether it ended in order. */
  stop(): Promise<boolean>
}

function openPlace(number: number, log: Log, answers: Answers): Place {
  const first = Promise.withResolvers<Started>()
  let present: { worker: Worker; line: ReturnType<typeof createLine>; ended: Promise<boolean> } | null = null
  let pause: NodeJS.Timeout | undefined
  let failures = 0
  let hasStarted = false
  let stopping = false

  function start(): void {
    // A number that stays, so that metrics and log say which.
    cluster.setupPrimary({ args: [String(number)] })
    const worker = cluster.fork()
    const began = performance.now()
    // What cannot be sent is missed by nobody: whoever waits is told when its time is over.
    const line = createLine((message) => worker.isConnected() && worker.send(message, () => {}), {
      ...answers,
      started(value) {
        hasStarted = true
        first.resolve(value as Started)
      },
    })
    worker.on('message', line.receive)
    worker.on('error', (error) => log.error({ worker: number, error }, 'a worker cannot be reached'))
    const ended = new Promise<boolean>((resolve) =>
      worker.once('exit', (code, signal) => {
        present = null
        resolve(code === 0 || signal === 'SIGTERM')
        if (stopping) return
        if (!hasStarted) return first.reject(new Problem('worker_failed'))
        if (performance.now() - began > milliseconds.aWhile) failures = 0
        log.error({ worker: number, code, signal }, 'a worker ended; another one is started')
        pause = setTimeout(start, Math.min(milliseconds.firstPause * 2 ** failures++, milliseconds.longestPause))
      }),
    )
    present = { worker, line, ended }
  }

  start()
  return {
    started: first.promise,
    async metrics() {
      if (present === null) throw new Problem('unavailable')
      return present.line.ask('metrics')
    },
    async stop() {
      stopping = true
      clearTimeout(pause)
      if (present === null) return true
      // Ctrl-C reaches it too; it listens to the first signal only.
      present.worker.process.kill('SIGTERM')
      return present.ended
    },
  }
}

/**
 * Starts `config.workers` processes that listen on one port, and starts each again that ends. Returns what one process alone
 * would. Throws `worker_failed` where one does not start; it has said why.
 */
export async function startWorkers(config: Config, log: Log): Promise<Application> {
  const places: Place[] = []
  const answers: Answers = {
    // One that has just ended, or hangs, is left out.
    metrics: async () => {
      const asked = await Promise.allSettled(places.map((place) => place.metrics()))
      return mergedMetrics(asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])))
    },
  }
  const stop = async () => {
    const inOrder = await Promise.all(places.splice(0).map((place) => place.stop()))
    if (inOrder.includes(false)) throw new Problem('worker_failed')
  }
  const open = (number: number) => {
    const place = openPlace(number, log, answers)
    places.push(place)
    return place.started
  }
  try {
    // The first one by itself: it brings the database to the newest schema, and says what is wrong once.
    const started = await open(1)
    const numbers = Array.from({ length: config.workers - 1 }, (_, index) => index + 2)
    await Promise.all(numbers.map(open))
    return { ...started, channels: createChannels(config), stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}
