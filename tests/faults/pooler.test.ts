import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { patience } from './length.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { query } from './stored.ts'

// A real PgBouncer in front, as docs/operations.md says, in both of its modes.
const run = promisify(execFile)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const pgbouncer = await run('sh', ['-c', 'PATH="$PATH:/usr/sbin" command -v pgbouncer']).then(
  ({ stdout }) => stdout.trim(),
  () => null,
)
const version = pgbouncer === null ? [] : /(\d+)\.(\d+)/.exec((await run(pgbouncer, ['--version'])).stdout)?.slice(1)
const keepsStatements = Number(version?.[0]) > 1 || Number(version?.[1]) >= 21

let postgres: PostgresProcess
let folder: string
beforeAll(async () => {
  postgres = await startPostgres()
  folder = await mkdtemp(join(tmpdir(), 'heard-pgbouncer-'))
  await chmod(folder, 0o755)
}, 120_000)
afterAll(async () => {
  await postgres[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Opens the database through a PgBouncer in this mode; resolves with what the refusal says, or null. */
async function through(mode: 'session' | 'transaction'): Promise<string | null> {
  const { port: behind, password } = new URL(postgres.url)
  const port = await freePort()
  const file = join(folder, `${mode}.ini`)
  await writeFile(join(folder, 'users'), '"heard" ""\n')
  await writeFile(
    file,
    `[databases]
heard = host=127.0.0.1 port=${behind} user=heard password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users')}
pool_mode = ${mode}
${keepsStatements ? 'max_prepared_statements = 200' : ''}
ignore_startup_parameters = extra_float_digits, options, statement_timeout, lock_timeout, idle_in_transaction_session_timeout
`,
  )
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = spawn(pgbouncer as string, [file], { stdio: 'ignore', cwd: folder, ...user })
  const url = `postgresql://heard@127.0.0.1:${port}/heard`
  try {
    const isUp = async () => {
      const client = new pg.Client({ connectionString: url })
      return client.connect().then(
        () => client.end().then(() => true),
        () => false,
      )
    }
    await vi.waitUntil(isUp, { timeout: 10_000 })
    await (await openDatabase({ url, log })).close()
    return null
  } catch (error) {
    expect(error).toMatchObject({ code: 'database' })
    return String(error)
  } finally {
    const ended = once(child, 'exit')
    child.kill('SIGQUIT')
    await ended
  }
}

const setLimits = async (value: string) => {
  for (const name of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])
    await query(postgres.superuserUrl, `ALTER ROLE heard SET ${name} = '${value}'`)
}

test.skipIf(pgbouncer === null)('sessions are kept, and limits must be set on the role', patience(60, 60), async () => {
  await setLimits('0')
  expect(await through('session')).toMatch(
    /drops statement_timeout, lock_timeout.*\n.*ALTER ROLE … SET statement_timeout/,
  )
  await setLimits('30s')
  expect(await through('session')).toBe(null)
})

test.skipIf(pgbouncer === null)(
  'in transaction mode a version that mislays statements is refused',
  patience(60, 60),
  async () => {
    await setLimits('30s')
    const refused = await through('transaction')
    if (keepsStatements) expect(refused).toBe(null)
    else expect(refused).toMatch(/mislays prepared statements\n.*1\.21 or newer.*max_prepared_statements/)
  },
)
