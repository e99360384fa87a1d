import { availableParallelism } from 'node:os'
import { type Bench, connections } from '../bench.ts'
import type { Figure, Finding, Report, Row } from '../figure.ts'
import { type Measured, measureRate, warmUp } from '../load/load.ts'
import { openReference } from '../reference/reference.ts'
import { measureRowBytes } from '../reference/rows.ts'
import { formatSpread, spreadOf } from '../statistics.ts'

const secondsOf = ({ full }: Bench) => (full ? 15 : 4)
const targets = { oneByOne: 2, pgbench: 1 }

const rowOf = (way: string, measured: readonly Measured[]): Row => ({
  way,
  'messages/s': formatSpread(spreadOf(measured.map(({ rate }) => rate)), 0),
  'processor time of all, µs/message': formatSpread(spreadOf(measured.map(({ cost }) => cost)), 0),
})

/** End to end against one transaction for each message; the two take turns, so that a slow minute of the machine hits both. */
async function run(bench: Bench): Promise<Report> {
  const database = await bench.createDatabase()
  const server = await bench.startServer(database)
  let expected = await warmUp(bench, [server])
  const bytes = await measureRowBytes(database.pool)
  const reference = await openReference(bench, bytes)
  const seconds = secondsOf(bench)

  const heard: Measured[] = []
  const oneByOne: Measured[] = []
  const pgbench: Measured[] = []
  for (let round = 1; round <= bench.rounds; round++) {
    const doing = (what: string) => `${what}, round ${round} of ${bench.rounds}`
    const measured = await measureRate(bench, [server], { expected, seconds, doing: doing('Heard end to end') })
    expected = measured.rate
    heard.push(measured)
    oneByOne.push(await reference.oneByOne(seconds, doing('one by one')))
    if (reference.pgbench) pgbench.push(await reference.pgbench(seconds, doing('pgbench')))
  }

  const compared = (name: string, others: readonly Measured[], target: number): Finding => {
    const ratios = spreadOf(heard.map(({ rate }, round) => rate / (others[round] as Measured).rate))
    return {
      what: `end to end / ${name}, ${connections} concurrent`,
      target: `>= ${target.toFixed(1)} x`,
      measured: `${formatSpread(ratios)} x`,
      met: ratios.median >= target,
    }
  }
  return {
    findings: [
      compared('one by one (Node, pg)', oneByOne, targets.oneByOne),
      reference.pgbench
        ? compared('one by one (pgbench)', pgbench, targets.pgbench)
        : {
            what: `end to end / one by one (pgbench), ${connections} concurrent`,
            target: `>= ${targets.pgbench.toFixed(1)} x`,
            measured: 'cannot be told: pgbench is not installed',
            met: null,
          },
    ],
    rows: [
      rowOf('Heard, end to end', heard),
      rowOf('one by one, Node and pg', oneByOne),
      ...(pgbench.length > 0 ? [rowOf('one by one, pgbench', pgbench)] : []),
    ],
    notes: [
      `Median (least-most) of ${bench.rounds} rounds of about ${seconds} s, the ways taking turns, a checkpoint before each; ratios are taken within a round.`,
      `Rows of the reference are as long as Heard's: ${bytes.session} bytes of session, ${bytes.screen} of screen.`,
      `Everything shares ${availableParallelism()} cores: for Heard PostgreSQL, the server and the program that sends; for the reference PostgreSQL and its one client.`,
      'Processor time is that of everything that takes part. It depends less than the rates on what else the machine does: where others want the processors too, a server that is one process gets one share of them, and fifty connections get fifty.',
    ],
  }
}

export const throughput: Figure = { name: 'throughput', title: 'Messages per second, end to end', run }
