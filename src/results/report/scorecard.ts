import type { Flow } from '../../core/flow.ts'
import { type PublishedTable, sum } from '../published-table.ts'
import { isReason, isSame, namesKey, type Said } from '../said.ts'
import type { TableRequest } from '../tables.ts'

type Scorecard = NonNullable<Flow['scorecard']>

/**
 * A score from 0 (worst) to 100 (best): the mean over those who scored. `hidden`: a count that it needs is too small to show safely.
 * `nobody`: nobody of the group scored. `unpublished`: the table is not published.
 */
export type Score =
  | { readonly kind: 'shown'; readonly score: number; readonly people: number }
  | { readonly kind: 'hidden' | 'nobody' | 'unpublished' }

/** One indicator as citizens scored it. */
export interface CommunityScore {
  readonly indicator: string
  readonly everybody: Score
  /** By choice of the flow's focus group question. */
  readonly groups: readonly { readonly group: Said; readonly score: Score }[]
}

const isOf = ({ question, dimensions }: TableRequest, wanted: TableRequest): boolean =>
  question === wanted.question && namesKey(dimensions.toSorted()) === namesKey(wanted.dimensions.toSorted())

/** The tables that a scorecard is made from: every indicator by service point, and by service point and focus group. */
export const scorecardTables = ({ scorecard }: Flow): TableRequest[] =>
  scorecard === undefined
    ? []
    : scorecard.indicators.flatMap((question) => [
        { question, dimensions: [scorecard.servicePoint] },
        { question, dimensions: [scorecard.servicePoint, scorecard.focusGroup] },
      ])

/** Those of them that are not published. */
export const missingTables = (flow: Flow, tables: readonly PublishedTable[]): TableRequest[] =>
  scorecardTables(flow).filter((wanted) => !tables.some((table) => isOf(table, wanted)))

/**
 * The mean score of one group of a published table. Answers are scored evenly from 0 to 100 in the order of their list, the worst first:
 * with five, 0, 25, 50, 75 and 100 (Community Scorecard: World Bank, Singh and Shah). Who gave no answer is not counted. One hidden count
 * hides the mean: it would tell what is hidden.
 */
export function scoreOf(
  tables: readonly PublishedTable[],
  question: string,
  group: Readonly<Record<string, Said>>,
): Score {
  const table = tables.find((each) => isOf(each, { question, dimensions: Object.keys(group) }))
  if (!table) return { kind: 'unpublished' }
  const { rows, columns, cells, dimensions } = table
  const column = columns.findIndex((values) =>
    values.every((value, place) => {
      const own = group[dimensions[place] ?? '']
      return own !== undefined && isSame(value, own)
    }),
  )
  // A group in which nobody is has no column.
  if (column < 0) return { kind: 'nobody' }
  const counts = rows.flatMap((row, index) => (isReason(row) ? [] : [cells[index]?.[column] ?? null]))
  const known = counts.filter((count) => count !== null)
  if (known.length < counts.length) return { kind: 'hidden' }
  const people = sum(known)
  if (people === 0) return { kind: 'nobody' }
  const best = Math.max(1, known.length - 1)
  return { kind: 'shown', people, score: sum(known.map((count, place) => count * ((100 * place) / best))) / people }
}

/** How citizens scored a service point, by indicator and focus group; from published tables of one closed round. */
export function communityScores(
  { servicePoint, focusGroup, indicators }: Scorecard,
  groups: readonly Said[],
  tables: readonly PublishedTable[],
  point: Said,
): CommunityScore[] {
  return indicators.map((indicator) => ({
    indicator,
    everybody: scoreOf(tables, indicator, { [servicePoint]: point }),
    groups: groups.map((group) => ({
      group,
      score: scoreOf(tables, indicator, { [servicePoint]: point, [focusGroup]: group }),
    })),
  }))
}

/** `to` minus `from`, in points; null where one of them is not known. Provider minus community is the gap. */
export const pointsBetween = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : to - from

/** The whole number that stands for a score, and from which gaps are made, so that what is shown adds up; null where none is shown. */
export const shownScore = (score: Score): number | null => (score.kind === 'shown' ? Math.round(score.score) : null)
