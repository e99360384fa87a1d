import type { Bar } from './chart.ts'
import { type PublishedTable, sumOfShown } from './published-table.ts'
import { wilson } from './statistics/intervals.ts'
import { isAnswerRow } from './tables.ts'

/** One group of a published table with what may be said of it. */
export interface ReportColumn {
  /** One value for each dimension; empty for everybody. */
  readonly values: readonly string[]
  /** Who gave an answer; null where that is hidden, and then no share is shown. */
  readonly base: number | null
  readonly bars: readonly Bar[]
}

/** A published table as a page shows it. */
export interface ReportTable {
  readonly question: string
  readonly dimensions: readonly string[]
  readonly table: PublishedTable
  readonly columns: readonly ReportColumn[]
}

/**
 * Shares and intervals that follow from what is published. A share needs its base: where one answer of a group is hidden the base is not known, so
 * none of its shares is shown (base and percentage are suppressed together).
 */
export function reportOf(table: PublishedTable): ReportTable {
  const { question, dimensions, rows, columns, cells } = table
  const answers = rows.map((row, index) => ({ row, index })).filter(({ row }) => isAnswerRow(row))
  return {
    ...{ question, dimensions, table },
    columns: columns.map((values, column) => {
      const counts = answers.map(({ index }) => cells[index]?.[column] ?? null)
      const base = sumOfShown(counts)
      return {
        ...{ values, base },
        bars: answers.map(({ row }, place) => {
          const x = counts[place] ?? null
          const share = base === null || base === 0 || x === null ? null : x / base
          return { label: row, share, interval: share === null || base === null || x === null ? null : wilson(x, base) }
        }),
      }
    }),
  }
}

/** The answer that most people gave, of those whose share is shown. */
export const commonest = ({ bars }: ReportColumn): Bar | undefined =>
  bars.filter(({ share }) => share !== null).toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))[0]
