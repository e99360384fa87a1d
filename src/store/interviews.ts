import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import type { DayOf } from '../core/days.ts'
import type { Log } from '../log.ts'
import { shuffled } from '../privacy/chance.ts'
import { roundScope } from '../privacy/keyring.ts'
import type { Round } from './contacts.ts'
import { asProblem, transaction } from './database.ts'
import { type AnswerCount, countAnswers } from './interview-counts.ts'
import { interviewRecord, type RecordedAnswer } from './interview-record.ts'
import type { KeyStore } from './keys.ts'
import { lastRelease, type MinimumOf, type Opened } from './last-release.ts'
import { locks } from './locks.ts'
import type { Prisma } from './prisma.ts'
import { type Circumstances, commonVersions, toldTogether } from './release-cells.ts'
import { finishRound, type RoundClose } from './round-close.ts'
import { type EndedRound, endedRounds, moveTo } from './round-ends.ts'

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
  /** From now on nothing can be begun or completed in a round, in no process; conversations in it end. */
  beginClose(round: Round): Promise<void>
  /**
   * Closes a round: what waits is released if that are at least `minimum` interviews. Of fewer, those are released of which at least
   * as many wait as people were promised when they were asked; the others are thrown away. The round's key is erased, so that nothing
   * of it that is still sealed anywhere, in a backup for instance, can be read again, and so are the marks of who took part. Its launches are
   * closed, by this account or (null) nobody who has one. Closed again, it is the same.
   */
  close(round: Round, minimum: number, minimumOf?: MinimumOf, by?: string | null): Promise<RoundClose>
  /** What closing the round now would do to what waits. Changes nothing. */
  forecast(round: Round, minimum: number, minimumOf?: MinimumOf): Promise<CloseForecast>
  /** The rounds in which nothing can be begun or completed any more, and how far their end has come. */
  ended(): Promise<readonly EndedRound[]>
  /** The rounds that are closed, in the order in which they were. */
  closed(): Promise<readonly Round[]>
  /** Every released interview of a flow, in no order that means anything. */
  released(flow: string): AsyncIterable<ReleasedInterview>
  /**
   * Counts the released interviews of one round of a flow by their answers to some questions together. See `AnswerCount`.
   */
  counts(flow: string, round: string, questions: readonly string[]): Promise<readonly AnswerCount[]>
  dispositions(flow: string): Promise<readonly DispositionCount[]>
}

interface InterviewTools {
  readonly pool: pg.Pool
  readonly prisma: Prisma
  readonly keys: KeyStore
  readonly log: Log
  readonly clock: () => Date
  readonly dayOf: DayOf
}

interface WaitingRow extends Round {
  readonly id: string
  readonly version: string
  readonly sealed: Buffer
}

const pageSize = 1000
const portion = 500

export function interviews({ pool, prisma, keys, log, clock, dayOf }: InterviewTools): Interviews {
  const today = () => dayOf(clock())
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
      await client.query('SELECT pg_advisory_xact_lock($1)', [locks.interviews])
      // What is left when a round ends is released together, by who closes it.
      const ended = await client.query('SELECT FROM closed_round WHERE flow = $1 AND round = $2', [flow, round])
      if (ended.rowCount !== 0) return 0
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
    await client.query('INSERT INTO release (flow, round, released_on, interviews) VALUES ($1, $2, $3, $4)', [
      flow,
      round,
      today(),
      answered.length,
    ])
    return answered.length
  }

  async function forecast(round: Round, minimum: number, minimumOf: MinimumOf): Promise<CloseForecast> {
    const records = await openAll(await waitingIn(pool, round))
    const released = lastRelease(records, minimum, minimumOf).records.filter((record) => record.interview).length
    return { released, lost: records.filter((record) => record.interview).length - released }
  }

  /** The last release, in the transaction that closes the round; says how many are left, interviews and others. */
  async function releaseLast(client: pg.ClientBase, round: Round, minimum: number, minimumOf: MinimumOf) {
    await client.query('SELECT pg_advisory_xact_lock($1)', [locks.interviews])
    const last = lastRelease(await openAll(await waitingIn(client, round)), minimum, minimumOf)
    const released = last.records.length === 0 ? 0 : await releaseIn(client, round, last.records, last.enough)
    const left = 'DELETE FROM waiting_interview WHERE flow = $1 AND round = $2'
    const { rowCount } = await client.query(left, [round.flow, round.round])
    return { released, discarded: (rowCount ?? 0) > 0 }
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
    beginClose: (round) => moveTo(pool, round, 'closing', today()),
    close: (round, minimum, minimumOf = () => minimum, by = null) =>
      finishRound({ pool, keys, now: clock(), today: today() }, round, by, (client) =>
        releaseLast(client, round, minimum, minimumOf),
      ).catch(rethrow),
    forecast: (round, minimum, minimumOf = () => minimum) => forecast(round, minimum, minimumOf).catch(rethrow),
    ended: () => endedRounds(pool),
    closed: async () => (await endedRounds(pool)).flatMap(({ state, ...round }) => (state === 'closed' ? [round] : [])),
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
