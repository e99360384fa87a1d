import { outcomeRates, outcomesOf } from '../statistics/outcome-rates.ts'
import type { RoundFacts } from './export-data.ts'

const percent = (share: number | null) => (share === null ? 'no estimate' : `${(100 * share).toFixed(1)} %`)

/** How conversations ended and AAPOR's rates, as a name and a figure each. */
export function outcomeFigures(dispositions: RoundFacts['dispositions']): [name: string, figure: string][] {
  const outcomes = outcomesOf(dispositions)
  const { RR1, RR2, COOP1, REF1, CON1 } = outcomeRates(outcomes)
  return [
    ['Complete (I)', String(outcomes.complete)],
    ['Partial (P)', String(outcomes.partial)],
    ['Refusals and break-offs (R)', String(outcomes.refusal)],
    ['Not eligible (NE)', String(outcomes.notEligible)],
    ['Other (O)', String(outcomes.other)],
    ['Response rate RR1 = RR3 = RR5', percent(RR1)],
    ['Response rate RR2', percent(RR2)],
    ['Cooperation rate COOP1', percent(COOP1)],
    ['Refusal rate REF1', percent(REF1)],
    ['Contact rate CON1', percent(CON1)],
  ]
}

/** What must be said beside these figures. */
export const outcomeCaution =
  'People come by themselves: there is no list of whom it was tried to reach. These are rates of those who came, and say nothing about the population.'
