import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findBinaries } from '../../src/store/embedded/binaries.ts'
import { createDataFolder, freePort, openCluster } from '../../src/store/embedded/cluster.ts'
import { enter } from '../../src/store/embedded/presence.ts'
import { chooseRunAs } from '../../src/store/embedded/run-as.ts'

const run = promisify(execFile)

/** The process of the postmaster whose files are in this folder. */
export const postmasterOf = async (data: string): Promise<number> =>
  Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0])

/** A PostgreSQL of its own that can be treated badly. It would forget on power failure, which nobody injects. */
export interface PostgresProcess extends AsyncDisposable {
  /** The database `heard`, as the program works with it. */
  readonly url: string
  readonly superuserUrl: string
  /** The files of the cluster; they belong to the user under which the server runs. */
  readonly dataFolder: string
  /** SIGKILL of the postmaster: what it did not write is gone. */
  kill(): Promise<void>
  /** Resolves when it accepts connections again. */
  restart(): Promise<void>
  /** SIGSTOP of every process: connections stay open and nothing answers. */
  freeze(): Promise<void>
  thaw(): Promise<void>
}

const flags = ['fsync=off', 'full_page_writes=off']

export async function startPostgres(): Promise<PostgresProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-faults-'))
  await createDataFolder(folder)
  const binaries = await findBinaries()
  const place = join(folder, 'postgres')
  const data = join(place, 'data')
  const cluster = openCluster(place, binaries, await chooseRunAs(binaries.postgres, folder, place), flags)
  await cluster.create()
  const port = await freePort()
  await cluster.start(port)
  const password = await cluster.password()
  // Makes the role and the database.
  await (await enter(port, password)).end()

  let frozen: number[] = []
  const thaw = async () => {
    for (const pid of frozen.splice(0).reverse()) process.kill(pid, 'SIGCONT')
  }
  return {
    dataFolder: data,
    url: `postgresql://heard:${password}@127.0.0.1:${port}/heard`,
    superuserUrl: `postgresql://postgres:${password}@127.0.0.1:${port}/heard`,
    kill: async () => {
      process.kill(await postmasterOf(data), 'SIGKILL')
    },
    async restart() {
      // Until the last of the old processes has noticed that its parent is gone.
      for (;;) {
        const started = await cluster.start(port).then(
          () => true,
          () => false,
        )
        if (started) return
        await sleep(50)
      }
    },
    async freeze() {
      const postmaster = await postmasterOf(data)
      const children = await run('pgrep', ['-P', String(postmaster)])
      frozen = [postmaster, ...children.stdout.trim().split('\n').map(Number)]
      for (const pid of frozen) {
        try {
          process.kill(pid, 'SIGSTOP')
        } catch {
          // It ended in between.
        }
      }
    },
    thaw,
    async [Symbol.asyncDispose]() {
      await thaw()
      await cluster.stop().catch(() => {})
      await rm(folder, { recursive: true, force: true })
    },
  }
}
