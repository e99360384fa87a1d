import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from '../log.ts'
import { shuffled } from '../privacy/chance.ts'
import { roundScope } from '../privacy/keyring.ts'
import { dayOf } from './coarse-time.ts'
import { roundKey } from './contact-rows.ts'
import type { Round } from './contacts.ts'
import { asProblem, transaction } from './database.ts'
import { type AnswerCount, countAnswers } from './interview-counts.ts'
import { interviewRecord, type RecordedAnswer } from './interview-record.ts'
import type { KeyStore } from './keys.ts'
import { lastRelease, type MinimumOf, type Opened } from './last-release.ts'
import type { Prisma } from './prisma.ts'
import { type Circumstances, commonVersions, toldTogether } from './release-cells.ts'

/** An interview as anybody who may read figures may read it. */
export interface ReleasedInterview extends Circumstances {
  readonly round: string
  readonly version: string
  readonly disposition: string
  readonly answers: Readonly<Record<string, RecordedAnswer>>
}

/** How many conversations ended how; changes only in a release. */
interface DispositionCount {
  readonly round: string
  readonly version: string
  readonly disposition: string
  readonly count: number
}

/** What became of the interviews that waited when a round was closed. */
interface RoundClose {
  readonly released: number
  /** Some waited that were too few, and they were thrown away. */
  readonly discarded: boolean
}

/** How many of the interviews that wait would be released, and how many thrown away, if the round were closed now. */
interface CloseForecast {
  readonly released: number
  readonly lost: number
}

/** The way of interviews from the sealed holding table into the figures. */
export interface Interviews {
  /** The rounds in which any outcome waits. Cheap: nothing is opened. */
  pending(): Promise<readonly Round[]>
  /** How many interviews wait in each of these rounds; opens everything that waits. */
  waiting(): Promise<readonly (Round & { readonly interviews: number })[]>
  /**
   * Releases everything that waits in a round, shuffled and in one transaction, if at least `minimum` interviews do; returns
   * how many were released, 0 where too few wait. Safe whoever else releases at the same time.
   */
  release(round: Round, minimum: number): Promise<number>
  /**
   * Closes a round: what waits is released if that are at least `minimum` interviews. Of fewer, those are released of which at least
   * as many wait as people were promised when they were asked; the others are thrown away. The round's key is erased, so that nothing
   * of it that is still sealed anywhere, in a backup for instance, can be read again, and so are the marks of who took part. Closed again,
   * it is the same.
   */
  close(round: Round, minimum: number, minimumOf?: MinimumOf): Promise<RoundClose>
  /** What closing the round now would do to what waits. Changes nothing. */
  forecast(round: Round, minimum: number, minimumOf?: MinimumOf): Promise<CloseForecast>
  /** The rounds that are closed, in the order in which they were. */
  closed(): Promise<readonly Round[]>
  /** Every released interview of a flow, in no order that means anything. */
  released(flow: string): AsyncIterable<ReleasedInterview>
  /**
   * Counts the released interviews of a flow by their answers to some questions together; of one round, or (null) of all. See `AnswerCount`.
   */
  counts(flow: string, round: string | null, questions: readonly string[]): Promise<readonly AnswerCount[]>
  dispositions(flow: string): Promise<readonly DispositionCount[]>
}

interface InterviewTools {
  readonly pool: pg.Pool
  readonly prisma: Prisma
  readonly keys: KeyStore
  readonly log: Log
  readonly clock: () => Date
}

interface WaitingRow extends Round {
  readonly id: string
  readonly version: string
  readonly sealed: Buffer
}

const lock = 4_840_342
const pageSize = 1000
const portion = 500
const marksAtOnce = 10_000

