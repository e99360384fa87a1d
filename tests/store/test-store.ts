import { type Database, openDatabase } from '../../src/store/database.ts'
import type { MasterSecrets } from '../../src/store/keys.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { createTestDatabase } from '../support/database.ts'
import { testSecrets } from '../support/keyring.ts'

/** A store on a database of its own (or on the one at `url`), with a look behind it. */
export interface TestStore extends Store {
  readonly url: string
  /** Connections that are not the store's. */
  readonly database: Database
  readonly warnings: readonly string[]
  end(): Promise<void>
}

export async function openTestStore(
  given: { url?: string; clock?: () => Date; secrets?: MasterSecrets } = {},
): Promise<TestStore> {
  const own = given.url === undefined ? await createTestDatabase() : null
  const url = given.url ?? (own?.url as string)
  const warnings: string[] = []
  const note = (_: object, message: string) => void warnings.push(message)
  const log = { debug() {}, info() {}, warn: note, error: note }
  const clock = given.clock ?? (() => new Date())
  const store = await openStore({ databaseUrl: url, dataDir: '', secrets: given.secrets ?? testSecrets, log, clock })
  const database = await openDatabase({ url, log })
  return {
    ...store,
    url,
    database,
    warnings,
    async end() {
      await store.close()
      await database.close()
      await own?.drop()
    },
  }
}
