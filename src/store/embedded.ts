import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { findBinaries } from './embedded/binaries.ts'
import { type Cluster, createDataFolder, freePort, openCluster, superuser } from './embedded/cluster.ts'
import { forgetLog, forgettingFlags } from './embedded/forget-log.ts'
import { enter, type Presence } from './embedded/presence.ts'
import { cannotBeSetUp, doesNotStart, requireCurable, requirePlainPath } from './embedded/refusal.ts'
import { chooseRunAs } from './embedded/run-as.ts'

/** A PostgreSQL that lives in the data folder. */
export interface Embedded {
  /** Where it listens: 127.0.0.1, with a password that is kept in the data folder. */
  readonly url: string
  /** The same server as its superuser, who may create databases: for tests and tools. */
  readonly superuserUrl: string
  /** Leaves it; who is the last one to leave stops it. End every connection of your own first. */
  close(): Promise<void>
}

const milliseconds = {
  toStart: 30_000,
  betweenTries: 50,
  betweenRevivals: 500,
  toClose: 3000,
  betweenForgetting: 300_000,
}

/** Enters the server that runs in the data folder, or starts it first; several processes may do so at the same time. */
async function enterOrStart(folder: string, cluster: Cluster, usualPort: number | null) {
  const password = await cluster.password()
  const until = Date.now() + milliseconds.toStart
  for (;;) {
    const port = await cluster.recordedPort()
    // A server that is just starting or stopping refuses: it is asked again after the attempt to start one.
    const presence = port && (await enter(port, password).catch(() => null))
    if (port && presence) return { port, password, presence }
    try {
      await cluster.start(usualPort ?? (await freePort()))
    } catch (cause) {
      await requireCurable(folder, cause)
      if (Date.now() > until) throw await doesNotStart(folder, cause)
    }
    await sleep(milliseconds.betweenTries)
  }
}

/**
 * Starts the PostgreSQL of a data folder, or enters it where another process (or one that was killed) has it running, and
 * starts it again if it dies. `flags` are options of the server, such as `fsync=off` in tests. Throws `database`.
 */
export async function openEmbedded(dataDir: string, log: Log, flags: readonly string[] = []): Promise<Embedded> {
  const dataFolder = resolve(dataDir)
  const folder = join(dataFolder, 'postgres')
  requirePlainPath(dataFolder)
  const binaries = await findBinaries()
  const cluster = await prepareCluster().catch((cause: unknown) => {
    throw cannotBeSetUp(dataFolder, cause)
  })

  async function prepareCluster(): Promise<Cluster> {
    await createDataFolder(dataFolder)
    const runAs = await chooseRunAs(binaries.postgres, dataFolder, folder)
    const prepared = openCluster(folder, binaries, runAs, [...forgettingFlags, ...flags])
    await prepared.create()
    return prepared
  }

  const { port, password, presence: first } = await enterOrStart(folder, cluster, null)
  let presence: Presence | null = first
  let closing = false
  let reviving = Promise.resolve()

  async function revive(): Promise<void> {
    presence = null
    log.warn({}, 'the embedded PostgreSQL went away; starting it again')
    while (!presence && !closing) {
      try {
        presence = (await enterOrStart(folder, cluster, port)).presence
        watch(presence)
      } catch (error) {
        log.error({ error }, 'the embedded PostgreSQL does not come back')
        await sleep(milliseconds.betweenRevivals)
      }
    }
  }
  function watch(watched: Presence): void {
    void watched.lost.then(() => {
      if (!closing) reviving = revive()
    })
  }
  watch(first)

  const superuserUrl = `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`
  let forgetting = Promise.resolve()
  const forget = () => {
    forgetting = forgetLog(superuserUrl).catch((error: unknown) =>
      log.warn({ error }, 'the write-ahead log could not be shortened; it is tried again'),
    )
  }
  const timer = setInterval(forget, milliseconds.betweenForgetting).unref()

  return {
    url: `postgresql://heard:${password}@127.0.0.1:${port}/heard`,
    superuserUrl,
    async close() {
      closing = true
      clearInterval(timer)
      await Promise.race([forgetting, sleep(milliseconds.toClose, undefined, { ref: false })])
      await Promise.race([reviving, sleep(milliseconds.toClose, undefined, { ref: false })])
      const last = await presence?.lastOneOut().catch(() => false)
      if (last) await cluster.stop()
      await presence?.end()
    },
  }
}