export function interviews({ pool, prisma, keys, log, clock }: InterviewTools): Interviews {
  /** Said once: the release looks every few seconds. */
  const reported = new Set<string>()
  /**
   * Rounds that were opened in vain: of so many outcomes so few were interviews. Nothing is opened again before enough others
   * have come; otherwise a round of refusals would be opened every few seconds for nothing.
   */
  const tooFew = new Map<string, { readonly outcomes: number; readonly interviews: number }>()

  /** Records that do not open stay where they are: they are not counted, and not lost. */
  function open(rows: readonly WaitingRow[]): Opened[] {
    return rows.flatMap(({ id, flow, version, sealed }) => {
      try {
        return [{ ...interviewRecord.parse(keys.keyring.open('interview', id, sealed)), id, version }]
      } catch (error) {
        if (!reported.has(id)) {
          reported.add(id)
          log.error({ error, flow }, 'an interview that waits for release does not open; it is left where it is')
        }
        return []
      }
    })
  }

  /** Opens in portions, so that webhooks are answered in between. */
  async function openAll(rows: readonly WaitingRow[]): Promise<Opened[]> {
    await keys.ensure(rows.map((row) => row.sealed))
    const opened: Opened[] = []
    for (let from = 0; from < rows.length; from += portion) {
      opened.push(...open(rows.slice(from, from + portion)))
      await setImmediate()
    }
    return opened
  }

  async function waiting() {
    const { rows } = await pool.query<WaitingRow>('SELECT id, flow, round, version, sealed FROM waiting_interview')
    const rounds = Map.groupBy(rows, (row) => JSON.stringify([row.flow, row.round]))
    return Promise.all(
      [...rounds.values()].map(async (all) => {
        const { flow, round } = all[0] as WaitingRow
        return { flow, round, interviews: (await openAll(all)).filter((record) => record.interview).length }
      }),
    )
  }

  async function pending(): Promise<Round[]> {
    const { rows } = await pool.query<Round>('SELECT DISTINCT flow, round FROM waiting_interview')
    return rows
  }

  async function release({ flow, round }: Round, minimum: number): Promise<number> {
    const enough = Math.max(minimum, 1)
    // Looked at first without the lock, and without opening anything: most rounds have nothing to release.
    const count = 'SELECT count(*)::int AS count FROM waiting_interview WHERE flow = $1 AND round = $2'
    const held = (await pool.query<{ count: number }>(count, [flow, round])).rows[0]?.count ?? 0
    const before = tooFew.get(roundScope(flow, round))
    const others = before && held >= before.outcomes ? before.outcomes - before.interviews : 0
    if (held - others < enough) return 0

    return transaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [lock])
      const rows = await waitingIn(client, { flow, round })
      const records = await openAll(rows)
      const answered = records.filter((record) => record.interview).length
      if (answered < enough) {
        tooFew.set(roundScope(flow, round), { outcomes: rows.length, interviews: answered })
        return 0
      }
      return releaseIn(client, { flow, round }, records, enough)
    })
  }

  const waitingIn = async (client: Pick<pg.ClientBase, 'query'>, { flow, round }: Round): Promise<WaitingRow[]> =>
    (
      await client.query<WaitingRow>(
        'SELECT id, flow, round, version, sealed FROM waiting_interview WHERE flow = $1 AND round = $2',
        [flow, round],
      )
    ).rows

  /** The release itself, in a transaction that holds the lock. */
  async function releaseIn(
    client: pg.ClientBase,
    { flow, round }: Round,
    records: readonly Opened[],
    enough: number,
  ): Promise<number> {
    const answered = shuffled(records.filter((record) => record.interview))
    tooFew.delete(roundScope(flow, round))
    const versionOf = commonVersions(answered, enough)
    const told = toldTogether(answered, enough).map((each) => ({ ...each, version: versionOf(each.version) }))

    for (let from = 0; from < told.length; from += portion) {
      await client.query(
        `INSERT INTO interview (flow, round, version, period, language, medium, disposition, answers)
           SELECT $1, $2, version, period, language, medium, disposition, answers
           FROM json_to_recordset($3) AS new
             (version text, period text, language text, medium text, disposition text, answers jsonb)`,
        [flow, round, JSON.stringify(told.slice(from, from + portion))],
      )
    }
    for (const ended of Map.groupBy(records, (each) =>
      JSON.stringify([versionOf(each.version), each.disposition]),
    ).values()) {
      const { disposition } = ended[0] as Opened
      const version = versionOf((ended[0] as Opened).version)
      await client.query(
        `INSERT INTO disposition_count AS known (flow, round, version, disposition, count) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (flow, round, version, disposition) DO UPDATE SET count = known.count + excluded.count`,
        [flow, round, version, disposition, ended.length],
      )
    }
    const ids = records.map((record) => record.id)
    await client.query('DELETE FROM waiting_interview WHERE id = ANY($1::uuid[])', [ids])
    const day = dayOf(clock())
    await client.query('INSERT INTO release (flow, round, released_on, interviews) VALUES ($1, $2, $3, $4)', [
      flow,
      round,
      day,
      answered.length,
    ])
    return answered.length
  }

  /** Ends a round for good, in one transaction: what is left of it is in the figures, or nowhere. */
  async function close(round: Round, minimum: number, minimumOf: MinimumOf): Promise<RoundClose> {
    const done = await transaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [lock])
      const last = lastRelease(await openAll(await waitingIn(client, round)), minimum, minimumOf)
      const released = last.records.length === 0 ? 0 : await releaseIn(client, round, last.records, last.enough)
      const { rowCount } = await client.query('DELETE FROM waiting_interview WHERE flow = $1 AND round = $2', [
        ...[round.flow, round.round],
      ])
      const discarded = (rowCount ?? 0) > 0
      await client.query(
        `INSERT INTO closed_round (flow, round, closed_on, discarded) VALUES ($1, $2, $3, $4)
         ON CONFLICT (flow, round) DO UPDATE SET discarded = closed_round.discarded OR excluded.discarded`,
        [round.flow, round.round, dayOf(clock()), discarded],
      )
      await keys.erase(client, roundScope(round.flow, round.round))
      return { released, discarded }
    })
    // Nothing can be begun in it any more, so nothing needs to be known of who has. In portions: there may be very many.
    const marks = `DELETE FROM participation WHERE participation_key IN (
      SELECT participation_key FROM participation WHERE round_key = $1 LIMIT ${marksAtOnce})`
    const key = roundKey(keys.keyring, round)
    while (((await pool.query(marks, [key])).rowCount ?? 0) > 0);
    return done
  }

  async function forecast(round: Round, minimum: number, minimumOf: MinimumOf): Promise<CloseForecast> {
    const records = await openAll(await waitingIn(pool, round))
    const released = lastRelease(records, minimum, minimumOf).records.filter((record) => record.interview).length
    return { released, lost: records.filter((record) => record.interview).length - released }
  }

  async function closed(): Promise<Round[]> {
    const { rows } = await pool.query<Round>('SELECT flow, round FROM closed_round ORDER BY closed_on, flow, round')
    return rows
  }

  async function* released(flow: string): AsyncGenerator<ReleasedInterview> {
    const client = await prisma()
    let after: string | undefined
    for (;;) {
      const rows = await client.interview
        .findMany({
          where: { flow, ...(after !== undefined && { id: { gt: after } }) },
          orderBy: { id: 'asc' },
          take: pageSize,
        })
        .catch(rethrow)
      for (const { round, version, period, language, medium, disposition, answers } of rows) {
        yield {
          ...{ round, version, period, language, medium, disposition },
          answers: answers as Record<string, RecordedAnswer>,
        }
      }
      after = rows.at(-1)?.id
      if (rows.length < pageSize) return
    }
  }

  return {
    pending: () => pending().catch(rethrow),
    waiting: () => waiting().catch(rethrow),
    release: (round, minimum) => release(round, minimum).catch(rethrow),
    close: (round, minimum, minimumOf = () => minimum) => close(round, minimum, minimumOf).catch(rethrow),
    forecast: (round, minimum, minimumOf = () => minimum) => forecast(round, minimum, minimumOf).catch(rethrow),
    closed: () => closed().catch(rethrow),
    released,
    counts: (flow, round, questions) => countAnswers(pool, flow, round, questions).catch(rethrow),
    dispositions: async (flow) => {
      const client = await prisma()
      return client.dispositionCount.findMany({ where: { flow }, omit: { flow: true } }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
