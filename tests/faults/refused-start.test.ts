import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { freePort } from '../../src/store/embedded/cluster.ts'
import { patience } from './length.ts'
import { type PostgresProcess, startPostgres } from './postgres-process.ts'
import { query } from './stored.ts'

// What people read who have mistaken something in DATABASE_URL, from a real server that refuses.
const run = promisify(execFile)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const secret = 'telltale-password'

let postgres: PostgresProcess
let url: URL
const superuser = (text: string) => query(postgres.superuserUrl, text)
beforeAll(async () => {
  postgres = await startPostgres()
  url = new URL(postgres.url)
  await superuser(`ALTER ROLE heard PASSWORD '${secret}'`)
  url.password = secret
  await superuser('CREATE DATABASE old_letters ENCODING LATIN1 LOCALE_PROVIDER libc LOCALE "C" TEMPLATE template0')
  await superuser('CREATE DATABASE reading OWNER heard')
  await superuser('ALTER DATABASE reading SET default_transaction_read_only = on')
  await superuser('CREATE DATABASE closed_one OWNER postgres')
  await superuser('REVOKE CONNECT ON DATABASE closed_one FROM PUBLIC')
}, 120_000)
afterAll(() => postgres[Symbol.asyncDispose]())

/** The address with something else in it. */
function changed(change: (url: URL) => void): string {
  const other = new URL(url)
  change(other)
  return String(other)
}

/** Resolves with what the problem says; null: it could be opened. */
async function refusal(address: string): Promise<string | null> {
  try {
    await (await openDatabase({ url: address, log })).close()
    return null
  } catch (error) {
    expect(error).toMatchObject({ code: 'database' })
    expect(String(error)).not.toContain(secret)
    return String(error)
  }
}

test.each<[string, () => string | Promise<string>, RegExp]>([
  [
    'no server listens',
    async () => changed((to) => (to.port = String(closed))),
    /no PostgreSQL listens on 127\.0\.0\.1:\d+; start it/,
  ],
  [
    'the host is unknown',
    () => changed((to) => (to.hostname = 'nowhere.invalid')),
    /the name nowhere\.invalid is not known/,
  ],
  [
    'wrong password',
    () => changed((to) => (to.password = `${secret}-not`)),
    /refuses the password of "heard"; mend it/,
  ],
  ['no such user', () => changed((to) => (to.username = 'stranger')), /refuses the password of "stranger"/],
  ['no such database', () => changed((to) => (to.pathname = '/nothing')), /has no database "nothing"; create it/],
  ['no right to connect', () => changed((to) => (to.pathname = '/closed_one')), /GRANT CONNECT/],
  [
    'another encoding',
    () => changed((to) => (to.pathname = '/old_letters')),
    /its encoding is LATIN1.*ENCODING 'UTF8'/,
  ],
  [
    'read-only',
    () => changed((to) => (to.pathname = '/reading')),
    /it is read-only; set default_transaction_read_only/,
  ],
  ['no TLS there', () => changed((to) => (to.search = '?sslmode=require')), /offers no TLS; take sslmode out/],
  ['several hosts', () => String(url).replace('127.0.0.1', '127.0.0.1,10.0.0.1'), /names several hosts/],
  ['several hosts and ports', () => String(url).replace(/@.*\//, '@a:5432,b:5433/'), /names several hosts/],
  ['no address', () => 'postgresql://heard:p@ss@word:x:y/heard', /is no address such as/],
  [
    'a file that is not there',
    () => changed((to) => (to.search = '?sslrootcert=/no/ca.pem')),
    /check the files that it names/,
  ],
  [
    'no socket',
    () => `postgresql:///heard?host=/no/socket&user=heard`,
    /the socket of PostgreSQL in \/no\/socket cannot be reached/,
  ],
  [
    'something else listens',
    async () => changed((to) => (to.port = String(stranger))),
    /does not answer (?:within|as PostgreSQL)/,
  ],
])('%s: the problem says so, and what to do', patience(30, 30), async (_, address, expected) => {
  expect(await refusal(await address())).toMatch(expected)
})

let closed: number
let stranger: number
const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy()))
beforeAll(async () => {
  closed = await freePort()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  stranger = (other.address() as { port: number }).port
})
afterAll(() => new Promise((resolve) => other.close(resolve)))

test('the connections are used up', patience(30, 30), async () => {
  await superuser('ALTER DATABASE heard CONNECTION LIMIT 0')
  expect(await refusal(String(url))).toMatch(/has no connection left; end others/)
  await superuser('ALTER DATABASE heard CONNECTION LIMIT -1')
})

describe('a server that wants TLS, with a certificate of its own making', () => {
  beforeAll(async () => {
    const [key, certificate] = ['server.key', 'server.crt'].map((name) => join(postgres.dataFolder, name)) as [
      string,
      string,
    ]
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
      ...['-subj', '/CN=localhost', '-keyout', key, '-out', certificate],
    ])
    await copyFile(certificate, join(postgres.dataFolder, '../ca.pem'))
    await run('chown', ['--reference', join(postgres.dataFolder, 'PG_VERSION'), key, certificate])
    await run('chmod', ['600', key])
    await superuser('ALTER SYSTEM SET ssl = on')
    await writeFile(
      join(postgres.dataFolder, 'pg_hba.conf'),
      'host all postgres 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n',
    )
    await superuser('SELECT pg_reload_conf()')
  })
  const withTls = (search: string) => changed((to) => (to.search = search))

  test('is not entered without, and the problem says how', async () => {
    expect(await refusal(String(url))).toMatch(/wants TLS.*add \?sslmode=require/)
  })

  test('is entered with sslmode=require, as libpq does', async () => {
    expect(await refusal(withTls('?sslmode=require'))).toBe(null)
  })

  test('is checked with sslmode=verify-full, and with an authority', async () => {
    expect(await refusal(withTls('?sslmode=verify-full'))).toMatch(
      /is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*sslrootcert/,
    )
    const ca = encodeURIComponent(join(postgres.dataFolder, '../ca.pem'))
    expect(await refusal(withTls(`?sslmode=require&sslrootcert=${ca}`))).toBe(null)
    expect(await refusal(withTls(`?sslmode=verify-full&sslrootcert=${ca}`))).toMatch(/is not trusted \(ERR_TLS_CERT/)
  })
})
