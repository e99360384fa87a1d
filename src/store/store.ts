import { type DayOf, utcDay } from '../core/days.ts'
import type { Log } from '../log.ts'
import type { Keyring } from '../privacy/keyring.ts'
import { type ConsoleStore, consoleStore } from './console/console-store.ts'
import type { Contacts, Deliveries, FailedMessages } from './contacts.ts'
import { type Database, openDatabase } from './database.ts'
import { deliveries } from './deliveries.ts'
import type { ContactTools } from './effects.ts'
import { type Embedded, openEmbedded } from './embedded.ts'
import { failedMessages } from './failed-messages.ts'
import { flowVersions, type NumberedFlowVersions } from './flow-versions.ts'
import { type Interviews, interviews } from './interviews.ts'
import { type KeyStore, type MasterSecrets, openKeys } from './keys.ts'
import { migrate, requireNewestSchema } from './migrations.ts'
import { postgresContacts } from './postgres-contacts.ts'
import { lazyPrisma } from './prisma.ts'
import { type PublicResults, publicResults } from './public-results.ts'
import { type PublishedScoresStore, publishedScores } from './published-scores.ts'
import { type PublishedTables, publishedTables } from './published-tables.ts'
import { openQueue, type Queue } from './queue.ts'
import { readiness } from './readiness.ts'
import { reseal } from './resealing.ts'
import { type ResultMessages, resultMessages } from './result-messages.ts'
import { type ResultWishes, resultWishes } from './result-wishes.ts'
import { type Retention, retention } from './retention.ts'
import { grantToRoles, ownsSchema } from './roles.ts'
import { roundEnds } from './round-ends.ts'
import { type RoundMargins, roundMargins } from './round-margins.ts'
import { type Scorecards, scorecards } from './scorecards.ts'
import { type Workspace, workspace } from './workspace.ts'

interface StoreOptions {
  /** Any PostgreSQL from 15 on; null: one of our own, in `dataDir`. */
  readonly databaseUrl: string | null
  readonly dataDir: string
  readonly secrets: MasterSecrets
  readonly log: Log
  readonly clock: () => Date
  /** Days on which rounds are released and closed; none given: UTC. */
  readonly dayOf?: DayOf
}

/** The connections to the database, known without asking it. */
interface Connections {
  readonly inUse: number
  /** How many wait for one. */
  readonly waiting: number
}

/** Work that waits, and what needs somebody to look at it. */
interface Backlog {
  /** Replies that wait to be sent, and for how many seconds the oldest has. */
  readonly queueDepth: number
  readonly queueOldestSeconds: number
  /** Outcomes in the sealed holding table, interviews and others. */
  readonly outcomesWaiting: number
  /** Messages that could not be handled and are not tried any more. */
  readonly messagesQuarantined: number
}

/** Everything that is stored. */
export interface Store {
  /** Hashes and seals with the keys of this database. */
  readonly keyring: Keyring
  readonly keys: Pick<KeyStore, 'status' | 'open' | 'refresh'> & {
    /** New keys for everything that is sealed from now on, and for what is sealed already. Servers may run meanwhile. */
    rotate(progress: (done: number, all: number) => void): Promise<{ readonly made: number; readonly resealed: number }>
  }
  readonly contacts: Contacts
  readonly failedMessages: FailedMessages
  readonly deliveries: Deliveries
  readonly retention: Retention
  readonly interviews: Interviews
  readonly flowVersions: NumberedFlowVersions
  readonly workspace: Workspace
  readonly publishedTables: PublishedTables
  readonly publishedScores: PublishedScoresStore
  readonly resultWishes: ResultWishes
  readonly resultMessages: ResultMessages
  readonly scorecards: Scorecards
  readonly roundMargins: RoundMargins
  readonly publicResults: PublicResults
  /** Of those who work in the console. */
  readonly console: ConsoleStore
  /** `work` begins to send queued replies. */
  readonly queue: Pick<Queue, 'work' | 'workErasures' | 'erase'>
  /**
   * For the owner of the tables: makes those of the queue too, and gives the other roles their rights. Returns which of them
   * there are.
   */
  prepareRoles(): Promise<readonly string[]>
  /** Whether a message could be stored, known within a second. */
  ready(): Promise<boolean>
  connections(): Connections
  backlog(): Promise<Backlog>
  /** Ends everything that `openStore` began, in reverse. */
  close(): Promise<void>
}

