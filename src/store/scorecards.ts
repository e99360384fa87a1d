import { z } from 'zod'
import { asProblem } from './database.ts'
import { locks } from './locks.ts'
import type { Prisma } from './prisma.ts'

/** Which scorecard: a service point in a round of a flow. */
export interface ScorecardKey {
  readonly flow: string
  readonly round: string
  readonly servicePoint: string
}

/** What was said and agreed, as it was saved once. What it holds is for whoever saved it to know. */
interface StoredRecord {
  /** 1, 2, 3 … within the scorecard. */
  readonly revision: number
  /** JSON. */
  readonly content: unknown
  /** Account. */
  readonly savedBy: string
  readonly savedAt: Date
}

/** The records of Community Scorecards. Every revision is kept. */
export interface Scorecards {
  /** The newest revision; null where nothing was saved yet. */
  newest(key: ScorecardKey): Promise<StoredRecord | null>
  /** Saves the revision after `revision` (0: the first); null where that is not the newest. */
  save(key: ScorecardKey, record: Omit<StoredRecord, 'savedAt'>): Promise<number | null>
}

export function scorecards(prisma: Prisma, clock: () => Date): Scorecards {
  return {
    async newest({ flow, round, servicePoint }) {
      const client = await prisma()
      const row = await client.scorecardRecord
        .findFirst({ where: { flow, round, servicePoint }, orderBy: { revision: 'desc' } })
        .catch(rethrow)
      if (row === null) return null
      const { revision, content, savedBy, savedAt } = row
      return { revision, content, savedBy, savedAt }
    },
    async save({ flow, round, servicePoint }, { revision, content, savedBy }) {
      const client = await prisma()
      return client
        .$transaction(async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks.scorecards}::bigint)`
          const where = { flow, round, servicePoint }
          const { _max } = await tx.scorecardRecord.aggregate({ where, _max: { revision: true } })
          const newest = _max.revision ?? 0
          if (newest !== revision) return null
          const row = { ...where, revision: newest + 1, savedBy, savedAt: clock() }
          await tx.scorecardRecord.create({ data: { ...row, content: z.json().parse(content) ?? {} } })
          return row.revision
        })
        .catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
