import { type ShownOutcomes, shownCompletion, shownRates } from '../outcome-table.ts'
import type { ShownCount } from '../published-table.ts'

const tooFew = 'too few to show safely'
const number = (count: ShownCount) => (count === null ? tooFew : String(count))
const percent = (share: number | null) => (share === null ? 'no estimate' : `${(100 * share).toFixed(1)} %`)

/** How conversations ended, how many of those who began came to the end, and AAPOR's rates where there is a frame; a name and a figure each. */
export function outcomeFigures(outcomes: ShownOutcomes): [name: string, figure: string][] {
  const completed = shownCompletion(outcomes)
  return [
    ['Complete (I)', number(outcomes.complete)],
    ['Partial (P)', number(outcomes.partial)],
    ['Refusals and break-offs (R)', number(outcomes.refusal)],
    ['Not eligible (NE)', number(outcomes.notEligible)],
    ['Other (O)', number(outcomes.other)],
    [
      'Completed, of those who began',
      completed ? `${completed.complete} of ${completed.began}: ${percent(completed.share)}` : tooFew,
    ],
    ...Object.entries(shownRates(outcomes) ?? {}).map(([name, rate]): [string, string] => [name, percent(rate)]),
  ]
}

/** What must be said beside these figures. */
export const outcomeCaution =
  'People come by themselves: there is no list of whom it was tried to reach. So there are no response, contact or refusal rates (AAPOR, Standard Definitions, 10th edition, 2023), and the share of those who completed says nothing about the population.'
