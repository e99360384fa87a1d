import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type pg from 'pg'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { Problem } from '../problem.ts'
import { atOneMoment, type Piece, piecesOf, putPieces } from './copy.ts'
import { migrate, newestMigration } from './migrations.ts'
import { putWaiting, readWaiting, type WaitingJob, waitingJob } from './queue-waiting.ts'
import { grantToRoles } from './roles.ts'

/**
 * A backup is lines, compressed with gzip: a head, then the pieces of the database (rows as an array, everything else as an
 * object), what waits in the queue, and an end by which one sees that nothing is missing.
 */
const format = 1
const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('head'), format: z.int(), migration: z.string(), version: z.string(), rows: z.int() }),
  z.object({ kind: z.literal('table'), name: z.string() }),
  z.object({ kind: z.literal('sequence'), name: z.string(), last: z.string() }),
  z.object({ kind: z.literal('queue'), jobs: z.array(waitingJob) }),
  z.object({ kind: z.literal('end'), rows: z.int() }),
])
type Line = z.output<typeof line>
type Head = Extract<Line, { kind: 'head' }>

const written = (value: Line) => `${JSON.stringify(value)}\n`

interface BackupTools {
  /** Of the program. */
  readonly version: string
  /** `all` is an estimate. */
  progress(done: number, all: number): void
}

/** As PostgreSQL last counted them. */
const estimatedRows = `SELECT coalesce(sum(greatest(reltuples, 0)), 0)::int AS rows FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`

async function* linesOf(client: pg.ClientBase, { version, progress }: BackupTools): AsyncGenerator<string> {
  const migration = await newestMigration(client)
  if (migration === null) throw new Problem('database', 'nothing of Heard is stored in it yet')
  const expected = (await client.query<{ rows: number }>(estimatedRows)).rows[0]?.rows ?? 0
  yield written({ kind: 'head', format, migration, version, rows: expected })
  let rows = 0
  for await (const piece of piecesOf(client)) {
    if (piece.kind !== 'rows') yield written(piece)
    else {
      // Line breaks stand between values only, because JSON has none inside of them.
      yield `${piece.json.replaceAll('\n', ' ')}\n`
      rows += piece.count
      progress(rows, Math.max(expected, rows))
    }
  }
  yield written({ kind: 'queue', jobs: await readWaiting(client) })
  yield written({ kind: 'end', rows })
}

/** Writes all that is stored, as one moment saw it, into a new file that its owner alone may read. The service may run. */
export async function writeBackup(pool: pg.Pool, file: string, tools: BackupTools): Promise<void> {
  await atOneMoment(pool, (client) =>
    pipeline(
      Readable.from(linesOf(client, tools)),
      createGzip(),
      // On the disk before anybody relies on it.
      createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
    ),
  )
}

const unreadable = (cause?: unknown) =>
  new Problem('database', 'the backup cannot be read: it is damaged, incomplete, or no backup of Heard', { cause })

function parsed(text: string): Line {
  try {
    return line.parse(JSON.parse(text))
  } catch (cause) {
    throw unreadable(cause)
  }
}

const isOfZlib = (error: unknown) => String((error as NodeJS.ErrnoException).code).startsWith('Z_')

/** The lines of a backup; errors of compression come out as a problem, those of the file as they are. */
async function* linesIn(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const unpacked = source.pipe(createGunzip()).setEncoding('utf8')
  source.once('error', (error) => unpacked.destroy(error))
  let begun = ''
  try {
    for await (const chunk of unpacked) {
      begun += chunk
      if (!String(chunk).includes('\n')) continue
      const lines = begun.split('\n')
      begun = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    throw isOfZlib(error) ? unreadable(error) : error
  } finally {
    source.destroy()
  }
}

async function* piecesIn(
  lines: AsyncIterator<string>,
  take: (jobs: readonly WaitingJob[]) => void,
  progress: (rows: number) => void,
): AsyncGenerator<Piece> {
  let rows = 0
  for (;;) {
    const { value: text, done } = await lines.next()
    // The end has not come.
    if (done) throw unreadable()
    if (text.startsWith('[')) {
      const count = rowsIn(text)
      rows += count
      yield { kind: 'rows', json: text, count }
      progress(rows)
      continue
    }
    const read = parsed(text)
    if (read.kind === 'end') {
      if (read.rows !== rows) throw unreadable()
      return
    }
    if (read.kind === 'queue') take(read.jobs)
    else if (read.kind !== 'head') yield read
  }
}

function rowsIn(text: string): number {
  try {
    return (JSON.parse(text) as unknown[]).length
  } catch (cause) {
    throw unreadable(cause)
  }
}

async function headIn(lines: AsyncIterator<string>): Promise<Head> {
  const { value: text, done } = await lines.next()
  const head = done ? null : parsed(text)
  if (head?.kind !== 'head') throw unreadable()
  if (head.format !== format)
    throw new Problem(
      'database',
      `the backup was made by Heard ${head.version}; restore it with that version or a newer one`,
    )
  return head
}

/**
 * Puts a backup into an empty database: first at the schema that it was made of, then brought to the newest. All rows, or none.
 * Returns how many rows of how many tables. Throws `database`; needs the owner of the database.
 */
export async function readBackup(
  pool: pg.Pool,
  file: string,
  { log, progress }: { readonly log: Log; progress(done: number, all: number): void },
): Promise<{ readonly tables: number; readonly rows: number }> {
  const lines = linesIn(file)
  try {
    const head = await headIn(lines)
    await migrate(pool, undefined, head.migration)
    const there = await newestMigration(pool)
    if (there !== head.migration)
      throw new Problem(
        'database',
        there !== null && there > head.migration
          ? 'its schema is newer than that of the backup; create a new database, and leave its schema to heard restore'
          : `the backup was made by Heard ${head.version}, which is newer; restore it with that version`,
      )
    let waiting: readonly WaitingJob[] = []
    const take = (jobs: readonly WaitingJob[]) => {
      waiting = jobs
    }
    const show = (rows: number) => progress(rows, Math.max(head.rows, rows))
    const put = await putPieces(pool, piecesIn(lines, take, show))
    await migrate(pool)
    await putWaiting(pool, log, waiting)
    await grantToRoles(pool)
    return put
  } finally {
    await lines.return(undefined)
  }
}
