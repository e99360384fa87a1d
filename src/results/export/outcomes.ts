import { completion, outcomeRates, outcomesOf } from '../statistics/outcome-rates.ts'
import type { RoundFacts } from './export-data.ts'

const percent = (share: number | null) => (share === null ? 'no estimate' : `${(100 * share).toFixed(1)} %`)

/** How conversations ended, how many of those who began came to the end, and AAPOR's rates where there is a frame; a name and a figure each. */
export function outcomeFigures(dispositions: RoundFacts['dispositions']): [name: string, figure: string][] {
  const outcomes = outcomesOf(dispositions)
  const { complete, began, share } = completion(outcomes)
  return [
    ['Complete (I)', String(outcomes.complete)],
    ['Partial (P)', String(outcomes.partial)],
    ['Refusals and break-offs (R)', String(outcomes.refusal)],
    ['Not eligible (NE)', String(outcomes.notEligible)],
    ['Other (O)', String(outcomes.other)],
    ['Completed, of those who began', `${complete} of ${began}: ${percent(share)}`],
    ...Object.entries(outcomeRates(outcomes) ?? {}).map(([name, rate]): [string, string] => [name, percent(rate)]),
  ]
}

/** What must be said beside these figures. */
export const outcomeCaution =
  'People come by themselves: there is no list of whom it was tried to reach. So there are no response, contact or refusal rates (AAPOR, Standard Definitions, 10th edition, 2023), and the share of those who completed says nothing about the population.'
