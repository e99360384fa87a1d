import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { randomSecret } from './privacy/chance.ts'
import { Problem } from './problem.ts'

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
  mkdirSync(dataDirectory, { recursive: true })
  const created = !existsSync(file) && createOnce(file)
  chmodSync(file, 0o600)
  const secret = secretIn(file)
  if (secret === undefined) {
    throw new Problem(
      'configuration',
      `${file}: must hold {"HEARD_SECRET": "…"}, at least 32 bytes; restore it from a backup`,
    )
  }
  return { secret, file, created }
}

function secretIn(file: string): string | undefined {
  try {
    return stored.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.HEARD_SECRET
  } catch {
    return undefined
  }
}

/** Puts a complete file in place, or leaves the one that another process has put there meanwhile; tells which. */
function createOnce(file: string): boolean {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ HEARD_SECRET: randomSecret() })}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft)
  }
}
