import { z } from 'zod'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Prisma } from './prisma.ts'

/** Mean scores as they were published of a round: what they hold is for those who published them to know. They are never changed. */
export interface PublishedScoresStore {
  /** JSON; null where none are published. */
  find(round: Round): Promise<unknown>
  /** Those that are there already stay as they are. */
  add(round: Round, content: unknown): Promise<void>
}

export function publishedScores(prisma: Prisma, today: () => string): PublishedScoresStore {
  return {
    async find({ flow, round }) {
      const client = await prisma()
      const row = await client.publishedScores.findUnique({ where: { flow_round: { flow, round } } }).catch(rethrow)
      return row?.content ?? null
    },
    async add({ flow, round }, content) {
      const client = await prisma()
      const data = { flow, round, content: z.json().parse(content) ?? {}, publishedOn: new Date(today()) }
      await client.publishedScores.createMany({ data: [data], skipDuplicates: true }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
