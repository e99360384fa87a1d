import { Worker } from 'node:worker_threads'
import { Problem, type ProblemCode } from '../../problem.ts'

/** How long one job may take, and how much memory. */
export interface WorkerLimits {
  readonly seconds: number
  readonly megabytes: number
}

export const usualLimits: WorkerLimits = { seconds: 20, megabytes: 512 }

/** What the thread says: that it can begin, or what became of a job. Everything is plain data. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly details: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }

/** Jobs by name: plain data in, plain data out. */
// biome-ignore lint/suspicious/noExplicitAny: each job has its own kind of input
export type Jobs = Readonly<Record<string, (input: any) => unknown>>

export interface Pool<Table extends Jobs> {
  /** Throws `form_costly` where a job meets a limit, `unavailable` where too many wait, and every problem of the job itself. */
  run<Name extends keyof Table & string>(
    job: Name,
    input: Parameters<Table[Name]>[0],
  ): Promise<Awaited<ReturnType<Table[Name]>>>
  end(): Promise<void>
}

interface Task {
  readonly job: string
  readonly input: unknown
  resolve(result: unknown): void
  reject(error: Error): void
}

/** More people than this do not wait for each other. */
const mostWaiting = 50

/**
 * One thread that does one job after the other, started when it is first needed. A job that takes too long, or too much memory, ends with
 * its thread; the next job gets a new one. Those who answer notice nothing of it.
 */
export function createPool<Table extends Jobs>(entry: URL, workerData: unknown, limits: WorkerLimits): Pool<Table> {
  const waiting: Task[] = []
  let worker: Worker | null = null
  let isReady = false
  let current: Task | null = null
  let timer: NodeJS.Timeout | undefined
  let isEnded = false

  const costly = (what: string) => new Problem('form_costly', `${what}; ask less, or divide it into several forms`)

  function finish(settle: (task: Task) => void): void {
    clearTimeout(timer)
    const task = current
    current = null
    if (task) settle(task)
    next()
  }

  /** Ends the thread, whatever it does, and begins the next job with a new one. */
  function replace(error: Error): void {
    const old = worker
    worker = null
    isReady = false
    void old?.terminate()
    finish((task) => task.reject(error))
  }

  function heard(said: Said): void {
    if (said.kind === 'ready') {
      isReady = true
      next()
    } else if (said.kind === 'done') finish((task) => task.resolve(said.result))
    else if (said.kind === 'problem') finish((task) => task.reject(new Problem(said.code, said.details)))
    else finish((task) => task.reject(new Error(said.message)))
  }

  function start(): void {
    const own = new Worker(entry, {
      workerData,
      // Nothing of the surroundings, secrets least of all, is needed there.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    })
    worker = own
    // Who waits for a job keeps the program alive, not the thread.
    own.unref()
    own.on('message', (said: Said) => {
      if (worker === own) heard(said)
    })
    own.on('error', (error: NodeJS.ErrnoException) => {
      if (worker !== own) return
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      replace(isFull ? costly(`this form takes more than ${limits.megabytes} MB of memory to check`) : error)
    })
    own.on('exit', () => {
      if (worker === own) replace(new Error('the thread for forms ended by itself'))
    })
  }

  function next(): void {
    if (current !== null || waiting.length === 0 || isEnded) return
    if (worker === null) start()
    if (!isReady) return
    current = waiting.shift() ?? null
    timer = setTimeout(
      () => replace(costly(`this form takes longer than ${limits.seconds} seconds to check`)),
      limits.seconds * 1000,
    )
    worker?.postMessage({ job: current?.job, input: current?.input })
  }

  return {
    run: (job, input) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= mostWaiting || isEnded)
          return reject(new Problem('unavailable', 'many forms are being checked', { retryAfterSeconds: 30 }))
        waiting.push({ job, input, resolve: resolve as Task['resolve'], reject })
        next()
      }),

    async end() {
      isEnded = true
      const error = new Problem('unavailable', 'the service ends')
      for (const task of waiting.splice(0)) task.reject(error)
      const old = worker
      worker = null
      clearTimeout(timer)
      current?.reject(error)
      current = null
      await old?.terminate()
    },
  }
}
