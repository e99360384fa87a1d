import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, connections } from '../bench.ts'
import type { Figure, Report, Row } from '../figure.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { byTwilio, lanesOf, people } from '../load/conversations.ts'
import { warmUp } from '../load/load.ts'
import type { Usage } from '../server.ts'
import { quantile } from '../statistics.ts'

const megabyte = 1e6
const target = { megabytes: 250, growth: 1.1 }
const millisecondsBetweenSamples = 1000

/** More than any machine takes in the time. */
const mostPeople = 5_000_000

async function run(bench: Bench): Promise<Report> {
  const minutes = bench.full ? 10 : 1
  const server = await bench.startServer(await bench.createDatabase())
  const idle = await server.usage()
  await warmUp(bench, [server])

  const end = performance.now() + minutes * 60_000
  const samples: Usage[] = []
  const sampling = new AbortController()
  const sampler = (async () => {
    while (!sampling.signal.aborted) {
      samples.push(await server.usage())
      bench.progress.show('full load', 1 - (end - performance.now()) / minutes / 60_000)
      await sleep(millisecondsBetweenSamples)
    }
  })()
  const lanes = lanesOf(byTwilio, people(bench.newPeople(mostPeople)), connections)
  const { messages, rate } = await closedLoop([server.port], lanes, { enough: () => performance.now() > end })
  sampling.abort()
  await sampler

  const inMegabytes = (bytes: number) => (bytes / megabyte).toFixed(0)
  const tenths = Array.from({ length: 10 }, (_, index) =>
    samples.slice(Math.floor((samples.length * index) / 10), Math.floor((samples.length * (index + 1)) / 10)),
  )
  const memoryOf = (some: readonly Usage[] = []) => some.map((each) => each.memory)
  const heapOf = (some: readonly Usage[] = []) => some.map((each) => each.heap)
  const medianOf = (index: number) => quantile(memoryOf(tenths[index]), 0.5)
  const most = Math.max(...memoryOf(samples))
  const growth = medianOf(9) / medianOf(4)
  return {
    findings: [
      {
        what: 'memory of the server at full load, the most',
        target: `< ${target.megabytes} MB`,
        measured: `${inMegabytes(most)} MB`,
        met: most < target.megabytes * megabyte,
      },
      {
        what: `memory over ${minutes} min: last tenth / middle`,
        target: `<= ${target.growth.toFixed(1)} x (flat)`,
        measured: `${growth.toFixed(2)} x`,
        met: growth <= target.growth,
      },
    ],
    rows: [
      { time: 'started', 'MB (median)': inMegabytes(idle.memory), 'heap MB (median)': inMegabytes(idle.heap) },
      ...tenths.map(
        (tenth, index): Row => ({
          time: `${((minutes * (index + 1)) / 10).toFixed(1)} min`,
          'MB (median)': inMegabytes(medianOf(index)),
          'MB (most)': inMegabytes(Math.max(...memoryOf(tenth))),
          'heap MB (median)': inMegabytes(quantile(heapOf(tenth), 0.5)),
        }),
      ),
    ],
    notes: [
      `${messages} messages at ${rate.toFixed(0)}/s. Resident memory as the operating system counts it, asked of /metrics every second.`,
      ...(bench.full ? [] : ['A quick look: with --full it takes 10 minutes.']),
    ],
  }
}

export const memory: Figure = { name: 'memory', title: 'Memory of the server', run }
