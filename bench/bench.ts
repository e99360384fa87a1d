import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLog } from '../src/log.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrations.ts'
import { parentOf, processorSeconds } from './processor-time.ts'
import type { Progress } from './progress.ts'
import { type Server, startServer } from './server.ts'

/** A database with the newest schema and nothing in it. */
export interface Database {
  readonly url: string
  readonly pool: pg.Pool
}

export interface Options {
  /** The sizes and times that the targets are about, instead of those of a quick look. */
  readonly full: boolean
  /** How often each measurement of a comparison is repeated; the sides take turns. */
  readonly rounds: number
  /** Folder for CPU profiles of the servers; null: none. */
  readonly profiles: string | null
  readonly progress: Progress
}

/** What figures measure with. Everything that it starts is ended with it. */
export interface Bench extends Options, AsyncDisposable {
  createDatabase(): Promise<Database>
  /** The program on a database. Dispose of it, or leave it to the end. */
  startServer(database: Database): Promise<Server>
  /** Writes everything to disk now, so that no measurement pays for what the one before left. */
  checkpoint(): Promise<void>
  /** Seconds of processor time of everything that the benchmark runs, PostgreSQL included; null where the system does not tell. */
  processorSeconds(): Promise<number | null>
  /** The first of so many people who have not written yet, in any measurement. */
  newPeople(count: number): number
  /** Ends it when the benchmark ends. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource
  /** A folder that is thrown away at the end. */
  createFolder(): Promise<string>
}

/** The connections that messages come by, and the concurrency of the reference. */
export const connections = 50

/** One PostgreSQL, as the program itself starts it (fsync and synchronous_commit on), in a folder that is thrown away. */
export async function openBench(options: Options): Promise<Bench> {
  await using started = new AsyncDisposableStack()
  const temporary = async (stack: AsyncDisposableStack) =>
    stack.adopt(await mkdtemp(join(tmpdir(), 'heard-bench-')), (path) => rm(path, { recursive: true, force: true }))
  const folder = await temporary(started)
  const postgres = started.adopt(await openEmbedded(folder, createLog('error')), (embedded) => embedded.close())
  const superuser = started.adopt(new pg.Pool({ connectionString: postgres.superuserUrl, max: 1 }), (pool) =>
    pool.end(),
  )
  const backend = await superuser.query<{ id: number }>('SELECT pg_backend_pid() AS id')
  const postmaster = await parentOf(backend.rows[0]?.id ?? 0)
  let databases = 0
  let people = 0
  const all = started.move()

  return {
    ...options,
    async createDatabase() {
      const name = `bench_${++databases}`
      await superuser.query(`CREATE DATABASE ${name} OWNER heard`)
      const url = postgres.url.replace(/heard$/, name)
      const pool = all.adopt(new pg.Pool({ connectionString: url, max: 4 }), (each) => each.end())
      await migrate(pool)
      return { url, pool }
    },
    async startServer({ url }) {
      const profiling = options.profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profiles}`]
      return all.use(await startServer({ DATABASE_URL: url, DATA_DIR: folder }, profiling))
    },
    async checkpoint() {
      await superuser.query('CHECKPOINT')
    },
    processorSeconds: async () => (postmaster === null ? null : processorSeconds([process.pid, postmaster])),
    newPeople(count) {
      people += count
      return people - count
    },
    use: (resource) => all.use(resource),
    createFolder: () => temporary(all),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
