import { type MissingCode, missingCodes } from '../../../core/flow.ts'
import { type ShownOutcomes, shownCompletion, shownRates } from '../../../results/outcome-table.ts'
import { sumOfShown } from '../../../results/published-table.ts'
import type { ReportedQuestion } from '../../../results/report/question-report.ts'
import type { Outcomes } from '../../../results/statistics/outcome-rates.ts'
import { type NumberTable, percent, shown } from './numbers.ts'
import type { Reader, ResultWords } from './words.ts'

/** Of those who replied. */
const repliesWithoutAnswer: readonly MissingCode[] = ['refused', 'dont_know', 'invalid']

/** For each question how many replied, gave an answer, or why they did not. */
export function itemNonResponse(
  reports: readonly ReportedQuestion[],
  { words, reader }: { readonly words: ResultWords; readonly reader: Reader },
): NumberTable {
  const { text } = reader
  return {
    caption: text('results.non_response'),
    header: [
      text('results.replied'),
      text('results.answered'),
      ...missingCodes.map((code) => text(`results.missing.${code}`)),
    ],
    rows: reports.flatMap(({ question, everybody }) => {
      if (!everybody) return []
      const { base, missing } = everybody
      const replied = sumOfShown([base, ...repliesWithoutAnswer.map((code) => missing[code] ?? null)])
      const cells = [replied, base, ...missingCodes.map((code) => missing[code] ?? null)]
      return [{ label: words.question(question), cells: cells.map((count) => shown(count, reader)) }]
    }),
  }
}

const outcomes: readonly Exclude<keyof Outcomes, 'hasFrame'>[] = [
  'complete',
  'partial',
  'refusal',
  'notEligible',
  'other',
]

function completed(outcomes: ShownOutcomes, reader: Reader): string {
  const known = shownCompletion(outcomes)
  if (known === null) return shown(null, reader)
  const { complete, began, share } = known
  return share === null ? '–' : `${complete}/${began}, ${percent(share, 1)} %`
}

/** How the conversations of a round ended, how many of those who began completed, and AAPOR's rates where there is a frame. */
export function outcomeTable(counted: ShownOutcomes, reader: Reader): NumberTable {
  const { text } = reader
  return {
    caption: text('results.outcomes.title'),
    header: [text('results.outcomes.number')],
    rows: [
      ...outcomes.map((outcome) => ({
        label: text(`results.outcomes.${outcome}`),
        cells: [shown(counted[outcome], reader)],
      })),
      { label: text('results.outcomes.completion'), cells: [completed(counted, reader)] },
      ...Object.entries(shownRates(counted) ?? {}).map(([label, rate]) => ({
        ...{ label, cells: [rate === null ? '–' : `${percent(rate, 1)} %`] },
      })),
    ],
  }
}
