import { type Bench, connections } from '../bench.ts'
import type { Figure, Finding, Report, Row } from '../figure.ts'
import { byTwilio, byUssd, type Conversation } from '../load/conversations.ts'
import { measureLatency, measureRate, warmUp } from '../load/load.ts'
import { quantile } from '../statistics.ts'

const targetMilliseconds = 50

const media: readonly { name: string; conversation: Conversation }[] = [
  { name: 'SMS', conversation: byTwilio },
  { name: 'USSD', conversation: byUssd },
]

async function run(bench: Bench): Promise<Report> {
  const server = await bench.startServer(await bench.createDatabase())
  const expected = await warmUp(bench, [server])
  const { rate: most } = await measureRate(bench, [server], { expected, seconds: 5, doing: 'the most that it takes' })
  const seconds = bench.full ? 60 : 10
  const rate = most / 2

  const findings: Finding[] = []
  const rows: Row[] = []
  for (const { name, conversation } of media) {
    await warmUp(bench, [server], conversation)
    const doing = `${name} at half the load`
    const latencies = await measureLatency(bench, server, { conversation, rate, seconds, doing })
    const at = (share: number) => quantile(latencies, share)
    findings.push({
      what: `${name}: 99 of 100 answers at ${rate.toFixed(0)} messages/s`,
      target: `< ${targetMilliseconds} ms`,
      measured: `${at(0.99).toFixed(1)} ms`,
      met: at(0.99) < targetMilliseconds,
    })
    rows.push({
      medium: name,
      messages: latencies.length,
      'p50 ms': at(0.5).toFixed(1),
      'p95 ms': at(0.95).toFixed(1),
      'p99 ms': at(0.99).toFixed(1),
      'p99.9 ms': at(0.999).toFixed(1),
      'most ms': at(1).toFixed(1),
    })
  }
  return {
    findings,
    rows,
    notes: [
      `Messages arrive by chance (a Poisson process) over ${connections} connections, for ${seconds} s, at half of the ${most.toFixed(0)} messages/s that the server took just before.`,
      'A latency counts from the moment at which the message was due, also where the server, or the sending program, was late.',
    ],
  }
}

export const latency: Figure = { name: 'latency', title: 'Time until the answer at half the load', run }
