import type { Config } from '../config.ts'
import { daysIn } from '../core/days.ts'
import { localSecret } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { openEmbedded } from '../store/embedded.ts'
import { openStore, type Store } from '../store/store.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** As shells count a program that Ctrl-C has ended. */
const interruptedCode = 130

/**
 * Hands to `use` what was opened, and closes it whatever `use` does, also on Ctrl-C: an embedded server would go on alone.
 */
async function whileOpen<Open extends { close(): Promise<void> }>(
  opening: Promise<Open>,
  use: (open: Open) => Promise<void>,
): Promise<void> {
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opening.then((open) => open.close())
    return closing
  }
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
    const end = () => process.exit(interruptedCode)
    close().then(end, end)
  }
  // Once: a second Ctrl-C ends the process at once.
  for (const signal of signals) process.once(signal, interrupt)
  try {
    await use(await opening)
  } finally {
    await close()
    for (const signal of signals) process.off(signal, interrupt)
    // What `use` has met meanwhile is that its database was closed.
    if (isInterrupted) process.exit(interruptedCode)
  }
}

// What a command prints is for people; the log of the server says the rest.
const log = createLog('silent')

/** The database of the running server, or the embedded one for the moment, with everything that is stored. */
export function withStore(config: Config, use: (store: Store) => Promise<void>): Promise<void> {
  const opening = openStore({
    databaseUrl: config.databaseUrl ?? null,
    dataDir: config.dataDirectory,
    secrets: { current: config.secret ?? localSecret(config.dataDirectory).secret, previous: config.previousSecrets },
    log,
    clock: () => new Date(),
    dayOf: daysIn(config.timeZone),
  })
  return whileOpen(opening, use)
}

async function openAsItIs({ databaseUrl, dataDirectory }: Config): Promise<Database> {
  if (databaseUrl !== undefined) return openDatabase({ url: databaseUrl, log })
  const embedded = await openEmbedded(dataDirectory, log)
  const database = await openDatabase({ url: embedded.url, log }).catch(async (error: unknown) => {
    await embedded.close()
    throw error
  })
  return {
    ...database,
    async close() {
      await database.close()
      await embedded.close()
    },
  }
}

/** The same database as it is: neither its schema nor its keys are looked at, so no secret is needed. */
export const withDatabase = (config: Config, use: (database: Database) => Promise<void>): Promise<void> =>
  whileOpen(openAsItIs(config), use)
