import { publishedOf } from '../../src/results/publish.ts'
import type { PublishedTable } from '../../src/results/published-table.ts'
import { valued } from '../../src/results/said.ts'
import { countAnswers } from '../../src/store/interview-counts.ts'
import { lazyPrisma } from '../../src/store/prisma.ts'
import { publishedTables } from '../../src/store/published-tables.ts'
import type { Bench, Database } from '../bench.ts'
import type { Figure, Finding, Report, Row } from '../figure.ts'
import { filledFlow, filledRound, putAnswers, questionNames } from '../load/answers.ts'
import { formatSpread, spreadOf } from '../statistics.ts'

const target = { counted: 1000, published: 50 }
const ways = ['one-way', 'two-way', 'three-way'] as const
/** Different tables of each kind, so that no question is lucky. */
const different = 5

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Neighbours in the list of questions, beginning at every second one. */
const questionsOf = (table: number, dimensions: number): string[] =>
  Array.from({ length: dimensions }, (_, index) => questionNames[(2 * table + 3 * index) % questionNames.length] ?? '')

/** The times of each table of one kind, and milliseconds of processor time for one. */
async function count(bench: Bench, { pool }: Database, dimensions: number) {
  const tables = Array.from({ length: different }, (_, index) => questionsOf(index, dimensions))
  const times = tables.map((): number[] => [])
  const before = await bench.processorSeconds()
  for (let round = 0; round < bench.rounds; round++)
    for (const [index, questions] of tables.entries()) {
      bench.progress.show(`${ways[dimensions - 1]} tables`, (round * different + index) / (bench.rounds * different))
      const work = () => countAnswers(pool, filledFlow, filledRound, questions)
      times[index]?.push(await millisecondsOf(work))
    }
  const after = await bench.processorSeconds()
  const processor = before === null || after === null ? null : (1000 * (after - before)) / (bench.rounds * different)
  return { times, processor }
}

/** A table of three questions, as it is published. */
function tableOf(question: string, values: number): PublishedTable {
  const names = (prefix: string) => Array.from({ length: values }, (_, index) => `${prefix}_${index}`)
  const rows = names('value')
  const columns = names('first').flatMap((first) => names('second').map((second) => [first, second]))
  const cells = rows.map((_, row) => columns.map((_, column) => (column % 7 === 0 ? null : 1000 + row * column)))
  return {
    ...{ question, dimensions: ['first', 'second'], cells },
    rows: rows.map(valued),
    columns: columns.map((column) => column.map(valued)),
    rowTotals: rows.map(() => 100_000),
    columnTotals: columns.map(() => 5000),
    total: 1_000_000,
  }
}

/** Reads what is published of a round: each question by two others. */
async function read(bench: Bench, { pool }: Database): Promise<number[]> {
  const prisma = lazyPrisma(pool)
  const store = publishedTables(prisma, () => new Date().toISOString().slice(0, 10))
  const round = { flow: filledFlow, round: filledRound }
  const tables = questionNames.map((question) => tableOf(question, 6))
  await store.add(
    round,
    tables.map((table) => ({ question: table.question, dimensions: table.dimensions, content: table })),
  )
  await publishedOf(store, round)
  const times: number[] = []
  for (let time = 0; time < 4 * bench.rounds; time++) times.push(await millisecondsOf(() => publishedOf(store, round)))
  return times
}

async function run(bench: Bench): Promise<Report> {
  const size = bench.full ? 1_000_000 : 100_000
  const interviews = `${size.toLocaleString('en')} interviews`
  const database = await bench.createDatabase()
  await putAnswers(database, size, (done) => bench.progress.show(interviews, done))
  await database.pool.query('VACUUM ANALYZE interview')

  const findings: Finding[] = []
  const rows: Row[] = []
  for (const [index, way] of ways.entries()) {
    const { times, processor } = await count(bench, database, index + 1)
    const slowest = Math.max(...times.map((each) => spreadOf(each).median))
    findings.push({
      what: `the slowest ${way} table of ${interviews}, counted`,
      target: `< ${target.counted} ms`,
      measured: `${slowest.toFixed(0)} ms`,
      met: bench.full ? slowest < target.counted : null,
    })
    rows.push({
      table: way,
      milliseconds: formatSpread(spreadOf(times.flat()), 0),
      'of processor time': processor === null ? '' : processor.toFixed(0),
    })
  }
  const published = spreadOf(await read(bench, database))
  return {
    findings: [
      ...findings,
      {
        what: 'the published tables of a round, read',
        target: `< ${target.published} ms`,
        measured: `${published.median.toFixed(1)} ms`,
        met: published.median < target.published,
      },
    ],
    rows: [...rows, { table: 'published', milliseconds: formatSpread(published, 1) }],
    notes: [
      `Median (least-most) of ${bench.rounds} rounds over ${different} different tables each, one after the other, with the settings that the program gives its PostgreSQL; no count is kept.`,
      `Published: all ${questionNames.length} tables of a round, each question by two others of six values, read and checked.`,
      ...(bench.full ? [] : ['A quick look: with --full it is 1,000,000 interviews, which the first target is about.']),
    ],
  }
}

export const tables: Figure = { name: 'tables', title: 'Tables over released interviews', run }
