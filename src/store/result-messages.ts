import { z } from 'zod'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Prisma } from './prisma.ts'

const states = ['in_review', 'refused', 'approved'] as const

/** What is sent to those who want the results of a round. */
interface ResultMessage extends Round {
  /** Language → text. */
  readonly texts: Readonly<Record<string, string>>
  readonly state: (typeof states)[number]
  /** Account. */
  readonly writtenBy: string
  readonly writtenAt: Date
  /** Wishes that have become messages in the queue. */
  readonly queued: number
}

/** The texts of results, written by one person and agreed to by another. */
export interface ResultMessages {
  find(round: Round): Promise<ResultMessage | null>
  /** Takes a text for review in place of an earlier one; false where one was approved already: that is never changed. */
  write(round: Round, texts: Readonly<Record<string, string>>, by: string): Promise<boolean>
  /**
   * Decides about the text that was written at this time; false where it was decided, written anew meanwhile, or is the
   * decider's own.
   */
  decide(round: Round, writtenAt: Date, state: 'approved' | 'refused', by: string): Promise<boolean>
  /** Approved texts of rounds in which somebody still waits for them. */
  due(): Promise<readonly ResultMessage[]>
}

export function resultMessages(prisma: Prisma, clock: () => Date): ResultMessages {
  type Stored = Omit<ResultMessage, 'texts' | 'state'> & { readonly texts: unknown; readonly state: string }
  const read = ({ flow, round, texts, state, writtenBy, writtenAt, queued }: Stored): ResultMessage => ({
    ...{ flow, round, writtenBy, writtenAt, queued },
    texts: z.record(z.string(), z.string()).parse(texts),
    state: z.enum(states).parse(state),
  })

  return {
    async find({ flow, round }) {
      const client = await prisma()
      const found = await client.resultMessage.findUnique({ where: { flow_round: { flow, round } } }).catch(rethrow)
      return found && read(found)
    },
    async write({ flow, round }, texts, by) {
      const client = await prisma()
      const written = { texts, state: 'in_review', writtenBy: by, writtenAt: clock() }
      const decided = { decidedBy: null, decidedAt: null }
      const { count } = await client.resultMessage
        .updateMany({ where: { flow, round, state: { not: 'approved' } }, data: { ...written, ...decided } })
        .catch(rethrow)
      if (count > 0) return true
      const made = await client.resultMessage
        .createMany({ data: { flow, round, ...written }, skipDuplicates: true })
        .catch(rethrow)
      return made.count > 0
    },
    async decide({ flow, round }, writtenAt, state, by) {
      const client = await prisma()
      const { count } = await client.resultMessage
        .updateMany({
          where: { flow, round, writtenAt, state: 'in_review', writtenBy: { not: by } },
          data: { state, decidedBy: by, decidedAt: clock() },
        })
        .catch(rethrow)
      return count > 0
    },
    async due() {
      const client = await prisma()
      const rows = await client.$queryRaw<Stored[]>`
        SELECT flow, round, texts, state, written_by AS "writtenBy", written_at AS "writtenAt", queued
        FROM result_message AS message WHERE state = 'approved' AND EXISTS (
          SELECT FROM result_wish AS wish WHERE wish.flow = message.flow AND wish.round = message.round)`.catch(rethrow)
      return rows.map(read)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
