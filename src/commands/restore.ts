import { dirname } from 'node:path'
import type { Config } from '../config.ts'
import { createLog } from '../log.ts'
import { Problem } from '../problem.ts'
import { readBackup } from '../store/backup.ts'
import { inFolder } from './backup.ts'
import { createProgress } from './progress.ts'
import { withDatabase } from './with-store.ts'

export const restoreUsage = `heard restore <file>
  Puts what heard backup wrote into the empty database of DATABASE_URL (or DATA_DIR), as its owner; stop Heard first.`

/** `heard restore`: all of the backup, or nothing. */
export async function restore([file, more]: readonly string[], config: Config): Promise<void> {
  if (file === undefined || more !== undefined) throw new Problem('usage', restoreUsage)
  const progress = createProgress('restoring')
  await withDatabase(config, ({ pool }) =>
    inFolder(dirname(file), async () => {
      try {
        const { tables, rows } = await readBackup(pool, file, { log: createLog('silent'), progress: progress.show })
        progress.end()
        console.log(`${rows} rows of ${tables} tables were restored.`)
        console.log('Start Heard with the HEARD_SECRET that was used when the backup was made.')
        console.log('Replies that waited then are not sent, because they may have left since.')
      } finally {
        progress.end()
      }
    }),
  )
}
