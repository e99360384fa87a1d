import { z } from 'zod'
import { dayOf } from './coarse-time.ts'
import { asProblem } from './database.ts'
import type { Prisma } from './prisma.ts'

/** What an author wrote: files by their path, such as `flows/clinic.yaml` and `locales/en/clinic.json`. */
type DraftFiles = Readonly<Record<string, string>>

/** A draft as it was saved once. */
interface DraftRevision {
  readonly flow: string
  readonly revision: number
  readonly note: string
  /** Account. */
  readonly savedBy: string
  readonly savedAt: Date
}

const launchStates = ['in_review', 'live', 'paused', 'closed', 'refused'] as const
export type LaunchState = (typeof launchStates)[number]

/** That a version is, or is to be, open to people. */
export interface Launch {
  readonly id: string
  readonly flow: string
  readonly round: string
  readonly version: string
  readonly revision: number
  readonly state: LaunchState
  /** JSON: the launch record, as it was checked when it was asked for. */
  readonly record: unknown
  readonly requestedBy: string
  readonly requestedAt: Date
  /** Who decided last, and when: opened, refused, paused, closed. */
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

/** That people of the community looked at a draft. Names nobody. */
interface CommunityReview {
  readonly flow: string
  readonly revision: number
  /** ISO date. */
  readonly heldOn: string
  readonly community: string
  readonly people: number
  readonly outcome: string
  readonly recordedBy: string
}

/** What CSO staff work on before and while people are asked. Nothing here knows an answer. */
export interface Workspace {
  /** The newest revision of every draft, by flow. */
  drafts(): Promise<readonly DraftRevision[]>
  /** Every revision of a flow, the newest first. */
  history(flow: string): Promise<readonly DraftRevision[]>
  /** The files of a revision, or of the newest; null where there is none. */
  draft(flow: string, revision?: number): Promise<(DraftRevision & { readonly files: DraftFiles }) | null>
  /**
   * Saves a draft as the revision after `revision` (0: it is new); null where somebody else has saved one meanwhile.
   */
  save(draft: Omit<DraftRevision, 'savedAt'> & { readonly files: DraftFiles }): Promise<number | null>
  /** Launches of a flow, or all, the newest first. */
  launches(flow?: string): Promise<readonly Launch[]>
  requestLaunch(
    launch: Pick<Launch, 'flow' | 'round' | 'version' | 'revision' | 'record' | 'requestedBy'>,
  ): Promise<string>
  /** Changes a launch from one of these states to another; false where it is in none of them (any more). */
  decide(id: string, from: readonly LaunchState[], to: LaunchState, by: string): Promise<boolean>
  reviews(flow: string): Promise<readonly CommunityReview[]>
  addReview(review: CommunityReview): Promise<void>
}

const filesSchema = z.record(z.string(), z.string())
const stateSchema = z.enum(launchStates)
const lock = 4_840_345

export function workspace(prisma: Prisma, clock: () => Date): Workspace {
  const summary = { flow: true, revision: true, note: true, savedBy: true, savedAt: true } as const

  const operations: Workspace = {
    async drafts() {
      const client = await prisma()
      return client.flowDraft.findMany({
        ...{ select: summary, distinct: ['flow'], orderBy: [{ flow: 'asc' }, { revision: 'desc' }] },
      })
    },
    async history(flow) {
      const client = await prisma()
      return client.flowDraft.findMany({ where: { flow }, select: summary, orderBy: { revision: 'desc' } })
    },
    async draft(flow, revision) {
      const client = await prisma()
      const row = await client.flowDraft.findFirst({
        ...{ where: { flow, ...(revision === undefined ? {} : { revision }) }, orderBy: { revision: 'desc' } },
      })
      return row && { ...row, files: filesSchema.parse(row.files) }
    },
    async save({ flow, revision, files, note, savedBy }) {
      const client = await prisma()
      // The revision is the primary key: of two who save the same one, one finds it taken.
      const row = { flow, revision: revision + 1, files: { ...files }, note, savedBy, savedAt: clock() }
      const { count } = await client.flowDraft.createMany({ data: [row], skipDuplicates: true })
      return count === 1 ? revision + 1 : null
    },
    async launches(flow) {
      const client = await prisma()
      const rows = await client.launch.findMany({
        where: flow === undefined ? {} : { flow },
        orderBy: { requestedAt: 'desc' },
      })
      return rows.map((row) => ({ ...row, state: stateSchema.parse(row.state) }))
    },
    async requestLaunch({ record, ...launch }) {
      const client = await prisma()
      const { id } = await client.launch.create({
        data: { ...launch, record: z.json().parse(record) ?? {}, state: 'in_review', requestedAt: clock() },
      })
      return id
    },
    async decide(id, from, to, by) {
      const client = await prisma()
      return client.$transaction(async (tx) => {
        // One decision at a time: no two versions of a flow are live together.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lock}::bigint)`
        const decision = { decidedBy: by, decidedAt: clock() }
        const changed = await tx.launch.updateManyAndReturn({
          where: { id, state: { in: [...from] } },
          data: { state: to, ...decision },
        })
        const [launch] = changed
        if (launch && to === 'live')
          await tx.launch.updateMany({
            where: { flow: launch.flow, id: { not: id }, state: { in: ['live', 'paused'] } },
            data: { state: 'closed', ...decision },
          })
        return launch !== undefined
      })
    },
    async reviews(flow) {
      const client = await prisma()
      const rows = await client.communityReview.findMany({ where: { flow }, orderBy: { heldOn: 'desc' } })
      return rows.map(({ id: _id, heldOn, ...row }) => ({ ...row, heldOn: dayOf(heldOn) }))
    },
    async addReview({ heldOn, ...review }) {
      const client = await prisma()
      await client.communityReview.create({ data: { ...review, heldOn: new Date(heldOn) } })
    },
  }
  return withProblems(operations)
}

/** Errors of the driver become ours, whatever is called. */
function withProblems(operations: Workspace): Workspace {
  const wrap =
    <Parameters extends unknown[], Result>(call: (...parameters: Parameters) => Promise<Result>) =>
    (...parameters: Parameters) =>
      call(...parameters).catch((error: unknown): never => {
        throw asProblem(error)
      })
  return {
    drafts: wrap(operations.drafts),
    history: wrap(operations.history),
    draft: wrap(operations.draft),
    save: wrap(operations.save),
    launches: wrap(operations.launches),
    requestLaunch: wrap(operations.requestLaunch),
    decide: wrap(operations.decide),
    reviews: wrap(operations.reviews),
    addReview: wrap(operations.addReview),
  }
}
