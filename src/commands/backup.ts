import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config.ts'
import { fileFault, Problem } from '../problem.ts'
import { writeBackup } from '../store/backup.ts'
import { backupName, backupsIn } from './backups.ts'
import { createProgress } from './progress.ts'
import { withDatabase } from './with-store.ts'

export const backupUsage = `heard backup [<folder>] [--keep <number>]
  Writes all that is stored into a new file in the folder (default: BACKUP_DIR), also while Heard runs. Not in it: the secret.
  --keep deletes all but so many of the newest backups there.`

/** Throws `configuration` for what the file system refuses. */
export async function inFolder<Result>(folder: string, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const fault = fileFault(cause)
    if (fault === null) throw cause
    const { path = folder } = cause as NodeJS.ErrnoException
    throw new Problem('configuration', `${path}: ${fault}`, { cause })
  }
}

function choicesIn(parameters: readonly string[], config: Config): { folder: string; keep: number | null } {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { keep: { type: 'string' } },
  })
  const [folder = config.backupDirectory, more] = positionals
  const keep = values.keep === undefined ? null : Number(values.keep)
  const isNumber = keep === null || (Number.isInteger(keep) && keep >= 1)
  if (folder === undefined || more !== undefined || !isNumber) throw new Problem('usage', backupUsage)
  return { folder, keep }
}

/** `heard backup`: returns the file. */
export async function backup(
  parameters: readonly string[],
  config: Config,
  clock: () => Date = () => new Date(),
): Promise<void> {
  const { folder, keep } = choicesIn(parameters, config)
  const file = join(folder, backupName(clock()))
  // Under another name until it is complete: what is named a backup is one.
  const draft = `${file}.part`
  const progress = createProgress('writing the backup')
  await withDatabase(config, ({ pool }) =>
    inFolder(folder, async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (existsSync(file) || existsSync(draft))
        throw new Problem('usage', `${file} is there already, and is not written over; wait a second`)
      try {
        await writeBackup(pool, draft, { version: packageJson.version, progress: progress.show })
        renameSync(draft, file)
      } finally {
        rmSync(draft, { force: true })
        progress.end()
      }
      console.log(`${file}: ${(statSync(file).size / 1_000_000).toFixed(1)} MB.`)
      console.log('HEARD_SECRET is not in it, and nothing can be restored without it: keep both, and apart.')
      const old = keep === null ? [] : backupsIn(folder).slice(keep)
      for (const { name } of old) rmSync(join(folder, name))
      if (old.length > 0) console.log(`${old.length} older deleted.`)
    }),
  )
}
