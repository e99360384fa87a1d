import { setPriority } from 'node:os'
import { Problem } from '../../problem.ts'
import { createJobs, type JobSettings } from './jobs.ts'
import type { Jobs, Said, Told } from './pool.ts'

// What the child process does: one job after the other, as `pool.ts` hands them out.

/** On a small machine those who answer come first, but forms get on too: about a third of what the others get. */
const lessThanWebhooks = 5
setPriority(lessThanWebhooks)

let jobs: Jobs = {}
const say = (said: Said) => process.send?.(said)

async function done(job: string, input: unknown): Promise<Said> {
  try {
    return { kind: 'done', result: await jobs[job]?.(input) }
  } catch (error) {
    if (error instanceof Problem) return { kind: 'problem', code: error.code, details: error.details }
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

process.on('message', async (told: Told) => {
  if (told.kind === 'job') return say(await done(told.job, told.input))
  jobs = createJobs(told.settings as JobSettings)
  say({ kind: 'ready' })
})
// The service is gone.
process.on('disconnect', () => process.exit())
