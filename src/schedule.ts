import type { Log } from './log.ts'

/** A task that is repeated, one run after the other. */
export interface Task {
  readonly name: string
  readonly everyMilliseconds: number
  run(): Promise<unknown>
}

/** Repeats tasks until stopped; a run that fails is logged, and the next one comes all the same. */
export function startSchedule(tasks: readonly Task[], log: Log): { stop(): Promise<void> } {
  let stopped = false
  const wake = new Set<() => void>()
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, milliseconds)
      function done() {
        clearTimeout(timer)
        wake.delete(done)
        resolve()
      }
      wake.add(done)
    })

  const loops = tasks.map(async ({ name, everyMilliseconds, run }) => {
    while (!stopped) {
      await run().catch((error: unknown) => log.error({ error, task: name }, 'a repeated task failed'))
      if (!stopped) await pause(everyMilliseconds)
    }
  })
  return {
    async stop() {
      stopped = true
      for (const done of wake) done()
      await Promise.all(loops)
    },
  }
}
