import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freeze } from '../../src/questionnaires.ts'
import type { Bench, Database } from '../bench.ts'
import type { Figure, Report } from '../figure.ts'
import { variables } from '../load/account.ts'
import { filledContent, filledFlow, filledRound, putAnswers } from '../load/answers.ts'
import { startChild } from '../server.ts'

/** Not xlsx: workbooks are made in memory, and refused where they are large. */
const formats = ['csv', 'spss', 'flow-results'] as const
const target = 1.2
const times = 10
const kibibytesInMegabyte = 1e6 / 1024

interface Exported {
  readonly megabytes: number
  readonly seconds: number
}

/** A closed round with so many interviews. */
async function closedRound(bench: Bench, interviews: number): Promise<Database> {
  const database = await bench.createDatabase()
  const { version, content } = freeze(filledContent)
  await database.pool.query('INSERT INTO flow_version (version, flow, content, number) VALUES ($1, $2, $3, 1)', [
    ...[version, filledFlow, JSON.stringify(content)],
  ])
  await database.pool.query(
    'INSERT INTO closed_round (flow, round, closed_on, discarded) VALUES ($1, $2, now(), false)',
    [...[filledFlow, filledRound]],
  )
  const what = `${interviews.toLocaleString('en')} interviews`
  await putAnswers(database, interviews, (done) => bench.progress.show(what, done))
  await database.pool.query('VACUUM ANALYZE interview')
  return database
}

/** `heard export`, as anybody runs it. */
async function exported(bench: Bench, { url }: Database, format: string): Promise<Exported> {
  const folder = await bench.createFolder()
  const start = performance.now()
  const memory = join(import.meta.dirname, '../load/peak-memory.ts')
  const command = ['export', filledFlow, '--round', filledRound, '--format', format, '--to', join(folder, 'export')]
  await using child = startChild(process.execPath, ['--import', memory, 'src/cli.ts', ...command], {
    ...{ ...variables, DATABASE_URL: url, DATA_DIR: folder },
  })
  const ended = once(child.process, 'exit')
  const printed = child.process.stdout ? await text(child.process.stdout) : ''
  const [code] = await ended
  const kibibytes = Number(/peak memory: (\d+) KiB/.exec(printed)?.[1])
  if (code !== 0 || Number.isNaN(kibibytes)) throw new Error(`heard export --format ${format} ended with ${code}.`)
  return { megabytes: kibibytes / kibibytesInMegabyte, seconds: (performance.now() - start) / 1000 }
}

async function run(bench: Bench): Promise<Report> {
  const most = bench.full ? 1_000_000 : 100_000
  const few = most / times
  const [small, large] = [await closedRound(bench, few), await closedRound(bench, most)]
  const measured: { format: string; small: Exported; large: Exported }[] = []
  for (const [index, format] of formats.entries()) {
    bench.progress.show(`exporting ${format}`, index / formats.length)
    measured.push({ format, small: await exported(bench, small, format), large: await exported(bench, large, format) })
  }
  return {
    findings: measured.map(({ format, small, large }) => {
      const growth = large.megabytes / small.megabytes
      return {
        what: `most memory of heard export --format ${format}, ${times} times the interviews`,
        target: `<= ${target.toFixed(1)} x (flat)`,
        measured: `${growth.toFixed(2)} x`,
        met: bench.full ? growth <= target : null,
      }
    }),
    rows: measured.map(({ format, small, large }) => ({
      format,
      [`MB, ${few.toLocaleString('en')}`]: small.megabytes.toFixed(0),
      [`MB, ${most.toLocaleString('en')}`]: large.megabytes.toFixed(0),
      [`seconds, ${most.toLocaleString('en')}`]: large.seconds.toFixed(0),
    })),
    notes: [
      'Memory as the operating system counts it for the command, at most; each export reads the interviews three times: to see who would stand alone, which values there are, and to write.',
      ...(bench.full ? [] : ['A quick look: with --full it is 1,000,000 interviews, which the targets are about.']),
    ],
  }
}

export const exports: Figure = { name: 'exports', title: 'Memory of exports', run }
