import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A value that is read whenever the metrics are asked for; where that fails or takes too long, it is NaN: not known. */
export interface GaugeSource {
  readonly name: string
  readonly help: string
  /** It only grows, until the process ends. */
  readonly isCounter?: boolean
  read(): number | Promise<number>
}

/** Counts for operators, in the format of Prometheus; nothing about any person. */
export interface Metrics {
  readonly contentType: string
  /** One request to a webhook: its channel, what became of it, and how long that took. */
  webhook(channel: string, outcome: string, seconds: number): void
  /** A message that we sent by itself came into this state; each state of each message once. */
  delivery(channel: string, state: string): void
  /** One try to send failed: the code of the problem. */
  sendFailed(channel: string, code: string): void
  /** There is such a repeated task. */
  task(name: string): void
  /** One run of it. */
  taskRun(name: string, seconds: number, succeeded: boolean): void
  /** A request to the console or to the API; `route` is the pattern of its address, never the address. */
  request(area: string, route: string, status: string, seconds: number): void
  expose(): Promise<string>
  /** The same as data, for `mergedMetrics`. */
  collect(): Promise<unknown>
}

/** What several processes collected, one text for Prometheus. Each has its own label `worker`, so nothing is added up. */
export const mergedMetrics = (collected: readonly unknown[]): Promise<string> =>
  AggregatorRegistry.aggregate(collected as object[]).metrics()

/** Metrics are asked for most urgently when something hangs. */
const patienceMilliseconds = 1000

function soon(read: GaugeSource['read']): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMilliseconds, Number.NaN).unref()
    const reading = async () => read()
    reading().then(resolve, () => resolve(Number.NaN))
  })
}

/** How often repeated tasks run, and how long they take. */
function taskMetrics(register: Registry): Pick<Metrics, 'task' | 'taskRun'> {
  const shared = { labelNames: ['task'], registers: [register] }
  const lastSuccess = new Gauge({
    name: 'heard_task_last_success_timestamp_seconds',
    help: 'When a repeated task last succeeded in this process, or when the process began',
    ...shared,
  })
  const duration = new Histogram({
    name: 'heard_task_duration_seconds',
    help: 'How long runs of repeated tasks took',
    buckets: [0.01, 0.1, 1, 10, 60],
    ...shared,
  })
  const failures = new Counter({
    name: 'heard_task_failures_total',
    help: 'Runs of repeated tasks that failed',
    ...shared,
  })
  return {
    task(task) {
      lastSuccess.setToCurrentTime({ task })
      failures.inc({ task }, 0)
    },
    taskRun(task, seconds, succeeded) {
      duration.observe({ task }, seconds)
      if (succeeded) lastSuccess.setToCurrentTime({ task })
      else failures.inc({ task })
    },
  }
}

function requestMetrics(register: Registry): Pick<Metrics, 'request'> {
  const requests = new Counter({
    name: 'heard_http_requests_total',
    help: 'Requests to console and API, by the pattern of their address and the class of their status',
    labelNames: ['area', 'route', 'status'],
    registers: [register],
  })
  const duration = new Histogram({
    name: 'heard_http_request_duration_seconds',
    help: 'Time from the arrival of a request to console or API until its answer is sent',
    labelNames: ['area'],
    buckets: [0.01, 0.1, 0.5, 1, 5, 20],
    registers: [register],
  })
  return {
    request(area, route, status, seconds) {
      requests.inc({ area, route, status })
      duration.observe({ area }, seconds)
    },
  }
}

/** Metrics of one server, in a registry of their own. `worker`: which of several processes this is; undefined: the only one. */
export function createMetrics(
  gauges: readonly GaugeSource[] = [],
  version = 'unknown',
  worker?: number | undefined,
): Metrics {
  const register = new Registry()
  if (worker !== undefined) register.setDefaultLabels({ worker: String(worker) })
  collectDefaultMetrics({ register })
  // Gauges that the library calls totals, which only counters may be called; each is there by type too.
  for (const kind of ['handles', 'requests', 'resources']) register.removeSingleMetric(`nodejs_active_${kind}_total`)
  const messages = new Counter({
    name: 'heard_webhook_requests_total',
    help: 'Requests to webhooks, by channel and outcome',
    labelNames: ['channel', 'outcome'],
    registers: [register],
  })
  const latency = new Histogram({
    name: 'heard_webhook_duration_seconds',
    help: 'Time from the arrival of a request until its answer is ready',
    labelNames: ['channel'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5],
    registers: [register],
  })
  const deliveries = new Counter({
    name: 'heard_deliveries_total',
    help: 'Messages that left through the queue, by channel and what became of them',
    labelNames: ['channel', 'state'],
    registers: [register],
  })
  const failures = new Counter({
    name: 'heard_send_failures_total',
    help: 'Tries to send a message that failed, by channel and problem',
    labelNames: ['channel', 'code'],
    registers: [register],
  })
  new Gauge({
    name: 'heard_build_info',
    help: 'Always 1; which version runs, on which Node.js',
    labelNames: ['version', 'node'],
    registers: [register],
  }).set({ version, node: process.versions.node }, 1)
  for (const { name, help, read } of gauges.filter(({ isCounter }) => isCounter)) {
    new Counter({
      name,
      help,
      registers: [register],
      async collect() {
        const value = await soon(read)
        this.reset()
        this.inc(value)
      },
    })
  }
  for (const { name, help, read } of gauges.filter(({ isCounter }) => !isCounter)) {
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        this.set(await soon(read))
      },
    })
  }

  return {
    contentType: register.contentType,
    webhook(channel, outcome, seconds) {
      messages.inc({ channel, outcome })
      latency.observe({ channel }, seconds)
    },
    delivery: (channel, state) => deliveries.inc({ channel, state }),
    sendFailed: (channel, code) => failures.inc({ channel, code }),
    ...taskMetrics(register),
    ...requestMetrics(register),
    expose: () => register.metrics(),
    collect: () => register.getMetricsAsJSON(),
  }
}
