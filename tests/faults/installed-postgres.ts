import { execFile } from 'node:child_process'
import { chown, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { chooseRunAs } from '../../src/store/embedded/run-as.ts'
import { query } from './stored.ts'

const run = promisify(execFile)
const installed = '/usr/lib/postgresql'

/** A PostgreSQL as Debian packages it, with the programs around it that npm's has not: pg_dump, pg_restore, psql. */
export interface InstalledPostgres extends AsyncDisposable {
  /** The database `heard`, as its owner, who is no superuser. */
  readonly url: string
  readonly superuserUrl: string
  readonly port: number
  /** The folder of pg_dump and the others. */
  readonly programs: string
}

const password = 'owner'

/** Null where none is installed. */
export async function startInstalledPostgres(): Promise<InstalledPostgres | null> {
  const versions = (await readdir(installed).catch(() => [])).map(Number).filter((version) => version >= 15)
  const programs = join(installed, String(Math.max(...versions)), 'bin')
  if (!(await stat(join(programs, 'initdb')).catch(() => null))) return null
  const folder = await mkdtemp(join(tmpdir(), 'heard-installed-'))
  const runAs = await chooseRunAs(join(programs, 'postgres'), folder, folder)
  const cluster = join(folder, 'cluster')
  await run('mkdir', [cluster])
  await runAs.own(cluster)
  const secret = join(folder, 'password')
  await writeFile(secret, password)
  const { uid, gid } = await stat(cluster)
  await chown(secret, uid, gid)
  const data = join(cluster, 'data')
  await runAs.run(join(programs, 'initdb'), [
    ...[`--pgdata=${data}`, '--username=postgres', `--pwfile=${secret}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
  ])
  const port = await freePort()
  const control = join(programs, 'pg_ctl')
  await runAs.run(control, [
    ...['-D', data, 'start', '--wait', '--silent', `--log=${join(cluster, 'log')}`],
    `--options=-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`,
  ])
  const server = `postgresql://postgres:${password}@127.0.0.1:${port}`
  await query(`${server}/postgres`, `CREATE ROLE heard_owner LOGIN PASSWORD '${password}'`)
  await query(`${server}/postgres`, 'CREATE DATABASE heard OWNER heard_owner')
  return {
    url: `postgresql://heard_owner:${password}@127.0.0.1:${port}/heard`,
    superuserUrl: `${server}/heard`,
    port,
    programs,
    async [Symbol.asyncDispose]() {
      await runAs.run(control, ['-D', data, 'stop', '--wait', '--silent', '--mode=immediate'])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
