import { utcDay } from '../core/days.ts'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Prisma } from './prisma.ts'

/** A round whose results anybody may read. */
export interface PublicResult extends Round {
  /** Where people were asked. */
  readonly place: string
  /** ISO date. */
  readonly decidedOn: string
}

/** Which results stand on the public pages. */
export interface PublicResults {
  /** The newest decision first. */
  list(): Promise<readonly PublicResult[]>
  /** Makes results public, or changes where people were asked. `by`: the account that decided. */
  open(round: Round, place: string, by: string): Promise<void>
  /** Takes them back. */
  withdraw(round: Round): Promise<void>
}

export function publicResults(prisma: Prisma, today: () => string): PublicResults {
  return {
    async list() {
      const rows = await (await prisma()).publicResult
        .findMany({ orderBy: [{ decidedOn: 'desc' }, { flow: 'asc' }, { round: 'desc' }] })
        .catch(rethrow)
      return rows.map(({ flow, round, place, decidedOn }) => ({
        ...{ flow, round, place, decidedOn: utcDay(decidedOn) },
      }))
    },
    async open({ flow, round }, place, by) {
      const decided = { place, decidedBy: by, decidedOn: new Date(today()) }
      await (await prisma()).publicResult
        .upsert({ where: { flow_round: { flow, round } }, create: { flow, round, ...decided }, update: decided })
        .catch(rethrow)
    },
    async withdraw({ flow, round }) {
      await (await prisma()).publicResult.deleteMany({ where: { flow, round } }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
