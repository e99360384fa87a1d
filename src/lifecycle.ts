import { inspect } from 'node:util'
import { type Log, withoutPersonalData } from './log.ts'
import { Problem } from './problem.ts'

/** Whoever sends SIGTERM waits ten seconds before SIGKILL; we are gone before. */
const deadlineMilliseconds = 9000

/** Ends everything on SIGTERM, on Ctrl-C, and when the terminal is closed (SIGHUP), once, and then the process: with 0, or with 1 where not everything ended in order. */
export function onStopSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  const end = async (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.error({}, 'stopping took too long')
      process.exit(1)
    }, deadlineMilliseconds).unref()
    process.exit(
      await stop().then(
        () => 0,
        () => 1,
      ),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('SIGHUP', end)
}

/**
 * Goes on where what is printed is not read any more, or goes to a disk that is full: the service matters more than its output. Unheard, the error of a stream ends the process, and each start after it.
 */
export function outliveOutput(streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) stream.on('error', () => {})
}

/** What a person can do about an error; of a fault of ours also what caused it, for whoever is to mend it. */
export function explained(error: unknown): string {
  if (!(error instanceof Problem)) return inspect(error)
  if (error.code !== 'internal' || error.cause === undefined) return error.message
  const cause = inspect(withoutPersonalData(error.cause), { depth: null })
  return `${error.message}. This is a fault of Heard; please report it with these lines:\n${cause}`
}

/** Ends the process with what a person can do about it. */
export function exitWith(error: unknown): never {
  process.stderr.write(`${explained(error)}\n`)
  process.exit(1)
}
