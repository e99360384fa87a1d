import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { variables } from './load/account.ts'

const project = join(import.meta.dirname, '..')

/** A process of its own group, so that Ctrl-C reaches the benchmark alone, which ends it in order. */
export interface Child extends AsyncDisposable {
  readonly process: ChildProcess
}

/** Longer than the server takes to end by itself. */
const patienceMilliseconds = 12_000

export function startChild(program: string, parameters: readonly string[], environment: NodeJS.ProcessEnv): Child {
  const child = spawn(program, parameters, {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  /** Signals the whole group, because npm may end before what it started; false where nobody is left of it. */
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return child.pid !== undefined && process.kill(-child.pid, name)
    } catch {
      return false
    }
  }
  return {
    process: child,
    async [Symbol.asyncDispose]() {
      signal('SIGTERM')
      const last = performance.now() + patienceMilliseconds
      while (signal(0) && performance.now() < last) await sleep(10)
      signal('SIGKILL')
      await exited
    },
  }
}

export interface Server extends AsyncDisposable {
  readonly port: number
  /** What the program says of itself. */
  usage(): Promise<Usage>
}

/** As `/metrics` has it. */
export interface Usage {
  /** Bytes of memory that the operating system counts for the process. */
  readonly memory: number
  /** Bytes of living and dead objects, in the part of it that JavaScript has. */
  readonly heap: number
  /** Seconds of processor time since the start. */
  readonly processor: number
}

const listening = /listens on http:\/\/localhost:(\d+)/

/** Resolves with the port once the program says that it listens; rejects when it ends before. */
export async function portOf({ process: child }: Child): Promise<number> {
  if (!child.stdout) throw new Error('The output of the server cannot be read.')
  for await (const line of createInterface(child.stdout)) {
    const port = listening.exec(line)?.[1]
    if (port === undefined) continue
    child.stdout.resume()
    return Number(port)
  }
  throw new Error('The server ended before it listened.')
}

/** What `npm start` gives to Node, so that what is measured is what people run. */
async function startOptions(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const options = /\bnode (.*)src\/main\.ts$/.exec(scripts.start)?.[1]
  if (options === undefined) throw new Error('npm start does not run src/main.ts.')
  return options.split(' ').filter((option) => option !== '')
}

/** The program in a process of its own. */
export async function startServer(
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Server> {
  const parameters = [...(await startOptions()), ...nodeOptions, 'src/main.ts']
  const child = startChild(process.execPath, parameters, { ...variables, ...environment })
  try {
    const port = await portOf(child)
    return {
      port,
      async usage() {
        const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
        const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(metrics)?.[1])
        return {
          memory: value('process_resident_memory_bytes'),
          heap: value('nodejs_heap_size_used_bytes'),
          processor: value('process_cpu_seconds_total'),
        }
      },
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    }
  } catch (error) {
    await child[Symbol.asyncDispose]()
    throw error
  }
}
