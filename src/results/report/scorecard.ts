import type { Flow } from '../../core/flow.ts'
import { type PublishedScores, publishedScore, type Scoring } from '../published-scores.ts'
import { answeredIn, type PublishedTable, sum } from '../published-table.ts'
import { isReason, isSameGroup, namesKey, type Said } from '../said.ts'
import type { TableRequest } from '../tables.ts'

type Scorecard = NonNullable<Flow['scorecard']>

/**
 * A score from 0 (worst) to 100 (best): the mean over those who scored. `people`: how many they are, where published tables tell it; null: at least
 * `least`. `hidden`: too few scored to show it safely, or another score would follow from it; nothing says which. `nobody`: a published table says that
 * nobody of the group scored. `unpublished`: the scores of the round are not published.
 */
export type Score =
  | { readonly kind: 'shown'; readonly score: number; readonly people: number }
  | { readonly kind: 'shown'; readonly score: number; readonly people: null; readonly least: number }
  | { readonly kind: 'hidden'; readonly least: number | null }
  | { readonly kind: 'nobody' | 'unpublished' }

/** What is published of a round in which something was scored. */
export interface ScoredRound {
  readonly scores: PublishedScores | null
  readonly tables: readonly PublishedTable[]
}

/** Whose score is asked for: of everybody, or of a focus group. */
export interface Scored {
  readonly point: Said
  readonly group?: Said
}

/** One indicator as citizens scored it. */
export interface CommunityScore {
  readonly indicator: string
  readonly everybody: Score
  /** By choice of the flow's focus group question. */
  readonly groups: readonly { readonly group: Said; readonly score: Score }[]
}

const isOf = ({ question, dimensions }: TableRequest, wanted: TableRequest): boolean =>
  question === wanted.question && namesKey(dimensions.toSorted()) === namesKey(wanted.dimensions.toSorted())

/** The tables beside which scores say how many people gave them: every indicator by service point, and by service point and focus group. */
export const scorecardTables = ({ scorecard }: Flow): TableRequest[] =>
  scorecard === undefined
    ? []
    : scorecard.indicators.flatMap((question) => [
        { question, dimensions: [scorecard.servicePoint] },
        { question, dimensions: [scorecard.servicePoint, scorecard.focusGroup] },
      ])

/** The column of a published table of these people, and what it is a column of; `nobody`: they have none. */
function columnOf(tables: readonly PublishedTable[], question: string, by: Readonly<Record<string, Said>>) {
  const table = tables.find((each) => isOf(each, { question, dimensions: Object.keys(by) }))
  if (!table) return null
  const group = table.dimensions.flatMap((dimension) => by[dimension] ?? [])
  return { table, group, column: table.columns.findIndex((values) => isSameGroup(values, group)) }
}
type Column = NonNullable<ReturnType<typeof columnOf>>

/** The mean from the counts of a published table, as anybody can work it out. One hidden count hides it: it would tell what is hidden. */
function fromCounts({ table: { rows, cells }, column }: Column): Score {
  // A group in which nobody is has no column.
  if (column < 0) return { kind: 'nobody' }
  const counts = rows.flatMap((row, index) => (isReason(row) ? [] : [cells[index]?.[column] ?? null]))
  const known = counts.filter((count) => count !== null)
  if (known.length < counts.length) return { kind: 'hidden', least: null }
  const people = sum(known)
  if (people === 0) return { kind: 'nobody' }
  const best = Math.max(1, known.length - 1)
  return { kind: 'shown', people, score: sum(known.map((count, place) => count * ((100 * place) / best))) / people }
}

/** The score of a service point: as it is published, or else from the counts of a published table. */
export function scoreOf(
  { scores, tables }: ScoredRound,
  { servicePoint, focusGroup }: Scoring,
  indicator: string,
  { point, group }: Scored,
): Score {
  const by = { [servicePoint]: point, ...(group && focusGroup !== null ? { [focusGroup]: group } : {}) }
  const found = columnOf(tables, indicator, by)
  const least = scores?.indicators.find((each) => each.indicator === indicator)?.least ?? null
  const score = scores && publishedScore(scores, indicator, point, group ?? null)
  if (score !== null && least !== null) {
    const people = found && answeredIn(found.table, found.group)
    return people === null ? { kind: 'shown', score, people, least } : { kind: 'shown', score, people }
  }
  const counted = found && fromCounts(found)
  if (counted && counted.kind !== 'hidden') return counted
  return counted || scores ? { kind: 'hidden', least } : { kind: 'unpublished' }
}

/** How citizens scored a service point, by indicator and focus group; from what is published of one closed round. */
export const communityScores = (
  round: ScoredRound,
  scorecard: Scorecard,
  groups: readonly Said[],
  point: Said,
): CommunityScore[] =>
  scorecard.indicators.map((indicator) => ({
    indicator,
    everybody: scoreOf(round, scorecard, indicator, { point }),
    groups: groups.map((group) => ({ group, score: scoreOf(round, scorecard, indicator, { point, group }) })),
  }))

/** `to` minus `from`, in points; null where one of them is not known. Provider minus community is the gap. */
export const pointsBetween = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : to - from

/** The whole number that stands for a score, and from which gaps are made, so that what is shown adds up; null where none is shown. */
export const shownScore = (score: Score): number | null => (score.kind === 'shown' ? Math.round(score.score) : null)
