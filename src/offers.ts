import { type LaunchTerms, launchTermsSchema } from './authoring/launch-record.ts'
import type { OpenVersion } from './conversation/library.ts'
import { flowContentSchema } from './core/flow.ts'
import { type Questionnaires, versionNamed } from './questionnaires.ts'
import type { Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'
import type { Launch } from './store/workspace.ts'

interface Circumstances {
  /** The project's own flows, where they are open without a launch. */
  readonly ofProject: readonly OpenVersion[]
  readonly launches: readonly Launch[]
  readonly closedRounds: readonly Round[]
  /** Interviews completed and released in a round. */
  completed(round: Round): number
  /** ISO date (UTC). */
  readonly today: string
}

const isRound = (a: Round) => (b: Round) => a.flow === b.flow && a.round === b.round

const isWithin = ({ opensOn, closesOn, quota }: LaunchTerms, completed: number, today: string): boolean =>
  opensOn <= today && today <= closesOn && (quota === 0 || completed < quota)

/**
 * The versions that people can begin now, by name: live launches within their dates and quota, and those flows of the project
 * that nobody has taken into the console. Nothing of a closed round.
 */
export function openVersions({ ofProject, launches, closedRounds, completed, today }: Circumstances): {
  readonly ofProject: readonly OpenVersion[]
  readonly launched: readonly string[]
} {
  const isClosed = (round: Round) => closedRounds.some(isRound(round))
  const decided = launches.filter(({ state }) => state === 'live' || state === 'paused' || state === 'closed')
  return {
    ofProject: ofProject.filter(
      ({ content: { flow } }) =>
        !isClosed({ flow: flow.name, round: flow.round }) && !decided.some((launch) => launch.flow === flow.name),
    ),
    launched: decided
      .filter((launch) => launch.state === 'live' && !isClosed(launch))
      .filter((launch) => isWithin(launchTermsSchema.parse(launch.record), completed(launch), today))
      .map(({ version }) => version),
  }
}

/** How many interviews are released together in a round: what its launch says, else `k`. The most careful launch counts. */
export function releaseMinimum(launches: readonly Launch[], k: number): (round: Round) => number {
  return (round) => {
    const own = launches.filter(isRound(round)).map(({ record }) => launchTermsSchema.parse(record).k)
    return own.length === 0 ? k : Math.max(...own)
  }
}

/**
 * The version of a flow that people were asked last: that of its newest launch, or the project's own. Throws `flow_unknown` with the
 * names that there are.
 */
export async function askedVersion(
  { workspace, flowVersions }: Pick<Store, 'workspace' | 'flowVersions'>,
  questionnaires: Questionnaires,
  name: string,
): Promise<OpenVersion> {
  const launch = (await workspace.launches(name)).find(({ state }) => state !== 'in_review' && state !== 'refused')
  const stored = launch && (await flowVersions.load(launch.version))
  const content = flowContentSchema.safeParse(stored?.content)
  return launch && content.success
    ? { version: launch.version, content: content.data }
    : versionNamed(questionnaires, name)
}

/** Follows what is launched, paused and closed, in whatever process that happens. */
export function followOffers(
  { workspace, interviews, flowVersions }: Pick<Store, 'workspace' | 'interviews' | 'flowVersions'>,
  { ofProject, k, clock }: { ofProject: readonly OpenVersion[]; k: number; clock: () => Date },
) {
  const known = new Map<string, OpenVersion>()
  let launches: readonly Launch[] = []

  async function contentOf(version: string): Promise<OpenVersion | undefined> {
    const found = known.get(version)
    if (found) return found
    const content = flowContentSchema.safeParse((await flowVersions.load(version))?.content)
    if (!content.success) return undefined
    const loaded = { version, content: content.data }
    known.set(version, loaded)
    return loaded
  }

  return {
    /** What people can begin now. */
    async open(): Promise<readonly OpenVersion[]> {
      const closedRounds = await interviews.closed()
      launches = await workspace.launches()
      const counts = await completedIn(interviews, launches)
      const completed = (round: Round) => counts.find(isRound(round))?.completed ?? 0
      const today = clock().toISOString().slice(0, 10)
      const open = openVersions({ ofProject, launches, closedRounds, completed, today })
      const launched = await Promise.all(open.launched.map(contentOf))
      return [...open.ofProject, ...launched.filter((version) => version !== undefined)]
    },
    /** How many interviews are released together in a round, as far as launches were known when `open` was called. */
    releaseMinimum: (round: Round): number => releaseMinimum(launches, k)(round),
  }
}

/** Completed interviews in the rounds of these launches that have a quota. */
async function completedIn(interviews: Pick<Store['interviews'], 'dispositions'>, launches: readonly Launch[]) {
  const limited = launches.filter(({ state, record }) => state === 'live' && launchTermsSchema.parse(record).quota > 0)
  return Promise.all(
    limited.map(async ({ flow, round }) => {
      const ended = (await interviews.dispositions(flow)).filter((count) => count.round === round)
      const done = ended.filter(({ disposition }) => disposition === 'completed')
      return { flow, round, completed: done.reduce((sum, { count }) => sum + count, 0) }
    }),
  )
}
