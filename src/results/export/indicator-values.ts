import type { Flow } from '../../core/flow.ts'
import { type PublishedTable, sum } from '../published-table.ts'
import { type Interval, wilson } from '../statistics/intervals.ts'
import { isAnswerRow } from '../tables.ts'

type Indicator = Flow['indicators'][number]

/** An indicator for everybody, or for one group of a published table. */
interface IndicatorValue {
  readonly indicator: Indicator
  readonly dimensions: readonly string[]
  /** One value for each dimension. */
  readonly values: readonly string[]
  /** null where a number that is needed is hidden. */
  readonly share: number | null
  /** Who is counted, and the interval; null for a mean of several shares too. */
  readonly base: number | null
  readonly interval: Interval | null
}

/** x of n in one column; null where a number is hidden, or nobody is counted. */
function shareIn(table: PublishedTable, column: number, { counts, among }: Indicator): { x: number; n: number } | null {
  const cells = (rows: readonly string[]) => rows.map((row) => table.cells[table.rows.indexOf(row)]?.[column] ?? null)
  const counted = cells(counts)
  const all = cells(among ?? table.rows.filter(isAnswerRow))
  const known = (numbers: readonly (number | null)[]) => numbers.filter((each) => each !== null)
  if (known(counted).length < counted.length || known(all).length < all.length) return null
  const n = sum(known(all))
  return n === 0 ? null : { x: sum(known(counted)), n }
}

/** The indicators of a flow as far as published tables say them: everybody, and each group that all tables of an indicator know. */
export function indicatorValues(flow: Flow, tables: readonly PublishedTable[]): IndicatorValue[] {
  return flow.indicators.flatMap((indicator) => {
    const groups = Map.groupBy(
      tables.filter(({ question }) => indicator.questions.includes(question)),
      ({ dimensions }) => dimensions.join(),
    )
    return [...groups.values()].flatMap((own): IndicatorValue[] => {
      const [first] = own
      if (!first || own.length < indicator.questions.length) return []
      return first.columns.map((values) => {
        const key = JSON.stringify(values)
        const shares = own.map((table) =>
          shareIn(
            table,
            table.columns.findIndex((each) => JSON.stringify(each) === key),
            indicator,
          ),
        )
        const known = shares.filter((each) => each !== null)
        const [only] = known
        const single = own.length === 1 && only
        return {
          ...{ indicator, dimensions: first.dimensions, values },
          share: known.length < own.length ? null : sum(known.map(({ x, n }) => x / n)) / known.length,
          ...(single ? { base: only.n, interval: wilson(only.x, only.n) } : { base: null, interval: null }),
        }
      })
    })
  })
}
