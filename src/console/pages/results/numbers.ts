import type { Interval } from '../../../results/statistics/intervals.ts'
import type { Reader } from './words.ts'

/** A table as it is read: every cell is words already. */
export interface NumberTable {
  readonly caption: string
  /** Of the columns after the first, which names the row. */
  readonly header: readonly string[]
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[]
}

/** What a figure is of: a question, and by which others people are taken apart. */
export interface Picked {
  readonly question: string
  readonly by: readonly string[]
}

/** A chart, what it shows and does not, and its numbers. */
export interface Figure {
  /** null: it has no page of its own. */
  readonly picked: Picked | null
  /** Empty: what stands above it says what it is of. */
  readonly heading: string
  /** SVG; null where nothing can be drawn, because every share is hidden. */
  readonly chart: string | null
  readonly sentences: readonly string[]
  readonly table: NumberTable
}

export const percent = (share: number, digits = 0): string => (100 * share).toFixed(digits)

/** As texts take it: `{{low}}` and `{{high}}`, in per cent. */
export const bounds = ({ low, high }: Interval, digits = 0) => ({
  low: percent(low, digits),
  high: percent(high, digits),
})

/** null: too few to show safely. */
export const shown = (count: number | null, { text }: Reader): string =>
  count === null ? text('results.too_few') : String(count)
