import { availableParallelism } from 'node:os'
import type { Bench } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { measureRate, warmUp } from '../load/load.ts'
import { formatSpread, spreadOf } from '../statistics.ts'

const target = 1.6

/** Two servers, PostgreSQL and the program that sends want one core each. */
const coresNeeded = 4

async function run(bench: Bench): Promise<Report> {
  const seconds = bench.full ? 15 : 4
  const database = await bench.createDatabase()
  const sides = [
    { name: 'one process', servers: [await bench.startServer(database)] },
    { name: 'two processes', servers: [await bench.startServer(database), await bench.startServer(database)] },
  ]
  const measured: { name: string; servers: (typeof sides)[0]['servers']; expected: number; rates: number[] }[] = []
  for (const side of sides) measured.push({ ...side, expected: await warmUp(bench, side.servers), rates: [] })
  for (let round = 1; round <= bench.rounds; round++) {
    for (const side of measured) {
      const doing = `${side.name}, round ${round} of ${bench.rounds}`
      const { rate } = await measureRate(bench, side.servers, { expected: side.expected, seconds, doing })
      side.expected = rate
      side.rates.push(side.expected)
    }
  }
  const [one, two] = measured.map(({ rates }) => rates) as [number[], number[]]
  const ratios = spreadOf(two.map((rate, round) => rate / (one[round] as number)))
  const cores = availableParallelism()
  const enough = cores >= coresNeeded
  return {
    findings: [
      {
        what: 'two processes on one database / one',
        target: `>= ${target.toFixed(1)} x`,
        measured: `${formatSpread(ratios)} x on ${cores} cores`,
        met: enough ? ratios.median >= target : null,
      },
    ],
    rows: measured.map(({ name, rates }) => ({ way: name, 'messages/s': formatSpread(spreadOf(rates), 0) })),
    notes: [
      `Median (least-most) of ${bench.rounds} rounds of about ${seconds} s, the two taking turns; ratios are taken within a round.`,
      ...(enough
        ? []
        : [
            `${cores} cores are shared by PostgreSQL, the program that sends and the servers: a second process finds no free core here. The target is told from ${coresNeeded} cores.`,
          ]),
    ],
  }
}

export const processes: Figure = { name: 'processes', title: 'Two processes on one database', run }
