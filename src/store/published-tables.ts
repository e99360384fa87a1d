import { z } from 'zod'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Prisma } from './prisma.ts'

/** A table as it was published: what it holds is for whoever published it to know. */
interface StoredTable {
  readonly question: string
  readonly dimensions: readonly string[]
  /** JSON. */
  readonly content: unknown
}

/** What was published of a round. It is never changed: asking again gives the same. */
export interface PublishedTables {
  list(round: Round): Promise<readonly Pick<StoredTable, 'content'>[]>
  /** Adds tables; those that are there already stay as they are. */
  add(round: Round, tables: readonly StoredTable[]): Promise<void>
}

export function publishedTables(prisma: Prisma, today: () => string): PublishedTables {
  return {
    async list({ flow, round }) {
      const client = await prisma()
      return client.publishedTable
        .findMany({
          where: { flow, round },
          orderBy: [{ dimensions: 'asc' }, { question: 'asc' }],
          select: { content: true },
        })
        .catch(rethrow)
    },
    async add({ flow, round }, tables) {
      const client = await prisma()
      // Only to tell tables apart: names of variables have no commas.
      const data = tables.map(({ question, dimensions, content }) => ({
        ...{ flow, round, question, dimensions: dimensions.join(','), publishedOn: new Date(today()) },
        content: z.json().parse(content) ?? {},
      }))
      await client.publishedTable.createMany({ data, skipDuplicates: true }).catch(rethrow)
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
