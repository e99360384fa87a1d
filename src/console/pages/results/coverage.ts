import type { PublishedTable } from '../../../results/published-table.ts'
import { publishedCoverage } from '../../../results/report/published-coverage.ts'
import type { PublishedWeights } from '../../../results/report/weighted.ts'
import { groupOfCategory } from '../../../results/statistics/margin-category.ts'
import { greatestWeight, leastWeight } from '../../../results/statistics/weighting.ts'
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
  /** How the weights were made, or why there are none. */
  readonly weighting: readonly string[]
}

interface Weighted {
  readonly weights: PublishedWeights | null
  /** The margins were recorded before the round was closed. */
  readonly isRecorded: boolean
  readonly reader: Reader
}

/** How the weights of published figures came out. */
function weightingOf({ weights, isRecorded, reader: { text } }: Weighted): string[] {
  if (!isRecorded) return [text('results.coverage.not_recorded')]
  if (weights === null) return [text('results.coverage.unweighted')]
  const { converged, largestDifference, trimmed, raised } = weights.raking
  return [
    text('results.coverage.weighted'),
    ...(converged ? [] : [text('results.coverage.not_met', { points: percent(largestDifference, 1) })]),
    ...(trimmed + raised > 0
      ? [text('results.coverage.limited', { trimmed, raised, greatest: greatestWeight, least: leastWeight })]
      : []),
  ]
}

export function coverageOfRound(
  { source, universe, margins }: Population,
  tables: readonly PublishedTable[],
  weighted: Weighted & { readonly words: ResultWords },
): Coverage {
  const { words, reader } = weighted
  const { text } = reader
  const share = (value: number | null) => (value === null ? '–' : `${percent(value, 1)} %`)
  const named = (questions: readonly string[]) => questions.map(words.question).join(', ')
  const found = publishedCoverage(tables, margins)
  return {
    ...{ source, universe, weighting: weightingOf(weighted) },
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
