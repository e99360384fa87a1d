import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A value that is read whenever the metrics are asked for; where that fails or takes too long, it is NaN: not known. */
export interface GaugeSource {
  readonly name: string
  readonly help: string
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
  expose(): Promise<string>
}

/** Metrics are asked for most urgently when something hangs. */
const patienceMilliseconds = 1000

function soon(read: GaugeSource['read']): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMilliseconds, Number.NaN).unref()
    const reading = async () => read()
    reading().then(resolve, () => resolve(Number.NaN))
  })
}

/** Metrics of one server, in a registry of their own. */
export function createMetrics(gauges: readonly GaugeSource[] = [], version = 'unknown'): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
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
  for (const { name, help, read } of gauges) {
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
    expose: () => register.metrics(),
  }
}
