import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A value that is read whenever the metrics are asked for. */
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
  expose(): Promise<string>
}

/** Metrics of one server, in a registry of their own. */
export function createMetrics(gauges: readonly GaugeSource[] = []): Metrics {
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
  for (const { name, help, read } of gauges) {
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        this.set(await read())
      },
    })
  }

  return {
    contentType: register.contentType,
    webhook(channel, outcome, seconds) {
      messages.inc({ channel, outcome })
      latency.observe({ channel }, seconds)
    },
    expose: () => register.metrics(),
  }
}
