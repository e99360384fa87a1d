import { type LaunchTerms, launchTermsSchema } from './authoring/launch-record.ts'
import type { OpenVersion } from './conversation/library.ts'
import { type DayOf, utcDay } from './core/days.ts'
import { flowContentSchema, roundOf } from './core/flow.ts'
import { Problem } from './problem.ts'
import { type Questionnaires, versionNamed } from './questionnaires.ts'
import type { FlowVersion, Round } from './store/contacts.ts'
import type { Store } from './store/store.ts'
import type { Launch } from './store/workspace.ts'

interface Circumstances {
  /** The project's own flows, where they are open without a launch. */
  readonly ofProject: readonly OpenVersion[]
  readonly launches: readonly Launch[]
  /** Those that are closed, or being closed. */
  readonly endedRounds: readonly Round[]
  /** Interviews completed and released in a round. */
  completed(round: Round): number
  /** ISO date, in the survey's time zone. */
  readonly today: string
}

const isRound = (a: Round) => (b: Round) => a.flow === b.flow && a.round === b.round

const isWithin = ({ opensOn, closesOn, quota }: LaunchTerms, completed: number, today: string): boolean =>
  opensOn <= today && today <= closesOn && (quota === 0 || completed < quota)

/**
 * The versions that people can begin now, by name: live launches within their dates and quota, and those flows of the project
 * that nobody has taken into the console. Nothing of a round that has ended.
 */
export function openVersions({ ofProject, launches, endedRounds, completed, today }: Circumstances): {
  readonly ofProject: readonly OpenVersion[]
  readonly launched: readonly string[]
} {
  const isEnded = (round: Round) => endedRounds.some(isRound(round))
  const decided = launches.filter(wasOpened)
  return {
    ofProject: ofProject.filter(
      ({ content: { flow } }) => !isEnded(roundOf(flow)) && !decided.some((launch) => launch.flow === flow.name),
    ),
    launched: decided
      .filter((launch) => launch.state === 'live' && !isEnded(launch))
      .filter((launch) => isWithin(launchTermsSchema.parse(launch.record), completed(launch), today))
      .map(({ version }) => version),
  }
}

/** Launches that are, or were, open to people: others promise nothing and change nothing. */
const wasOpened = ({ state }: Launch): boolean => state !== 'in_review' && state !== 'refused'

/** How many interviews are released together in a round: what its launches say, else `k`. The most careful launch counts. */
export function releaseMinimum(launches: readonly Launch[], k: number): (round: Round) => number {
  return (round) => {
    const own = launches.filter(isRound(round)).filter(wasOpened).map(kOf)
    return own.length === 0 ? k : Math.max(...own)
  }
}

/** The same for the interviews of one version: what people were promised when they were asked. */
export function versionMinimum(launches: readonly Launch[], k: number): (version: string) => number {
  return (version) => {
    const own = launches
      .filter((launch) => launch.version === version)
      .filter(wasOpened)
      .map(kOf)
    return own.length === 0 ? k : Math.max(...own)
  }
}

const kOf = ({ record }: Launch): number => launchTermsSchema.parse(record).k

/** Every version that was, or may have been, asked in a round: launched ones, those of which outcomes are known, the project's own. */
export async function versionsOfRound(
  { workspace, flowVersions, interviews }: Pick<Store, 'workspace' | 'flowVersions' | 'interviews'>,
  questionnaires: Questionnaires,
  round: Round,
): Promise<readonly OpenVersion[]> {
  const launches = (await workspace.launches(round.flow)).filter(isRound(round)).filter(wasOpened)
  const ended = (await interviews.dispositions(round.flow)).filter((each) => each.round === round.round)
  const names = new Set([...launches, ...ended].map(({ version }) => version))
  const stored = await Promise.all([...names].map((version) => flowVersions.load(version)))
  const own = questionnaires.versions.filter(({ content: { flow } }) => isRound(round)(roundOf(flow)))
  return [...stored.map(opened).filter((version) => version !== undefined), ...own]
}

/**
 * The version of a flow that people were asked last, ever or in one round: that of its newest launch, or the project's own, or what the project
 * had before its file was changed. Throws `flow_unknown` with the names that there are, and `round_unknown`.
 */
export async function askedVersion(
  { workspace, flowVersions }: Pick<Store, 'workspace' | 'flowVersions'>,
  questionnaires: Questionnaires,
  name: string,
  round?: string,
): Promise<OpenVersion> {
  const isWanted = (each: { readonly round: string }) => round === undefined || each.round === round
  const launches = (await workspace.launches(name)).filter(isWanted)
  const launch = launches.find(wasOpened)
  const launched = launch && opened(await flowVersions.load(launch.version))
  if (launched) return launched
  if (round === undefined) return versionNamed(questionnaires, name)
  const own = questionnaires.versions.find(({ flow, content }) => flow === name && isWanted(content.flow))
  if (own) return own
  // What a launch that never opened was to ask is stored, too.
  const stored = await flowVersions.ofRound({ flow: name, round })
  const earlier = opened(stored.find(({ version }) => launches.every((each) => each.version !== version)) ?? null)
  if (earlier) return earlier
  throw new Problem('round_unknown', `${name}, round "${round}"`)
}

/** A stored version; undefined where there is none, or this program cannot read it. */
function opened(stored: FlowVersion | null): OpenVersion | undefined {
  const content = flowContentSchema.safeParse(stored?.content)
  return stored && content.success ? { version: stored.version, content: content.data } : undefined
}

/** Follows what is launched, paused and closed, in whatever process that happens. */
export function followOffers(
  { workspace, interviews, flowVersions }: Pick<Store, 'workspace' | 'interviews' | 'flowVersions'>,
  {
    ofProject,
    k,
    clock,
    dayOf = utcDay,
  }: { ofProject: readonly OpenVersion[]; k: number; clock: () => Date; dayOf?: DayOf },
) {
  const known = new Map<string, OpenVersion>()
  let launches: readonly Launch[] = []

  async function contentOf(version: string): Promise<OpenVersion | undefined> {
    const found = known.get(version)
    if (found) return found
    const loaded = opened(await flowVersions.load(version))
    if (loaded) known.set(version, loaded)
    return loaded
  }

  return {
    /** What people can begin now. */
    async open(): Promise<readonly OpenVersion[]> {
      const endedRounds = await interviews.ended()
      launches = await workspace.launches()
      const counts = await completedIn(interviews, launches)
      const completed = (round: Round) => counts.find(isRound(round))?.completed ?? 0
      const today = dayOf(clock())
      const open = openVersions({ ofProject, launches, endedRounds, completed, today })
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
