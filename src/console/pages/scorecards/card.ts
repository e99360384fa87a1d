import type { Flow, FlowContent } from '../../../core/flow.ts'
import { Problem } from '../../../problem.ts'
import { publishedOf, scoresOf } from '../../../results/publish.ts'
import type { Scoring } from '../../../results/published-scores.ts'
import type { ScoredRound } from '../../../results/report/scorecard.ts'
import { emptyRecord, type ScorecardRecord, scorecardRecordSchema } from '../../../results/report/scorecard-record.ts'
import { type Said, saidKey, valued } from '../../../results/said.ts'
import type { Round } from '../../../store/contacts.ts'
import type { ScorecardKey } from '../../../store/scorecards.ts'
import type { ConsoleRequest } from '../../page.ts'
import type { FlowTools } from '../flows/tools.ts'

export type ScorecardTools = Pick<FlowTools, 'asked' | 'play' | 'tables' | 'scores' | 'closedRounds' | 'scorecards'>

/** A flow that is a scorecard, with its texts. */
export interface ScorecardFlow {
  readonly content: FlowContent
  readonly scorecard: NonNullable<Flow['scorecard']>
  /** Choices of the service point question. */
  readonly points: readonly string[]
}

/** One scorecard: a service point in a closed round. */
export interface Card extends ScorecardFlow {
  readonly key: ScorecardKey
  /** The round that was closed before this one. */
  readonly previous: Round | undefined
}

/** Names of the choices of a question that are answers. */
export const choicesOf = ({ flow }: FlowContent, name: string): string[] => {
  const list = flow.questions.find((question) => question.name === name)?.list ?? ''
  return (flow.lists[list]?.items ?? []).filter(({ missing }) => !missing).map((item) => item.name)
}

/** What was asked in a round, if it is a scorecard; null where it is none, or is not there any more. */
export async function scorecardFlow({ asked }: Pick<ScorecardTools, 'asked'>, { flow, round }: Round) {
  const content = await asked(flow, round).catch((error: unknown) => {
    if (error instanceof Problem && (error.code === 'round_unknown' || error.code === 'flow_unknown')) return null
    throw error
  })
  const scorecard = content?.flow.scorecard
  return content && scorecard ? { content, scorecard, points: choicesOf(content, scorecard.servicePoint) } : null
}

/** The scorecard that the address names. Throws `not_found`. */
export async function findCard(
  { parameters: { name, round = '', point = '' } }: ConsoleRequest,
  tools: ScorecardTools,
): Promise<Card> {
  const rounds = (await tools.closedRounds()).filter(({ flow }) => flow === name)
  const at = rounds.findIndex((each) => each.round === round)
  const flow = name === undefined || at < 0 ? null : await scorecardFlow(tools, { flow: name, round })
  if (name === undefined || !flow?.points.includes(point)) throw new Problem('not_found')
  return { ...flow, key: { flow: name, round, servicePoint: point }, previous: rounds[at - 1] }
}

/** Where a scorecard is in the console. */
export const pathOf = ({ flow, round, servicePoint }: ScorecardKey): string =>
  `/scorecards/${flow}/${encodeURIComponent(round)}/${servicePoint}`

/** The newest record, or an empty one of revision 0. */
export async function recordOf(
  { scorecards }: ScorecardTools,
  key: ScorecardKey,
): Promise<{ readonly revision: number; readonly record: ScorecardRecord; readonly savedAt: Date | null }> {
  const stored = await scorecards.newest(key)
  return {
    revision: stored?.revision ?? 0,
    record: stored ? scorecardRecordSchema.parse(stored.content) : emptyRecord,
    savedAt: stored?.savedAt ?? null,
  }
}

/** What is published of a round, of citizens or of the provider's staff. */
export const scoredRound = async (
  { tables, scores }: Pick<ScorecardTools, 'tables' | 'scores'>,
  round: Round,
): Promise<ScoredRound> => ({ scores: await scoresOf(scores, round), tables: await publishedOf(tables, round) })

/** What the provider's staff score: they are in no focus group. */
export const staffScoring = (scorecard: ScorecardFlow['scorecard']): Scoring => ({ ...scorecard, focusGroup: null })

/** Focus groups: those that could be chosen, and who gave none, where something is published of them. */
export function groupsOf({ content, scorecard }: ScorecardFlow, { scores, tables }: ScoredRound): Said[] {
  const scored = (scores?.indicators ?? []).flatMap((each) => each.scores.flatMap(({ group }) => group ?? []))
  const found = tables.flatMap(({ dimensions, columns }) => {
    const place = dimensions.indexOf(scorecard.focusGroup)
    return place < 0 ? [] : columns.flatMap((values) => values[place] ?? [])
  })
  const groups = [...choicesOf(content, scorecard.focusGroup).map(valued), ...scored, ...found]
  return [...new Map(groups.map((group) => [saidKey(group), group])).values()]
}
