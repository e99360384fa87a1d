import { setTimeout as sleep } from 'node:timers/promises'
import { outsideRequests } from '../log.ts'
import { Problem } from '../problem.ts'

/** What a flush did with one task. `later`: something else holds its lane; it is tried again after a moment. */
type FlushOutcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'later' }

interface GroupCommitOptions<Task, Result> {
  /** Tasks of one lane are never in two flushes at a time, and keep their order. */
  lane(task: Task): string
  /**
   * Does all these tasks, or none and rejects. `isGivenUp` says of the n-th whether whoever asked has been told meanwhile that
   * it is not done: then it should be left undone, and `later` is its outcome.
   */
  flush(tasks: readonly Task[], isGivenUp: (index: number) => boolean): Promise<readonly FlushOutcome<Result>[]>
}

/** Flushes at a time, tasks in one, and how long anybody waits (milliseconds). */
const limits = { flushers: 2, batch: 32, deadline: 3500, pause: 10 }

interface Entry<Task, Result> {
  readonly task: Task
  readonly lane: string
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
  settled: boolean
}

/**
 * Commits together what arrives together: tasks that arrive while a flush is under way share the next one. No timer makes
 * anybody wait. A flush that fails is tried once more, task by task, so that nobody fails for another's sake. Rejects with
 * `unavailable` after three and a half seconds, whatever the flush does.
 */
export function groupCommit<Task, Result>({ lane, flush }: GroupCommitOptions<Task, Result>) {
  let waiting: Entry<Task, Result>[] = []
  const busyLanes = new Set<string>()
  let flushing = 0
  let awake = false

  function take(): Entry<Task, Result>[] {
    const batch: Entry<Task, Result>[] = []
    const rest: Entry<Task, Result>[] = []
    for (const entry of waiting) {
      if (entry.settled) continue
      if (batch.length < limits.batch && !busyLanes.has(entry.lane)) batch.push(entry)
      else rest.push(entry)
    }
    waiting = rest
    for (const entry of batch) busyLanes.add(entry.lane)
    return batch
  }

  /** Flushes entries and settles them; returns those that must be tried again. */
  async function attempt(entries: readonly Entry<Task, Result>[]): Promise<Entry<Task, Result>[]> {
    const outcomes = await flush(
      entries.map((entry) => entry.task),
      (index) => entries[index]?.settled ?? false,
    )
    return entries.filter((entry, index) => {
      const outcome = outcomes[index]
      if (outcome?.kind === 'done') entry.resolve(outcome.result)
      else if (outcome?.kind === 'failed') entry.reject(outcome.error)
      return outcome?.kind === 'later'
    })
  }

  async function run(batch: readonly Entry<Task, Result>[]): Promise<void> {
    const again: Entry<Task, Result>[] = []
    try {
      again.push(...(await attempt(batch)))
    } catch {
      for (const entry of batch) {
        if (entry.settled) continue
        await attempt([entry]).then(
          (later) => again.push(...later),
          (error: unknown) => entry.reject(error),
        )
      }
    }
    const paused = new Set(again.map((entry) => entry.lane))
    waiting.unshift(...again)
    for (const entry of batch) if (!paused.has(entry.lane)) busyLanes.delete(entry.lane)
    if (paused.size > 0) void resume(paused)
  }

  async function resume(lanes: ReadonlySet<string>): Promise<void> {
    await sleep(limits.pause)
    for (const name of lanes) busyLanes.delete(name)
    wake()
  }

  async function work(batch: readonly Entry<Task, Result>[]): Promise<void> {
    flushing++
    await run(batch)
    flushing--
    wake()
  }

  function wake(): void {
    if (awake) return
    awake = true
    // After everything that arrives in this turn of the event loop's microtasks has arrived.
    queueMicrotask(() => {
      awake = false
      while (flushing < limits.flushers) {
        const batch = take()
        if (batch.length === 0) return
        void outsideRequests(() => work(batch))
      }
    })
  }

  return (task: Task): Promise<Result> =>
    new Promise<Result>((resolve, reject) => {
      const settle = (how: () => void) => {
        if (entry.settled) return
        entry.settled = true
        clearTimeout(timer)
        how()
      }
      const entry: Entry<Task, Result> = {
        task,
        lane: lane(task),
        resolve: (result) => settle(() => resolve(result)),
        reject: (error) => settle(() => reject(error)),
        settled: false,
      }
      const timer = setTimeout(() => entry.reject(new Problem('unavailable')), limits.deadline)
      waiting.push(entry)
      wake()
    })
}
