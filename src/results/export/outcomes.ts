import { type ShownOutcomes, shownRates } from '../outcome-table.ts'
import type { ShownCount } from '../published-table.ts'
import type { OutcomeRates } from '../statistics/outcome-rates.ts'

const tooFew = 'too few to show safely'
const number = (count: ShownCount) => (count === null ? tooFew : String(count))
const percent = (share: number | null) => (share === null ? 'no estimate' : `${(100 * share).toFixed(1)} %`)

/** How conversations ended and AAPOR's rates, as a name and a figure each. */
export function outcomeFigures(outcomes: ShownOutcomes): [name: string, figure: string][] {
  const rates = shownRates(outcomes)
  const rate = (name: keyof OutcomeRates) => (rates === null ? tooFew : percent(rates[name]))
  return [
    ['Complete (I)', number(outcomes.complete)],
    ['Partial (P)', number(outcomes.partial)],
    ['Refusals and break-offs (R)', number(outcomes.refusal)],
    ['Not eligible (NE)', number(outcomes.notEligible)],
    ['Other (O)', number(outcomes.other)],
    ['Response rate RR1 = RR3 = RR5', rate('RR1')],
    ['Response rate RR2', rate('RR2')],
    ['Cooperation rate COOP1', rate('COOP1')],
    ['Refusal rate REF1', rate('REF1')],
    ['Contact rate CON1', rate('CON1')],
  ]
}

/** What must be said beside these figures. */
export const outcomeCaution =
  'People come by themselves: there is no list of whom it was tried to reach. These are rates of those who came, and say nothing about the population.'
