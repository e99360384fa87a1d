import { z } from 'zod'
import { dayOf } from './coarse-time.ts'
import type { Round } from './contacts.ts'
import { asProblem } from './database.ts'
import { type Launch, type LaunchState, launchStates } from './launch.ts'
import { caseOf, type LaunchCase, type LaunchSurroundings, surroundingsOf } from './launch-cases.ts'
import { locks } from './locks.ts'
import type { Prisma } from './prisma.ts'

export type { Launch, LaunchState } from './launch.ts'

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
   * Saves a draft as the revision after `revision` (0: it is new); null where that is not the newest.
   */
  save(draft: Omit<DraftRevision, 'savedAt'> & { readonly files: DraftFiles }): Promise<number | null>
  /** Launches of a flow, or all, the newest first. */
  launches(flow?: string): Promise<readonly Launch[]>
  requestLaunch(
    launch: Pick<Launch, 'flow' | 'round' | 'version' | 'revision' | 'record' | 'requestedBy'>,
  ): Promise<string>
  /** What a launch of a round must fit to, as it stands now. */
  surroundings(round: Round): Promise<LaunchSurroundings>
  /** Changes a launch from one of these states to one in which nobody can begin it; false where it is in none of them (any more). */
  decide(id: string, from: readonly LaunchState[], to: Exclude<LaunchState, 'live'>, by: string): Promise<boolean>
  /**
   * Opens a launch that is in one of these states, unless `judge` says what stands in the way. It is asked in the transaction that
   * opens the launch: nothing that it looks at changes meanwhile.
   */
  open<Fault>(
    id: string,
    from: readonly LaunchState[],
    by: string,
    judge: (asked: LaunchCase) => Fault | null,
  ): Promise<{ readonly opened: boolean; readonly fault: Fault | null }>
  reviews(flow: string): Promise<readonly CommunityReview[]>
  addReview(review: CommunityReview): Promise<void>
}

const filesSchema = z.record(z.string(), z.string())
const stateSchema = z.enum(launchStates)
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
      return client.$transaction(async (tx) => {
        // What comes from a form says what its author has seen, and never what the next revision is called.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks.workspace}::bigint)`
        const { _max } = await tx.flowDraft.aggregate({ where: { flow }, _max: { revision: true } })
        const newest = _max.revision ?? 0
        if (newest !== revision) return null
        const row = { flow, revision: newest + 1, files: { ...files }, note, savedBy, savedAt: clock() }
        await tx.flowDraft.create({ data: row })
        return row.revision
      })
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
    async surroundings(round) {
      return surroundingsOf(await prisma(), round)
    },
    async decide(id, from, to, by) {
      const client = await prisma()
      const { count } = await client.launch.updateMany({
        where: { id, state: { in: [...from] } },
        data: { state: to, decidedBy: by, decidedAt: clock() },
      })
      return count === 1
    },
    async open(id, from, by, judge) {
      const client = await prisma()
      return client.$transaction(async (tx) => {
        // One decision at a time: no two versions of a flow are live together, and no two flows begin with one word.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${locks.workspace}::bigint)`
        const launch = await tx.launch.findFirst({ where: { id, state: { in: [...from] } } })
        if (launch === null) return { opened: false, fault: null }
        const fault = judge(await caseOf(tx, launch, by, clock()))
        if (fault !== null) return { opened: false, fault }
        const decision = { decidedBy: by, decidedAt: clock() }
        const { count } = await tx.launch.updateMany({
          where: { id, state: { in: [...from] } },
          data: { state: 'live', ...decision },
        })
        if (count === 0) return { opened: false, fault: null }
        await tx.launch.updateMany({
          where: { flow: launch.flow, id: { not: id }, state: { in: ['live', 'paused'] } },
          data: { state: 'closed', ...decision },
        })
        return { opened: true, fault: null }
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

const rethrow = (error: unknown): never => {
  throw asProblem(error)
}

/** Errors of the driver become ours, whatever is called. */
function withProblems(operations: Workspace): Workspace {
  const wrap =
    <Parameters extends unknown[], Result>(call: (...parameters: Parameters) => Promise<Result>) =>
    (...parameters: Parameters) =>
      call(...parameters).catch(rethrow)
  return {
    drafts: wrap(operations.drafts),
    history: wrap(operations.history),
    draft: wrap(operations.draft),
    save: wrap(operations.save),
    launches: wrap(operations.launches),
    requestLaunch: wrap(operations.requestLaunch),
    surroundings: wrap(operations.surroundings),
    decide: wrap(operations.decide),
    open: (id, from, by, judge) => operations.open(id, from, by, judge).catch(rethrow),
    reviews: wrap(operations.reviews),
    addReview: wrap(operations.addReview),
  }
}
