import { type Tie, tieBetween } from './console/second-person.ts'
import type { PrismaClient } from './generated/client.ts'
import type { Launch } from './launch.ts'

/** A launch with the version that it is about, as it was frozen. */
export interface FrozenLaunch {
  readonly launch: Launch
  /** JSON; null where that version was never stored. */
  readonly content: unknown
}

/** Everything that a launch is judged by, as it stands at one moment. */
export interface LaunchSurroundings {
  /** Launches of other flows that people can begin, or could if they were not paused. */
  readonly others: readonly FrozenLaunch[]
  /** Launches that were ever open in the same round of the flow. */
  readonly ofRound: readonly FrozenLaunch[]
  /** That round is closed, or being closed. */
  readonly hasEnded: boolean
}

/** A launch that is to be opened. */
export interface LaunchCase extends FrozenLaunch, LaunchSurroundings {
  /** Why who decides cannot be the second person; null where they can be. */
  readonly tie: Tie | 'wrote' | null
}

/** States that a launch has only after it was open. */
const openedStates = ['live', 'paused', 'closed'] as const

type Client = Pick<PrismaClient, 'launch' | 'flowVersion' | 'flowDraft' | 'account' | 'closedRound'>
type Row = Omit<Launch, 'state'> & { readonly state: string }

async function withContents(client: Client, rows: readonly Row[]): Promise<FrozenLaunch[]> {
  const stored = await client.flowVersion.findMany({ where: { version: { in: rows.map(({ version }) => version) } } })
  const contents = new Map(stored.map(({ version, flow, content }) => [version, { flow, content }]))
  return rows.map((row) => {
    const found = contents.get(row.version)
    return { launch: row as Launch, content: found?.flow === row.flow ? found.content : null }
  })
}

export async function surroundingsOf(
  client: Client,
  { flow, round }: { readonly flow: string; readonly round: string },
): Promise<LaunchSurroundings> {
  const others = { flow: { not: flow }, state: { in: ['live', 'paused'] } }
  const ofRound = { flow, round, state: { in: [...openedStates] } }
  const rows = await client.launch.findMany({ where: { OR: [others, ofRound] } })
  const all = await withContents(client, rows)
  return {
    others: all.filter(({ launch }) => launch.flow !== flow),
    ofRound: all.filter(({ launch }) => launch.flow === flow),
    hasEnded: (await client.closedRound.count({ where: { flow, round } })) > 0,
  }
}

/** What is known of a launch that this account wants to open. Called in the transaction that opens it. */
export async function caseOf(client: Client, row: Row, decides: string, now: Date): Promise<LaunchCase> {
  const { flow, revision, requestedBy: asked } = row
  const [own] = await withContents(client, [row])
  // Every revision up to the one that was frozen may have left words in it.
  const wrote = await client.flowDraft.count({ where: { flow, revision: { lte: revision }, savedBy: decides } })
  const tie = await tieBetween(client, { asked, decides, now })
  return {
    ...(own as FrozenLaunch),
    ...(await surroundingsOf(client, row)),
    tie: tie ?? (wrote > 0 ? 'wrote' : null),
  }
}
