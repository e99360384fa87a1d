import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { locks } from '../locks.ts'
import { superuser } from './cluster.ts'

/**
 * One connection per process, kept for as long as the process uses the cluster. It holds a shared lock, which tells the
 * others that somebody is in; who can have the lock alone is the last one.
 */
export interface Presence {
  /** Resolves when the connection is lost, for whatever reason. */
  readonly lost: Promise<void>
  /** Gives the shared lock back. True when nobody else is in: newcomers then wait until this connection ends. */
  lastOneOut(): Promise<boolean>
  end(): Promise<void>
}

const milliseconds = { connect: 3000, query: 5000 }

/** Connects and says "somebody is in". Rejects when no server answers, or when the one that answers is being stopped. */
export async function enter(port: number, password: string): Promise<Presence> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    application_name: 'heard presence',
    connectionTimeoutMillis: milliseconds.connect,
    query_timeout: milliseconds.query,
  })
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve)
    client.on('error', () => resolve())
  })
  const end = () => client.end().catch(() => {})
  try {
    await client.connect()
    await client.query('SELECT pg_advisory_lock_shared($1)', [locks.embeddedPresence])
    await prepare(client, password)
  } catch (error) {
    await end()
    throw error
  }

  return {
    lost,
    async lastOneOut() {
      await client.query('SELECT pg_advisory_unlock_shared($1)', [locks.embeddedPresence])
      const alone = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
        locks.embeddedPresence,
      ])
      if (!alone.rows[0]?.alone) return false
      // Connections that were ended a moment ago, our own among them, take a while to disappear.
      for (let tries = 10; tries > 0; tries--) {
        if (!(await othersConnected(client))) return true
        await sleep(50)
      }
      return false
    },
    end,
  }
}

/** Whether anybody else uses the server: not those who keep a presence, nor those who never got past the password. */
async function othersConnected(client: pg.Client): Promise<boolean> {
  const others = await client.query(
    `SELECT FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND usename IS NOT NULL AND pid <> pg_backend_pid()
       AND application_name <> 'heard presence'`,
  )
  return others.rowCount !== 0
}

/** The role that the program works as, who is no superuser, and its database. */
async function prepare(client: pg.Client, password: string): Promise<void> {
  const found = await client.query("SELECT FROM pg_database WHERE datname = 'heard'")
  if (found.rowCount) return
  await client.query('SELECT pg_advisory_lock($1)', [locks.embeddedStart])
  await client
    .query(`CREATE ROLE heard LOGIN PASSWORD ${client.escapeLiteral(password)}`)
    .catch(unless('42710', '23505'))
  await client.query('CREATE DATABASE heard OWNER heard').catch(unless('42P04', '23505'))
  await client.query('SELECT pg_advisory_unlock($1)', [locks.embeddedStart])
}

/** Passes over an error that says "exists already". */
const unless =
  (...codes: string[]) =>
  (error: { code?: string }) => {
    if (!codes.includes(error.code ?? '')) throw error
  }
