import { execFile, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, glob, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { type Bench, connections, type Database } from '../bench.ts'
import type { Measured } from '../load/load.ts'
import { byTheClock } from '../progress.ts'
import type { Done, Run, Task } from './one-by-one.ts'
import { fillReference, type RowBytes, referenceContacts } from './rows.ts'
import { statementsOf } from './statements.ts'

const execute = promisify(execFile)

const secondsToWarmUp = 4

/** Measures for so many seconds, and says what it is doing. */
type Measure = (seconds: number, doing: string) => Promise<Measured>

/** Ways to do without Heard: one transaction for each message, one by one. */
export interface Reference {
  /** In Node with `pg`. */
  readonly oneByOne: Measure
  /** The same statements in pgbench; null where it is not installed. */
  readonly pgbench: Measure | null
}

/** Connects, and makes transactions for so many seconds; for 0 seconds it does little but connect. */
type Way = (seconds: number) => Promise<Done>

export async function openReference(bench: Bench, bytes: RowBytes): Promise<Reference> {
  const database = await bench.createDatabase()
  await fillReference(database.pool, bytes)
  const oneByOne = startOneByOne(bench, { url: database.url, bytes, concurrent: connections })
  await byTheClock(bench.progress, 'warming up the reference', secondsToWarmUp, oneByOne(secondsToWarmUp))
  const program = await findPgbench()
  return {
    oneByOne: await measuring(bench, oneByOne),
    pgbench: program === null ? null : await measuring(bench, await pgbenchOf(bench, program, database, bytes)),
  }
}

async function measuring(bench: Bench, way: Way): Promise<Measure> {
  async function cost(seconds: number) {
    const before = await bench.processorSeconds()
    const done = await way(seconds)
    const after = await bench.processorSeconds()
    return { done, processor: before === null || after === null ? Number.NaN : after - before }
  }
  // Heard stays connected; what it costs to connect is not charged to the reference either.
  const connecting = await cost(0)
  return async (seconds, doing) => {
    await bench.checkpoint()
    const { done, processor } = await byTheClock(bench.progress, doing, seconds, cost(seconds))
    return {
      rate: done.transactions / done.seconds,
      cost: ((processor - connecting.processor) / done.transactions) * 1e6,
    }
  }
}

/** Starts the process that works one by one; it ends with the benchmark. */
function startOneByOne(bench: Bench, task: Task): Way {
  const child = fork(join(import.meta.dirname, 'one-by-one.ts'), [JSON.stringify(task)])
  bench.use({
    async [Symbol.asyncDispose]() {
      child.kill()
    },
  })
  const ended = once(child, 'exit').then(() => {
    throw new Error('The reference ended.')
  })
  // Unless somebody waits for it, it may end.
  ended.catch(() => {})
  return async (seconds) => {
    child.send({ seconds } satisfies Run)
    const [done] = await Promise.race([once(child, 'message'), ended])
    return done as Done
  }
}

/** On the path, or where Debian puts it; null where it is not installed. */
async function findPgbench(): Promise<string | null> {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pgbench'))
  const debian = await Array.fromAsync(glob('/usr/lib/postgresql/*/bin/pgbench'))
  for (const program of [...onPath, ...debian.sort().reverse()]) {
    const missing = await access(program).catch(() => 'missing')
    if (!missing) return program
  }
  return null
}

const bytea = (length: number) => `'\\x${randomBytes(length).toString('hex')}'`

async function pgbenchOf(bench: Bench, program: string, { url }: Database, bytes: RowBytes) {
  const statements = statementsOf({
    contact: 'sha256(int4send(:contact))',
    session: bytea(bytes.session),
    message: 'sha256(int8send(:message))',
    screen: bytea(bytes.screen),
  })
  const script = join(await bench.createFolder(), 'one-by-one.sql')
  const chance = [`\\set contact random(1, ${referenceContacts})`, `\\set message random(1, ${2 ** 53})`]
  const transaction = ['BEGIN', ...statements, 'COMMIT'].map((statement) => `${statement.replaceAll('\n', ' ')};`)
  await writeFile(script, [...chance, ...transaction, ''].join('\n'))

  return async (seconds: number): Promise<Done> => {
    const options = [
      ['--no-vacuum', '--protocol=prepared', `--client=${connections}`],
      [`--jobs=${Math.min(availableParallelism(), connections)}`, `--file=${script}`],
      [seconds > 0 ? `--time=${seconds}` : '--transactions=1', url],
    ].flat()
    const { stdout } = await execute(program, options)
    const value = (pattern: RegExp) => {
      const found = pattern.exec(stdout)?.[1]
      if (found === undefined) throw new Error(`pgbench reports nothing:\n${stdout}`)
      return Number(found)
    }
    const transactions = value(/^number of transactions actually processed: (\d+)/m)
    return { transactions, seconds: transactions / value(/^tps = ([\d.]+) \(without initial connection time\)/m) }
  }
}
