import type { FlowVersion, FlowVersions, Round } from './contacts.ts'
import { asProblem } from './database.ts'
import type { Prisma as PrismaTypes } from './generated/client.ts'
import { locks } from './locks.ts'
import type { Prisma } from './prisma.ts'

/** Flow versions with their place in the history of their flow. */
export interface NumberedFlowVersions extends FlowVersions {
  /** 1 for the first version of a flow, 2 for the next …; null where the version is unknown. */
  number(version: string): Promise<number | null>
  /** The versions of a flow that were made for a round, the newest first. */
  ofRound(round: Round): Promise<readonly FlowVersion[]>
}

export function flowVersions(prisma: Prisma): NumberedFlowVersions {
  async function launch(versions: readonly FlowVersion[]): Promise<void> {
    const client = await prisma()
    const known = await client.flowVersion.findMany({
      where: { version: { in: versions.map((version) => version.version) } },
      select: { version: true },
    })
    const isKnown = new Set(known.map((row) => row.version))
    const missing = versions.filter((version) => !isKnown.has(version.version))
    if (missing.length === 0) return
    await client.$transaction(async (tx) => {
      // One process at a time: numbers have no gaps and no doubles.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks.flowVersions}::bigint)`
      for (const { flow, version, content } of missing) {
        const last = await tx.flowVersion.aggregate({ where: { flow }, _max: { number: true } })
        const number = (last._max.number ?? 0) + 1
        await tx.flowVersion.createMany({
          data: { flow, version, number, content: content as PrismaTypes.InputJsonValue },
          skipDuplicates: true,
        })
      }
    })
  }

  const find = async (version: string) => (await prisma()).flowVersion.findUnique({ where: { version } })

  return {
    launch: (versions) => launch(versions).catch(rethrow),
    async load(version) {
      const row = await find(version).catch(rethrow)
      return row && { flow: row.flow, version: row.version, content: row.content }
    },
    async number(version) {
      const row = await find(version).catch(rethrow)
      return row?.number ?? null
    },
    async ofRound({ flow, round }) {
      const client = await prisma().catch(rethrow)
      const where = { flow, content: { path: ['flow', 'round'], equals: round } }
      const rows = await client.flowVersion.findMany({ where, orderBy: { number: 'desc' } }).catch(rethrow)
      return rows.map(({ version, content }) => ({ flow, version, content }))
    },
  }
}

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}
