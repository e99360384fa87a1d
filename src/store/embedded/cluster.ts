import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { randomSecret } from '../../privacy/chance.ts'
import type { Binaries } from './binaries.ts'
import { readPassword } from './refusal.ts'
import type { RunAs } from './run-as.ts'

/** The superuser of the cluster; the program itself works as `heard`, who owns the database of that name. */
export const superuser = 'postgres'

/** Modest, because the machine is shared with the program; durable, because acknowledged means committed. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** A folder with a PostgreSQL in it: `data` (its files), `password` (mode 600) and `log`. */
export interface Cluster {
  /** Makes the cluster where there is none. Several processes may do so at the same time: one of them wins. */
  create(): Promise<void>
  password(): Promise<string>
  /** The port of the server that runs, or that ran and was killed; null when it was stopped. */
  recordedPort(): Promise<number | null>
  /** Resolves when the server accepts connections; rejects when it does not come up, or when another one is up already. */
  start(port: number): Promise<void>
  /** Fast shutdown: ends every connection, writes everything, resolves when the server is gone. */
  stop(): Promise<void>
}

const secondsToStart = 20
const secondsToStop = 5

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** `flags` are further options of the server, such as `fsync=off` in tests. */
export function openCluster(folder: string, binaries: Binaries, runAs: RunAs, flags: readonly string[]): Cluster {
  const data = join(folder, 'data')
  const control = (...parameters: string[]) => runAs.run(binaries.pg_ctl, ['-D', data, ...parameters])

  return {
    async create() {
      if (await readFile(join(data, 'PG_VERSION')).catch(() => null)) return
      // Made aside and renamed when complete, so that a half-made cluster never stands in its place.
      const draft = await mkdtemp(`${folder}-`)
      try {
        await runAs.own(draft)
        const password = join(draft, 'password')
        await writeFile(password, randomSecret(), { mode: 0o600, flag: 'wx' })
        await runAs.own(password)
        await runAs.run(binaries.initdb, [
          `--pgdata=${join(draft, 'data')}`,
          `--username=${superuser}`,
          `--pwfile=${password}`,
          '--auth=scram-sha-256',
          '--encoding=UTF8',
          '--locale-provider=builtin',
          '--locale=C.UTF-8',
          ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
        ])
        await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
        })
      } finally {
        await rm(draft, { recursive: true, force: true })
      }
    },

    password: () => readPassword(folder),

    async recordedPort() {
      const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
      return Number(lines[3]) || null
    },

    // pg_ctl takes the server out of our process group, so that Ctrl-C does not reach it before we have drained.
    start: (port) =>
      control(
        'start',
        '--wait',
        `--timeout=${secondsToStart}`,
        `--log=${join(folder, 'log')}`,
        `--options=-p ${port}${flags.map((flag) => ` -c ${flag}`).join('')}`,
        '--silent',
      ),

    // An immediate stop loses nothing either: the next start replays the log.
    stop: () =>
      control('stop', '--wait', '--mode=fast', `--timeout=${secondsToStop}`, '--silent').catch(() =>
        control('stop', '--wait', '--mode=immediate', '--timeout=2', '--silent'),
      ),
  }
}

/** Makes the data folder where it is missing: nobody else may look into it. */
export async function createDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
}
