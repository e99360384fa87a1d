import type { PublishedTable } from '../../../results/published-table.ts'
import { publishedCoverage } from '../../../results/report/published-coverage.ts'
import { groupOfCategory } from '../../../results/statistics/margin-category.ts'
import type { Population } from '../../../results/weigh.ts'
import { type NumberTable, percent, shown } from './numbers.ts'
import type { Reader, ResultWords } from './words.ts'

/** Who answered beside what is known of the population, margin by margin. */
export interface Coverage {
  readonly source: string
  readonly universe: string
  readonly tables: readonly NumberTable[]
  /** Margins of which no table is published. */
  readonly unpublished: readonly string[]
}

export function coverageOfRound(
  { source, universe, margins }: Population,
  tables: readonly PublishedTable[],
  { words, reader }: { readonly words: ResultWords; readonly reader: Reader },
): Coverage {
  const { text } = reader
  const share = (value: number | null) => (value === null ? '–' : `${percent(value, 1)} %`)
  const named = (questions: readonly string[]) => questions.map(words.question).join(', ')
  const found = publishedCoverage(tables, margins)
  return {
    ...{ source, universe },
    tables: found.flatMap(({ questions, rows }) =>
      rows === null
        ? []
        : [
            {
              caption: named(questions),
              header: ['answered', 'share', 'population', 'ratio'].map((key) => text(`results.coverage.${key}`)),
              rows: rows.map(({ category, n, sampleShare, populationShare, ratio }) => ({
                label: words.group({ by: questions, values: groupOfCategory(category) }),
                cells: [shown(n, reader), share(sampleShare), share(populationShare), ratio?.toFixed(2) ?? '–'],
              })),
            },
          ],
    ),
    unpublished: found.filter(({ rows }) => rows === null).map(({ questions }) => named(questions)),
  }
}
