import cluster from 'node:cluster'
import type { Metrics } from './metrics.ts'
import type { Unready } from './questionnaires.ts'
import { type Answers, createLine } from './worker-line.ts'

/** Which of several processes this is, from 1; undefined where there is one only, or this is the primary. */
export const workerNumber = (): number | undefined => (cluster.isWorker ? Number(process.argv[2]) : undefined)

/** What the primary needs to say that the program has started. */
export interface Started {
  readonly port: number
  readonly flows: readonly string[]
  readonly unready: readonly Unready[]
  readonly firstAdministrator: string | null
}

const answers: Record<string, Answers[string]> = {}
const primary = createLine((message) => process.send?.(message), answers)
if (cluster.isWorker) process.on('message', primary.receive)

/** Tells the primary that this worker has started. */
export async function announce({ port, flows, unready, firstAdministrator }: Started): Promise<void> {
  await primary.ask('started', { port, flows, unready, firstAdministrator } satisfies Started)
}

/** The metrics of one process; of a worker those of all, because Prometheus reaches one of them by chance. */
export function ofAllWorkers(metrics: Metrics): Metrics {
  if (!cluster.isWorker) return metrics
  answers.metrics = metrics.collect
  return { ...metrics, expose: async () => String(await primary.ask('metrics')) }
}
