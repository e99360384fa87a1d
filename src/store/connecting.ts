import pg from 'pg'
import { Problem } from '../problem.ts'

const oldestVersion = 15
const encoding = 'UTF8'

/**
 * `sslmode` means what it means to libpq: `require` encrypts and trusts any certificate, unless `sslrootcert` names whom to
 * trust; `verify-full` checks it. The driver by itself would check it in any mode.
 */
export function asLibpqReadsIt(url: string): string {
  return /[?&]sslmode=/.test(url) && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url
}

/** Where DATABASE_URL leads, without user and password. */
function placeIn(url: string) {
  try {
    const { host, port, user, database } = new pg.Client({ connectionString: asLibpqReadsIt(url) })
    return { server: host.startsWith('/') ? host : `${host}:${port}`, host, user, database }
  } catch {
    return null
  }
}

const unreadable =
  'DATABASE_URL is no address such as postgresql://user:password@host:5432/heard; write @ : / ? # % in a password as %40 %3A %2F %3F %23 %25, and check the files that it names'

/** Throws `database` for what leads to no server at all. */
export function requireAddress(url: string): void {
  if (/^[^/]*\/\/[^/]*,/.test(url))
    throw new Problem(
      'database',
      'DATABASE_URL names several hosts, and Heard connects to one: name the address that always leads to the primary',
    )
  if (!placeIn(url)) throw new Problem('database', unreadable)
}

const certificate =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+|HOSTNAME_MISMATCH)$/

/** A message cannot wait for long, but a start can: a machine on which much starts at once is slow for a moment. */
const patienceSeconds = 10

function isSilence(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return /^E(?:TIMEDOUT|HOSTUNREACH|NETUNREACH)$/.test(code) || /timeout/i.test(message)
}

/** Asks until the database answers, or has been silent for longer than a start waits. */
async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isSilence(error) || performance.now() - began > 1000 * (patienceSeconds - 2)) throw error
    }
  }
}

/**
 * Why the database takes no connection, and what to do; names no password. What the server says itself is only looked at, because
 * it may quote.
 */
function whyRefused(error: unknown, url: string): string {
  const place = placeIn(url)
  if (!place) return unreadable
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const { server, host, user, database } = place
  if (code === 'ECONNREFUSED')
    return `no PostgreSQL listens on ${server}; start it, or mend host and port in DATABASE_URL`
  if (code === 'ENOENT' || code === 'EACCES')
    return `the socket of PostgreSQL in ${server} cannot be reached (${code}); mend the host in DATABASE_URL`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `the name ${host} is not known here; mend the host in DATABASE_URL, or the name service`
  if (isSilence(error))
    return `${server} does not answer within ${patienceSeconds} seconds; is it the right host and port in DATABASE_URL, and does a firewall let us through?`
  if (certificate.test(code))
    return `the certificate of ${server} is not trusted (${code}); name the authority's file with sslrootcert in DATABASE_URL`
  if (/does not support SSL/.test(message))
    return `${server} offers no TLS; take sslmode out of DATABASE_URL, or turn TLS on there`
  if (code === '28000' && /no encryption|SSL off/i.test(message))
    return `${server} wants TLS, or does not take "${user}" from here at all; add ?sslmode=require to DATABASE_URL, or a line to pg_hba.conf`
  if (code === '28P01') return `${server} refuses the password of "${user}"; mend it in DATABASE_URL`
  if (code === '28000')
    return `${server} does not let "${user}" in; mend the user in DATABASE_URL, or pg_hba.conf there`
  if (code === '3D000') return `${server} has no database "${database}"; create it, or mend the name in DATABASE_URL`
  if (code === '42501') return `"${user}" may not connect to the database "${database}"; GRANT CONNECT to them there`
  if (code === '53300') return `${server} has no connection left; end others, or raise max_connections there`
  if (code === '57P03') return `${server} is just starting or stopping; try again`
  return `${server} does not answer as PostgreSQL does${code === '' ? '' : ` (${code})`}; check DATABASE_URL`
}

/** Throws `database` where what was connected to is nothing that Heard can work with. */
export async function requireUsable(pool: pg.Pool, url: string): Promise<void> {
  const ask = () =>
    pool.query<{ version: string; encoding: string; standby: boolean; readonly: string }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
         pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS readonly`,
    )
  const answer = await patiently(ask).catch((cause: unknown) => {
    throw new Problem('database', whyRefused(cause, url), { cause })
  })
  const found = answer.rows[0]
  const version = found?.version ?? ''
  if (!(Number.parseInt(version, 10) >= oldestVersion))
    throw new Problem('database', `it is PostgreSQL ${version}; PostgreSQL ${oldestVersion} or newer is needed`)
  if (found?.encoding !== encoding)
    throw new Problem(
      'database',
      `its encoding is ${found?.encoding}, which cannot hold what people write; create one with ENCODING 'UTF8' TEMPLATE template0`,
    )
  if (found.standby)
    throw new Problem('database', 'it is a standby, which takes no writes; let DATABASE_URL lead to the primary')
  if (found.readonly === 'on')
    throw new Problem(
      'database',
      'it is read-only; set default_transaction_read_only to off, there or for this user (ALTER ROLE … SET)',
    )
}
