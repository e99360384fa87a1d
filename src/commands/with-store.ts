import type { Config } from '../config.ts'
import { daysIn } from '../core/days.ts'
import { localSecret } from '../local-secrets.ts'
import { createLog } from '../log.ts'
import { openStore, type Store } from '../store/store.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** As shells count a program that Ctrl-C has ended. */
const interruptedCode = 130

/**
 * Opens the database of the running server, or the embedded one for the moment, and closes it whatever `use` does, also on
 * Ctrl-C: the embedded server would go on alone.
 */
export async function withStore(config: Config, use: (store: Store) => Promise<void>): Promise<void> {
  const opening = openStore({
    databaseUrl: config.databaseUrl ?? null,
    dataDir: config.dataDirectory,
    secrets: { current: config.secret ?? localSecret(config.dataDirectory).secret, previous: config.previousSecrets },
    // What a command prints is for people; the log of the server says the rest.
    log: createLog('silent'),
    clock: () => new Date(),
    dayOf: daysIn(config.timeZone),
  })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opening.then((store) => store.close())
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
