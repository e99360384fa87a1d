import type { FlowJobs, JobSettings } from './jobs.ts'
import { createPool, type Pool, usualLimits, type WorkerLimits } from './pool.ts'

/** Does what may take long with what authors write, away from those who answer. */
export type FlowWorker = Pool<FlowJobs>

export const openFlowWorker = (settings: JobSettings, limits: WorkerLimits = usualLimits): FlowWorker =>
  createPool<FlowJobs>(new URL('./child.ts', import.meta.url), settings, limits)