/** Opens the database (its own PostgreSQL where none is given) and brings it to the newest schema. Throws `database`. */
export async function openStore({
  databaseUrl,
  dataDir,
  secrets,
  log,
  clock,
  dayOf = utcDay,
}: StoreOptions): Promise<Store> {
  const embedded = databaseUrl === null ? await openEmbedded(dataDir, log) : null
  const { database, isOwner } = await connect(databaseUrl ?? (embedded as Embedded).url, log).catch(
    async (error: unknown) => {
      await embedded?.close()
      throw error
    },
  )
  const { pool, hotPool } = database
  const keys = await openKeys(pool, secrets, clock).catch(async (error: unknown) => {
    await database.close()
    await embedded?.close()
    throw error
  })
  const delivered = deliveries(hotPool, { keyring: keys.keyring, clock })
  const queue = openQueue({ pool, keys, log, ownsSchema: isOwner, noteSent: delivered.sent })
  const tools: ContactTools = { keys, log, clock, enqueue: queue.enqueue, rounds: roundEnds() }
  const prisma = lazyPrisma(pool)
  const health = readiness(hotPool)

  return {
    keyring: keys.keyring,
    keys: {
      status: keys.status,
      open: keys.open,
      refresh: keys.refresh,
      async rotate(progress) {
        const made = await keys.renew()
        return { made, resealed: await reseal(pool, keys, progress) }
      },
    },
    contacts: postgresContacts(hotPool, tools, health),
    failedMessages: failedMessages(hotPool, tools),
    deliveries: delivered,
    retention: retention(database, tools),
    interviews: interviews({ pool, prisma, keys, log, clock, dayOf }),
    flowVersions: flowVersions(prisma),
    workspace: workspace(prisma, clock),
    publishedTables: publishedTables(prisma, () => dayOf(clock())),
    publishedScores: publishedScores(prisma, () => dayOf(clock())),
    resultWishes: resultWishes(pool, tools),
    resultMessages: resultMessages(prisma, clock),
    scorecards: scorecards(prisma, clock),
    roundMargins: roundMargins(pool, () => dayOf(clock())),
    publicResults: publicResults(prisma, () => dayOf(clock())),
    console: consoleStore({ prisma, clock }),
    queue,

    async prepareRoles() {
      await queue.prepare()
      return grantToRoles(pool)
    },

    ready: health.ready,

    connections() {
      const pools = [pool, hotPool]
      return {
        inUse: pools.reduce((sum, { totalCount, idleCount }) => sum + totalCount - idleCount, 0),
        waiting: pools.reduce((sum, { waitingCount }) => sum + waitingCount, 0),
      }
    },

    async backlog() {
      const [{ depth, oldestSeconds }, counted] = await Promise.all([
        queue.backlog(),
        pool.query<{ waiting: number; quarantined: number }>(
          `SELECT (SELECT count(*)::int FROM waiting_interview) AS waiting,
             (SELECT count(*)::int FROM failed_message WHERE sealed IS NOT NULL) AS quarantined`,
        ),
      ])
      return {
        queueDepth: depth,
        queueOldestSeconds: oldestSeconds,
        outcomesWaiting: counted.rows[0]?.waiting ?? 0,
        messagesQuarantined: counted.rows[0]?.quarantined ?? 0,
      }
    },

    async close() {
      await queue.stop()
      await database.close()
      await embedded?.close()
    },
  }
}

async function connect(url: string, log: Log): Promise<{ database: Database; isOwner: boolean }> {
  const database = await openDatabase({ url, log })
  try {
    const isOwner = await ownsSchema(database.pool)
    if (isOwner) {
      const applied = await migrate(database.pool)
      if (applied.length > 0) log.info({ migrations: applied }, 'the database was brought to the newest schema')
    } else await requireNewestSchema(database.pool)
    return { database, isOwner }
  } catch (error) {
    await database.close()
    throw error
  }
}
