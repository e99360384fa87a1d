import type { PublishedTable } from '../published-table.ts'
import { namesKey } from '../said.ts'
import { categoryOf } from '../statistics/margin-category.ts'
import { type Cell, type CoverageRow, coverageOf, type Margin } from '../statistics/weighting.ts'

/** A category of a margin: who answered, compared with the population. null: too few to show safely. */
interface PublishedCoverageRow extends Omit<CoverageRow, 'n'> {
  readonly n: number | null
}

/** What the published table of the questions of a margin says of coverage. */
export interface PublishedCoverage {
  readonly questions: readonly string[]
  /** null: there is no such table. */
  readonly rows: readonly PublishedCoverageRow[] | null
}

/** The categories of a margin in a table of its questions, whichever way that is turned. */
function categoriesIn({ question, dimensions, rows, columns, cells }: PublishedTable, { questions }: Margin) {
  return rows.flatMap((row, place) =>
    columns.map((values, column) => {
      const answers = new Map([[question, row], ...values.map((value, at) => [dimensions[at] ?? '', value] as const)])
      return {
        category: categoryOf(questions.flatMap((name) => answers.get(name) ?? [])),
        count: cells[place]?.[column] ?? null,
      }
    }),
  )
}

/**
 * Who answered, from published tables alone, set against what is known of the population. Where one category is hidden its share would follow from the
 * others: then no share of that margin is shown.
 */
export function publishedCoverage(tables: readonly PublishedTable[], margins: readonly Margin[]): PublishedCoverage[] {
  return margins.map((margin) => {
    const { questions, targets } = margin
    const wanted = namesKey(questions.toSorted())
    const table = tables.find((each) => namesKey([each.question, ...each.dimensions].toSorted()) === wanted)
    if (!table) return { questions, rows: null }
    const categories = categoriesIn(table, margin)
    const hidden = new Set(categories.filter(({ count }) => count === null).map(({ category }) => category))
    const cells = categories.map(({ category, count }): Cell => ({ categories: [category], count: count ?? 0 }))
    const isComplete = Object.keys(targets).every((category) => !hidden.has(category))
    const rows = coverageOf(margin, 0, cells)
      .filter(({ category, n }) => n > 0 || hidden.has(category) || category in targets)
      .map((row) => ({
        ...row,
        n: hidden.has(row.category) ? null : row.n,
        ...(!isComplete && { sampleShare: null, ratio: null }),
      }))
    return { questions, rows }
  })
}
