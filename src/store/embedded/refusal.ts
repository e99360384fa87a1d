import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileFault, Problem } from '../../problem.ts'

/** A start that fails in the same way however often it is tried. */
interface Refusal {
  readonly sign: RegExp
  /** What to do. */
  readonly remedy: string
}

const refusals: readonly Refusal[] = [
  {
    sign: /has wrong ownership|could not open (?:log )?file .*Permission denied|could not access directory .*Permission denied|Permission denied/,
    remedy:
      'its files belong to different users, as after a copy; give all of DATA_DIR to the user that runs Heard (chown -R), as root to one user that is not root',
  },
  {
    sign: /has invalid permissions/,
    remedy: 'others may enter its folder; run chmod -R go= on DATA_DIR/postgres/data',
  },
  {
    sign: /No space left on device|could not write lock file|Disk quota exceeded/,
    remedy: 'the disk is full; make room',
  },
  {
    sign: /database files are incompatible|was initialized by PostgreSQL version/,
    remedy: 'another version of PostgreSQL made it; start the version of Heard that did, and dump and restore',
  },
  {
    sign: /could not locate a valid checkpoint|could not find .*checkpoint|PANIC/,
    remedy: 'it is damaged; restore DATA_DIR from a backup',
  },
  { sign: /No such file or directory/, remedy: 'files of it are missing; restore DATA_DIR from a backup' },
  { sign: /Read-only file system/, remedy: 'its file system is read-only; choose another DATA_DIR' },
]

const lines = 60

/** What PostgreSQL said last, at its start: lines that tell of a fault. Nothing of it is about people. */
async function lastWords(folder: string, cause: unknown): Promise<string[]> {
  const { stderr = '' } = cause as { stderr?: string }
  const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
  const said = [...log.trim().split('\n').slice(-lines), ...stderr.trim().split('\n')]
  const faults = said.filter((line) => /FATAL|PANIC|HINT|DETAIL|could not|cannot|denied|No space/.test(line))
  return [...new Set(faults.map((line) => line.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '').trim()))].slice(-4)
}

/** Throws `database` where another try would fail in the same way; the others are worth trying again. */
export async function requireCurable(folder: string, cause: unknown): Promise<void> {
  const said = await lastWords(folder, cause)
  const refusal = refusals.find(({ sign }) => said.some((line) => sign.test(line)))
  // Two that start at the same time find each other's lock file, and each other's socket.
  if (!refusal || said.some((line) => /lock file .*already exists|Address already in use/.test(line))) return
  throw new Problem('database', [`PostgreSQL does not start in ${folder}: ${refusal.remedy}`, ...said], { cause })
}

/** It does not start for a reason that is not listed above: with what it said itself. */
export async function doesNotStart(folder: string, cause: unknown): Promise<Problem> {
  const said = await lastWords(folder, cause)
  const where = `PostgreSQL does not start in ${folder}; look at ${join(folder, 'log')}`
  return new Problem('database', said.length > 0 ? [where, ...said] : where, { cause })
}

/** The data folder cannot be used; which of its files, and what to do. */
export function cannotBeSetUp(dataFolder: string, cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  const { path } = cause as { path?: string }
  const fault = fileFault(cause)
  if (fault !== null) return new Problem('configuration', `DATA_DIR: ${path ?? dataFolder}: ${fault}`, { cause })
  const { stderr } = cause as { stderr?: string }
  const said = (stderr ?? '')
    .trim()
    .split('\n')
    .filter((line) => /error|could not|denied|No space/i.test(line))
  const remedy = said.some((line) => /No space left/.test(line)) ? 'its disk is full; make room' : 'see below'
  return new Problem('database', [`PostgreSQL cannot be set up in ${dataFolder}: ${remedy}`, ...said.slice(-4)], {
    cause,
  })
}

/** pg_ctl hands its paths to a shell between double quotes. */
export function requirePlainPath(dataFolder: string): void {
  if (/["$`\n]/.test(dataFolder))
    throw new Problem(
      'configuration',
      'DATA_DIR: must not contain " $ ` or a line break; in .env files of Docker, values stand without quotes',
    )
}

/** Throws `database` where the cluster is there and the password that opens it is not. */
export async function readPassword(folder: string): Promise<string> {
  const file = join(folder, 'password')
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const isThere = await stat(file).catch(() => null)
    throw new Problem(
      'database',
      `${file}: ${isThere ? fileFault(cause) : 'is missing, and PostgreSQL cannot be entered without it; restore DATA_DIR from a backup'}`,
      { cause },
    )
  }
}
