import type { Flow } from '../../core/flow.ts'
import { chosen } from '../knowledge.ts'
import { answeredIn, countAt, type PublishedTable, type ShownCount } from '../published-table.ts'
import { because, isReason, namesKey, type Said, valued } from '../said.ts'
import { type Indicator, type IndicatorCounts, type IndicatorShare, shareOf } from '../statistics/indicator.ts'
import { type Interval, refusalBounds } from '../statistics/intervals.ts'
import { added, unweighted, type WeightSums } from '../statistics/weight-sums.ts'
import { choiceName } from '../tables.ts'
import type { PublishedWeights } from './weighted.ts'

/** An indicator of everybody, or of one group. It has no share where a number that it needs is too small to show safely, or nobody answered. */
export interface PublishedIndicator extends IndicatorShare {
  readonly indicator: Indicator
  readonly dimensions: readonly string[]
  /** One value for each dimension; empty: everybody. */
  readonly values: readonly Said[]
  /** Who is counted: the fewest who answered one of its questions; 0: nobody did, and there is no share. null: too few to show safely. */
  readonly base: number | null
  /**
   * The share if nobody of those who preferred not to say belongs to it, and if all of them do; null where their number is hidden, and for the mean
   * of several shares.
   */
  readonly bounds: Interval | null
  /** The same with weights; null where there are none, and where a number that it needs is hidden. */
  readonly weighted: IndicatorShare | null
}

/** How published tables call what an indicator counts: of a question with several answers, one choice that was made, or was not. */
function countedAs({ counts, among }: Indicator, question: string, tables: readonly PublishedTable[]) {
  const choice = choiceName(question, counts[0] ?? '')
  return counts.length === 1 && !among && tables.some((table) => table.question === choice)
    ? { variable: choice, rowOf: () => chosen }
    : { variable: question, rowOf: (value: string) => value }
}

const asWeights = (count: ShownCount) => (count === null ? null : unweighted(count))

/** One group in the tables by its dimensions: how many gave which answer. null: hidden, or not published. */
function countsIn(indicator: Indicator, tables: readonly PublishedTable[], group: readonly Said[]) {
  const tableOf = (question: string) => {
    const { variable, rowOf } = countedAs(indicator, question, tables)
    return { table: tables.find((each) => each.question === variable), rowOf }
  }
  const counts: IndicatorCounts = {
    count(question, value) {
      const { table, rowOf } = tableOf(question)
      return asWeights(table ? countAt(table, valued(rowOf(value)), group) : null)
    },
    base(question) {
      const { table } = tableOf(question)
      return asWeights(table ? answeredIn(table, group) : null)
    },
  }
  const weightedWith = (weights: PublishedWeights): IndicatorCounts => {
    const weigh = (question: string, row: Said) => {
      const { table } = tableOf(question)
      const { variable } = countedAs(indicator, question, tables)
      const dimensions = table?.dimensions ?? []
      const conditions = dimensions.flatMap((name, place) => (group[place] ? [[name, group[place]] as const] : []))
      return weights.weigh([[variable, row], ...conditions])
    }
    return {
      count: (question, value) => weigh(question, valued(tableOf(question).rowOf(value))),
      base(question) {
        const all = tableOf(question)
          .table?.rows.filter((row) => !isReason(row))
          .map((row) => weigh(question, row)) ?? [null]
        return all.every((each) => each !== null) ? added(all) : null
      },
    }
  }
  const refused = (question: string) => {
    const { table } = tableOf(question)
    return table ? countAt(table, because('refused'), group) : null
  }
  return { counts, weightedWith, refused }
}

function boundsOf({ attributes }: IndicatorShare, refused: (question: string) => number | null): Interval | null {
  const [only, ...others] = attributes
  const unsaid = only ? refused(only.question) : null
  if (!only || others.length > 0 || unsaid === null) return null
  return refusalBounds(only.x, only.n, unsaid)
}

/** Who is counted. Where there is no share it is known only if nobody answered. */
function baseOf({ share, attributes }: IndicatorShare, answered: readonly (WeightSums | null)[]): number | null {
  if (share !== null) return Math.min(...attributes.map((each) => each?.n ?? 0))
  return answered.every((each) => each?.people === 0) ? 0 : null
}

/**
 * The indicators of a flow from what is published of a round: each for everybody first, and then for each group by which its questions are taken
 * apart. They rest on numbers that are shown alone, so they show nothing that the tables hide.
 */
export function publishedIndicators(
  { indicators }: Flow,
  tables: readonly PublishedTable[],
  weights: PublishedWeights | null = null,
): PublishedIndicator[] {
  const groups = [...Map.groupBy(tables, ({ dimensions }) => namesKey(dimensions)).values()]
  const sorted = groups.toSorted((a, b) => (a[0]?.dimensions.length ?? 0) - (b[0]?.dimensions.length ?? 0))
  return indicators.flatMap((indicator) =>
    sorted.flatMap((group) => {
      const [first = ''] = indicator.questions
      const table = group.find(({ question }) => question === countedAs(indicator, first, group).variable)
      return (table?.columns ?? []).map((values): PublishedIndicator => {
        const { counts, weightedWith, refused } = countsIn(indicator, group, values)
        const share = shareOf(indicator, counts)
        const dimensions = table?.dimensions ?? []
        const base = baseOf(share, indicator.questions.map(counts.base))
        const own = weights && share.share !== null ? shareOf(indicator, weightedWith(weights), weights.sizeOf) : null
        const weighted = own?.share === null ? null : own
        return { ...share, indicator, dimensions, values, base, bounds: boundsOf(share, refused), weighted }
      })
    }),
  )
}
