import type { CountingLog } from './log.ts'
import type { GaugeSource } from './metrics.ts'
import type { Store } from './store/store.ts'

/** Asks once for all who ask at the same time. */
function together<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined
    })
    return asked
  }
}

/** What an operator watches, besides the requests themselves; `k` is how many interviews are released together. */
export function gaugesOf(
  store: Pick<Store, 'connections' | 'backlog'>,
  k: number,
  log: Pick<CountingLog, 'lost'>,
): readonly GaugeSource[] {
  const backlog = together(store.backlog)
  const waiting = (name: string, help: string, field: keyof Awaited<ReturnType<Store['backlog']>>): GaugeSource => ({
    name,
    help,
    read: async () => (await backlog())[field],
  })
  return [
    {
      name: 'heard_database_connections_in_use',
      help: 'Database connections in use',
      read: () => store.connections().inUse,
    },
    {
      name: 'heard_database_connections_waiting',
      help: 'Callers waiting for a database connection',
      read: () => store.connections().waiting,
    },
    waiting('heard_queue_depth', 'Replies waiting to be sent', 'queueDepth'),
    waiting('heard_queue_oldest_seconds', 'How long the oldest of them has waited', 'queueOldestSeconds'),
    {
      name: 'heard_outcomes_waiting',
      help: 'Sealed outcomes waiting for their release, rounded down to a multiple of RELEASE_K',
      // Exactly, it would rise by one whenever somebody has ended.
      read: async () => Math.floor((await backlog()).outcomesWaiting / k) * k,
    },
    waiting('heard_messages_quarantined', 'Messages that could not be handled, kept seven days', 'messagesQuarantined'),
    {
      name: 'heard_log_lines_lost_total',
      help: 'Lines of the log that could not be written',
      isCounter: true,
      read: log.lost,
    },
  ]
}
