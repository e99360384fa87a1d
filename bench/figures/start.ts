import type { Bench, Database } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { variables } from '../load/account.ts'
import { openConnection } from '../load/connection.ts'
import { byTwilio } from '../load/conversations.ts'
import { portOf, startChild } from '../server.ts'
import { formatSpread, spreadOf } from '../statistics.ts'

const targetSeconds = 2

/** Seconds from `npm start` until a message is answered. */
async function firstAnswer(environment: Readonly<Record<string, string>>, person: number): Promise<number> {
  const start = performance.now()
  await using child = startChild('npm', ['start'], { ...variables, ...environment })
  const connection = await openConnection(await portOf(child))
  const message = byTwilio(person).next()
  const status = message.done ? undefined : await connection.send(message.value)
  const seconds = (performance.now() - start) / 1000
  connection.close()
  if (status !== 200) throw new Error(`The first message was answered ${status}.`)
  return seconds
}

async function run(bench: Bench): Promise<Report> {
  const folder = await bench.createFolder()
  const database: Database = await bench.createDatabase()
  const sides = [
    { name: 'an existing database (DATABASE_URL)', environment: { DATABASE_URL: database.url, DATA_DIR: folder } },
    { name: 'an existing embedded PostgreSQL', environment: { DATA_DIR: folder } },
  ]
  const measured: { name: string; first: number; seconds: number[] }[] = []
  for (const { name, environment } of sides) {
    const first = await firstAnswer(environment, bench.newPeople(1))
    const seconds: number[] = []
    const rounds = bench.rounds + 2
    for (let round = 0; round < rounds; round++) {
      bench.progress.show(`npm start on ${name}`, round / rounds)
      seconds.push(await firstAnswer(environment, bench.newPeople(1)))
    }
    measured.push({ name, first, seconds })
  }
  return {
    findings: measured.map(({ name, seconds }) => ({
      what: `npm start to first answer, ${name}`,
      target: `< ${targetSeconds} s`,
      measured: `${formatSpread(spreadOf(seconds))} s`,
      met: spreadOf(seconds).median < targetSeconds,
    })),
    rows: measured.map(({ name, first }) => ({ 'the very first start': name, seconds: first.toFixed(2) })),
    notes: [
      `Median (least-most) of ${bench.rounds + 2} starts; from the start of npm until a signed message is answered 200.`,
      'The very first start makes the tables, and for the embedded PostgreSQL the cluster.',
    ],
  }
}

export const start: Figure = { name: 'start', title: 'Time from npm start to the first answer', run }
