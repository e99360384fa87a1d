import { type ChildProcess, fork } from 'node:child_process'
import { Problem, type ProblemCode } from '../../problem.ts'

/** How long one job may take, and how much memory the process that does it. */
export interface WorkerLimits {
  readonly seconds: number
  readonly megabytes: number
}

/** Twenty seconds of processor, on a machine that has other things to do. */
export const usualLimits: WorkerLimits = { seconds: 60, megabytes: 512 }

/** What the child says: that it can begin, or the result of a job. Everything is plain data. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly details: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }

/** What the child is told: its settings once, then one job after the other. */
export type Told =
  | { readonly kind: 'settings'; readonly settings: unknown }
  | { readonly kind: 'job'; readonly job: string; readonly input: unknown }

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

/** Jobs that wait at most; more are refused. */
const mostWaiting = 50
/** A child without work is ended after this time: on a small machine its memory is needed elsewhere. */
const idleMilliseconds = 300_000
/** Characters of its last words that are kept, for the log. */
const lastWords = 2000

/**
 * One child process that does one job after the other, started when it is first needed. A job that takes too long, or too much memory,
 * ends with its process, and the next job gets a new one. It is a process and not a thread because V8 ends the whole process when the
 * memory of one thread is used up at once.
 */
export function createPool<Table extends Jobs>(entry: URL, settings: unknown, limits: WorkerLimits): Pool<Table> {
  const waiting: Task[] = []
  let child: ChildProcess | null = null
  let isReady = false
  let current: Task | null = null
  let timer: NodeJS.Timeout | undefined
  let isEnded = false

  const costly = (what: string) => new Problem('form_costly', `${what}; ask less, or divide it into several forms`)
  const tell = (told: Told) => child?.send(told)

  function finish(settle: (task: Task) => void): void {
    clearTimeout(timer)
    const task = current
    current = null
    if (task) settle(task)
    next()
  }

  /** Ends the process, whatever it does. */
  function stop(): void {
    child?.kill('SIGKILL')
    child = null
    isReady = false
  }

  /** Ends the process and begins the next job with a new one. */
  function replace(error: Error): void {
    stop()
    // A process that ends before it can begin has a job waiting for it, not yet a current one.
    current ??= waiting.shift() ?? null
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
    const own = fork(entry, {
      // Nothing of the surroundings, secrets least of all, is needed there.
      env: {},
      execArgv: [`--max-old-space-size=${limits.megabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child = own
    let printed = ''
    own.stderr?.on('data', (data: Buffer) => {
      printed = (printed + data).slice(-lastWords)
    })
    own.on('message', (said: Said) => {
      if (child === own) heard(said)
    })
    own.on('error', (error) => {
      if (child === own) replace(error)
    })
    // "close" comes after "exit" and after everything that was printed.
    own.on('close', () => {
      if (child !== own) return
      const isFull = /heap out of memory|heap limit|invalid (array|table|size)/i.test(printed)
      replace(
        isFull
          ? costly(`this form takes more than ${limits.megabytes} MB of memory to check`)
          : new Error(`the process for forms ended by itself: ${printed}`),
      )
    })
    tell({ kind: 'settings', settings })
  }

  /** The program stays alive for a job, and not for a child that has none. */
  function hold(isBusy: boolean): void {
    for (const handle of [child, child?.channel, child?.stderr as unknown as ChildProcess | null | undefined])
      if (isBusy) handle?.ref()
      else handle?.unref()
  }

  function next(): void {
    if (current !== null || isEnded) return
    if (waiting.length === 0) {
      hold(false)
      timer = setTimeout(stop, idleMilliseconds).unref()
      return
    }
    clearTimeout(timer)
    if (child === null) start()
    hold(true)
    if (!isReady) return
    current = waiting.shift() ?? null
    timer = setTimeout(
      () => replace(costly(`this form takes longer than ${limits.seconds} seconds to check`)),
      limits.seconds * 1000,
    )
    if (current) tell({ kind: 'job', job: current.job, input: current.input })
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
      const old = child
      const gone = new Promise((resolve) => (old === null ? resolve(null) : old.once('exit', resolve)))
      stop()
      clearTimeout(timer)
      current?.reject(error)
      current = null
      await gone
    },
  }
}
