import { expect, test, vi } from 'vitest'
import { createMetrics } from '../src/metrics.ts'
import { startSchedule } from '../src/schedule.ts'
import { expectWithin } from './support/time-bound.ts'

const log = { debug() {}, info() {}, warn() {}, error: vi.fn() }
const ignored = { task() {}, taskRun() {} }

test('a run that fails is logged, and the next one comes all the same', async () => {
  let runs = 0
  const run = async () => {
    if (++runs === 1) throw new Error('the first one')
  }
  const metrics = createMetrics()
  const schedule = startSchedule([{ name: 'try', everyMilliseconds: 1, run }], log, metrics)
  await vi.waitFor(() => expect(runs).toBeGreaterThan(2))
  await schedule.stop()
  const text = await metrics.expose()
  expect(text).toContain('heard_task_failures_total{task="try"} 1')
  expect(text).toContain(`heard_task_duration_seconds_count{task="try"} ${runs}`)
  expect(text).toMatch(/^heard_task_last_success_timestamp_seconds\{task="try"\} 1\d{9}/m)
  expect(log.error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ task: 'try' }), expect.any(String))
})

test('stopping waits for a run under way, but not for one that hangs', async () => {
  const running = Promise.withResolvers<void>()
  let ended = false
  const run = () =>
    running.promise.then(() => {
      ended = true
    })
  const hanging = startSchedule(
    [{ name: 'hang', everyMilliseconds: 1, run: () => new Promise(() => {}) }],
    log,
    ignored,
  )
  const began = performance.now()
  await hanging.stop()
  expectWithin(performance.now() - began, 3000)

  const schedule = startSchedule([{ name: 'long', everyMilliseconds: 1, run }], log, ignored)
  const stopped = schedule.stop()
  running.resolve()
  await stopped
  expect(ended).toBe(true)
})
