import type { Config } from '../config.ts'
import { createLog } from '../log.ts'
import { Problem } from '../problem.ts'
import { copyDatabase } from '../store/copy.ts'
import { openDatabase } from '../store/database.ts'
import { openEmbedded } from '../store/embedded.ts'
import { migrate } from '../store/migrations.ts'

export const copyEmbeddedUsage = `heard copy-embedded
  Copies all that is stored in DATA_DIR into the empty database of DATABASE_URL, as its owner; stop Heard first. The secret stays the same.`

/** `heard copy-embedded`: from the PostgreSQL that Heard brings along to one of your own. */
export async function copyEmbedded({ databaseUrl, dataDirectory }: Config): Promise<void> {
  if (databaseUrl === undefined) throw new Problem('usage', copyEmbeddedUsage)
  const log = createLog('silent')
  const target = await openDatabase({ url: databaseUrl, log })
  try {
    await migrate(target.pool)
    const embedded = await openEmbedded(dataDirectory, log)
    try {
      const source = await openDatabase({ url: embedded.url, log })
      try {
        await migrate(source.pool)
        const { tables, rows } = await copyDatabase(source.pool, target.pool)
        console.log(
          `${rows} rows of ${tables} tables were copied. Start Heard with the same DATABASE_URL, and with the same HEARD_SECRET (without one: that of ${dataDirectory}/secrets.json).`,
        )
        console.log('Then delete the data folder: it holds what Heard will forget.')
      } finally {
        await source.close()
      }
    } finally {
      await embedded.close()
    }
  } finally {
    await target.close()
  }
}
