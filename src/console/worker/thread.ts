import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '../../problem.ts'
import { createJobs, type JobSettings } from './jobs.ts'
import type { Jobs, Said } from './pool.ts'

// What the thread does: one job after the other, as `pool.ts` hands them out.

const jobs: Jobs = createJobs(workerData as JobSettings)
const say = (said: Said) => parentPort?.postMessage(said)

async function done(job: string, input: unknown): Promise<Said> {
  try {
    return { kind: 'done', result: await jobs[job]?.(input) }
  } catch (error) {
    if (error instanceof Problem) return { kind: 'problem', code: error.code, details: error.details }
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort?.on('message', async ({ job, input }: { readonly job: string; readonly input: unknown }) => {
  say(await done(job, input))
})
say({ kind: 'ready' })
