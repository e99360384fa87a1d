import type { Config } from '../config.ts'
import { daysIn } from '../core/days.ts'
import { localSecret } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import { openStore, type Store } from '../store/store.ts'

/** Opens the database of the running server, or the embedded one for the moment, and closes it whatever `use` does. */
export async function withStore(config: Config, use: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({
    databaseUrl: config.databaseUrl ?? null,
    dataDir: config.dataDirectory,
    secrets: { current: config.secret ?? localSecret(config.dataDirectory).secret, previous: config.previousSecrets },
    // What a command prints is for people; the log of the server says the rest.
    log: createLog('silent'),
    clock: () => new Date(),
    dayOf: daysIn(config.timeZone),
  })
  try {
    await use(store)
  } finally {
    await store.close()
  }
}
