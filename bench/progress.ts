import { setTimeout as sleep } from 'node:timers/promises'

const width = 30

/** A bar on a terminal; elsewhere one line for each thing that is done. Standard error, because the figures go to standard output. */
export interface Progress {
  /** Shows what is being done, and how much of it (0 to 1). */
  show(doing: string, done: number): void
  clear(): void
}

export function createProgress(output: NodeJS.WriteStream = process.stderr): Progress {
  let last = ''
  return {
    show(doing, done) {
      const share = Math.min(Math.max(done, 0), 1)
      const line = output.isTTY ? `${doing} ${Math.floor(share * 100)} %` : doing
      if (line === last) return
      last = line
      const full = Math.round(share * width)
      if (output.isTTY) output.write(`\r\x1b[K[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${line}`)
      else output.write(`${line}\n`)
    },
    clear() {
      if (output.isTTY && last !== '') output.write('\r\x1b[K')
      last = ''
    },
  }
}

/** Shows progress by the clock while something is done of which only the duration is known. */
export async function byTheClock<Result>(
  progress: Progress,
  doing: string,
  seconds: number,
  work: Promise<Result>,
): Promise<Result> {
  const start = performance.now()
  const settled = work.then(
    () => true,
    () => true,
  )
  do progress.show(doing, (performance.now() - start) / 1000 / seconds)
  while (!(await Promise.race([settled, sleep(250, false)])))
  return work
}
