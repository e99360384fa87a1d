import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from './log.ts'

/** A task that is repeated, one run after the other. */
export interface Task {
  readonly name: string
  readonly everyMilliseconds: number
  run(): Promise<unknown>
}

/** What is measured of tasks: see metrics.ts. */
interface TaskMetrics {
  task(name: string): void
  taskRun(name: string, seconds: number, succeeded: boolean): void
}

/** Runs under way get this long to end; what they do is a transaction, so that nothing is half done when they do not. */
const patienceMilliseconds = 1000

/** Repeats tasks until stopped; a run that fails is logged, and the next one comes all the same. */
export function startSchedule(tasks: readonly Task[], log: Log, metrics: TaskMetrics): { stop(): Promise<void> } {
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
    metrics.task(name)
    while (!stopped) {
      const began = performance.now()
      const failed = (error: unknown) => {
        log.error({ error, task: name }, 'a repeated task failed')
        return false
      }
      const succeeded = await run().then(() => true, failed)
      metrics.taskRun(name, (performance.now() - began) / 1000, succeeded)
      if (!stopped) await pause(everyMilliseconds)
    }
  })
  return {
    async stop() {
      stopped = true
      for (const done of wake) done()
      await Promise.race([Promise.all(loops), sleep(patienceMilliseconds, undefined, { ref: false })])
    },
  }
}
