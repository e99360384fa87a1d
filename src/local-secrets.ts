import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { randomSecret } from './privacy/chance.ts'
import { fileFault, Problem } from './problem.ts'

const stored = z.object({ HEARD_SECRET: z.string().min(32) })

/** A master secret for people who configured none; the caller tells them where it is kept. */
export interface LocalSecret {
  readonly secret: string
  readonly file: string
  /** It was made just now. */
  readonly created: boolean
}

/**
 * The master secret kept in `secrets.json` of the data directory, readable by its owner only; made there if there is none.
 * Throws `configuration` for a file that cannot be read as such: it is never overwritten, because what was sealed under it
 * would be lost.
 */
export function localSecret(dataDirectory: string): LocalSecret {
  const file = join(dataDirectory, 'secrets.json')
  try {
    mkdirSync(dataDirectory, { recursive: true })
    requireNotLost(dataDirectory, file)
    const created = !existsSync(file) && createOnce(file, dataDirectory)
    if (statSync(file).mode & 0o077) chmodSync(file, 0o600)
    return { secret: secretIn(file), file, created }
  } catch (cause) {
    const fault = fileFault(cause)
    if (fault === null) throw cause
    const { path = file } = cause as NodeJS.ErrnoException
    throw new Problem('configuration', `DATA_DIR: ${path}: ${fault}`, { cause })
  }
}

/** A new secret would open nothing of what is stored there. */
function requireNotLost(dataDirectory: string, file: string): void {
  if (existsSync(file) || !existsSync(join(dataDirectory, 'postgres', 'data', 'PG_VERSION'))) return
  throw new Problem(
    'configuration',
    `${file}: is missing, and what is stored beside it cannot be read without it; restore it from a backup, or set HEARD_SECRET to the secret that was used`,
  )
}

function secretIn(file: string): string {
  const text = readFileSync(file, 'utf8')
  const secret = stored.safeParse(parsed(text)).data?.HEARD_SECRET
  if (secret !== undefined) return secret
  throw new Problem(
    'configuration',
    `${file}: must hold {"HEARD_SECRET": "…"}, at least 32 bytes; restore it from a backup`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Puts a complete file in place, or leaves the one that another process has put there meanwhile; tells which. */
function createOnce(file: string, dataDirectory: string): boolean {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, `${JSON.stringify({ HEARD_SECRET: randomSecret() })}\n`, { mode: 0o600 })
    // Started by root once, and as the folder's owner from then on: the owner must be able to read it.
    if (process.getuid?.() === 0) {
      const { uid, gid } = statSync(dataDirectory)
      if (uid !== 0) chownSync(draft, uid, gid)
    }
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}
