import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createChannels, isOn } from '../channels/index.ts'
import type { Config } from '../config.ts'
import { createLog } from '../log.ts'
import { Problem } from '../problem.ts'
import { type DatabaseState, examineDatabase } from '../store/examine.ts'
import { backupsIn } from './backups.ts'

export const doctorUsage = `heard doctor
  Checks configuration, secrets, database, clock, disk and channels, and says what to do. Changes nothing. Ends with 1 where something is wrong.`

/** What was looked at: good; not used; to be thought of; or wrong, so that the service does not work as it should. */
interface Check {
  readonly state: 'good' | 'off' | 'look' | 'wrong'
  readonly what: string
  readonly says: string
  /** What to do. */
  readonly advice?: string
}

const megabyte = 1_000_000
const leastFree = 1000 * megabyte
/** Times of people, sessions and links are compared with both clocks. */
const mostClockAhead = 5000

const good = (what: string, says: string): Check => ({ state: 'good', what, says })

function checkConfiguration(config: Config): Check[] {
  const secret: Check =
    config.secret === undefined
      ? {
          ...{ state: 'look', what: 'secret', says: 'HEARD_SECRET is not set; one is made in DATA_DIR' },
          advice: 'set it before people answer, and keep a copy away from the database',
        }
      : good('secret', 'HEARD_SECRET is set')
  const mode: Check = config.production
    ? good('configuration', 'NODE_ENV is production')
    : {
        ...{ state: 'look', what: 'configuration', says: 'NODE_ENV is not production' },
        advice: 'set NODE_ENV=production before people answer: then weak secrets and plain HTTP are refused',
      }
  return [mode, secret]
}

/** What is said of a database that was looked at. */
export function checksOfDatabase({ version, bytes, clockAhead, schemaFault }: DatabaseState): Check[] {
  const seconds = Math.round(Math.abs(clockAhead) / 1000)
  return [
    good('database', `PostgreSQL ${version}, ${(bytes / megabyte).toFixed(0)} MB`),
    schemaFault === null
      ? good('schema', 'is the newest')
      : { state: 'wrong', what: 'schema', says: schemaFault, advice: 'run heard migrate as the owner of the tables' },
    Math.abs(clockAhead) <= mostClockAhead
      ? good('clock', "agrees with the database's")
      : {
          ...{ state: 'wrong', what: 'clock', says: `is ${seconds} s away from the database's` },
          advice: 'let both machines set their clocks by NTP',
        },
  ]
}

async function checkDatabase({ databaseUrl }: Config): Promise<Check[]> {
  if (databaseUrl === undefined)
    return [
      {
        ...{ state: 'look', what: 'database', says: 'DATABASE_URL is not set; PostgreSQL runs in DATA_DIR' },
        advice: 'use a PostgreSQL of your own before people answer; heard copy-embedded moves everything',
      },
    ]
  try {
    return checksOfDatabase(await examineDatabase(databaseUrl, { log: createLog('silent'), clock: () => new Date() }))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ state: 'wrong', what: 'database', says: error.message }]
  }
}

/** The folder itself, or the nearest one above it that is there. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))

function checkDisk({ dataDirectory, databaseUrl, secret }: Config): Check[] {
  if (databaseUrl !== undefined && secret !== undefined) return []
  const { bavail, bsize } = statfsSync(existing(resolve(dataDirectory)))
  const free = bavail * bsize
  const says = `${(free / megabyte).toFixed(0)} MB are free for DATA_DIR`
  return free >= leastFree
    ? [good('disk', says)]
    : [{ state: 'wrong', what: 'disk', says, advice: 'make room: a database whose disk is full stores nothing' }]
}

function checkChannels(config: Config): Check[] {
  const channels = createChannels(config)
  const states = channels.map(
    (channel): Check =>
      isOn(channel)
        ? good(channel.name, 'is on')
        : { state: 'off', what: channel.name, says: 'is off', advice: `to use it, set ${channel.missing.join(', ')}` },
  )
  const address: Check[] =
    config.publicUrl === undefined && channels.some(isOn)
      ? [
          {
            ...{ state: 'wrong', what: 'address', says: 'PUBLIC_URL is not set, so providers do not find the service' },
            advice: 'set it to the address of your proxy, https://…',
          },
        ]
      : []
  const nobody: Check[] = channels.some(isOn)
    ? []
    : [{ state: 'look', what: 'channels', says: 'no channel is on: people can answer in /try only' }]
  return [...states, ...address, ...nobody]
}

const hour = 3_600_000
const oldestBackup = 48 * hour

const backupAdvice =
  'run heard backup each night, and restore one elsewhere now and then: docs/operations.md, Backup and restore'

function checkBackups({ backupDirectory: folder }: Config, now: Date): Check {
  const look = (says: string, advice = backupAdvice): Check => ({ state: 'look', what: 'backups', says, advice })
  if (folder === undefined)
    return look('cannot be seen from here', `where heard backup makes them, set BACKUP_DIR; ${backupAdvice}`)
  const [newest] = existsSync(folder) ? backupsIn(folder) : []
  if (!newest) return look('there is none in BACKUP_DIR')
  const age = now.getTime() - newest.at.getTime()
  const says = `the newest in BACKUP_DIR is of ${newest.at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return age <= oldestBackup ? good('backups', says) : look(`${says}, older than two days`)
}

/** Everything that is looked at, in order. */
export const examine = async (config: Config, now: Date = new Date()): Promise<Check[]> => [
  ...checkConfiguration(config),
  ...(await checkDatabase(config)),
  ...checkDisk(config),
  ...checkChannels(config),
  checkBackups(config, now),
]

const signs = { good: '✓', off: '–', look: '!', wrong: '✗' } as const

/** `heard doctor`: returns the exit code. */
export async function doctor(config: Config): Promise<number> {
  const checks = await examine(config)
  const width = Math.max(...checks.map(({ what }) => what.length))
  for (const { state, what, says, advice } of checks) {
    console.log(`${signs[state]} ${what.padEnd(width)}  ${says}`)
    if (advice) console.log(`  ${' '.repeat(width)}  → ${advice}`)
  }
  const wrong = checks.filter(({ state }) => state === 'wrong').length
  console.log(wrong === 0 ? '\nNothing is wrong.' : `\n${wrong} wrong: see ✗ above.`)
  return wrong === 0 ? 0 : 1
}
