import { greatestWeight, leastWeight } from '../results/statistics/weighting.ts'
import type { Weighting } from '../results/weigh.ts'
import { percent } from './printed-share.ts'
import { textTable } from './text-table.ts'

type Coverage = Weighting['margins'][number]

function coverage({ questions, coverage: rows }: Coverage): string[] {
  const cells = rows.map(({ category, n, sampleShare, populationShare, ratio }) => [
    ...[category, String(n), percent(sampleShare), percent(populationShare), ratio === null ? '–' : ratio.toFixed(2)],
  ])
  const without = rows.filter(({ populationShare }) => populationShare === null).map(({ category }) => category)
  const absent = rows.filter(({ n, populationShare }) => n === 0 && populationShare !== null)
  const name = questions.join(', ')
  return [
    '',
    ...textTable([[name, 'answered', 'share', 'population', 'ratio'], ...cells]).split('\n'),
    ...(without.length > 0
      ? [
          `The source has no number for ${without.join(', ')}: they keep the share that they have among those who answered.`,
        ]
      : []),
    ...absent.map(({ category }) => `Nobody who answered is ${category}: no weight can speak for them.`),
  ]
}

/** Who answered, compared with the population, and how the weights came out. */
export function printedWeighting(weighting: Weighting): string[] {
  const { source, universe, margins, iterations, converged, largestDifference, trimmed, raised } = weighting
  const { deff, effectiveN } = weighting
  const times = iterations === 1 ? 'one iteration' : `${iterations} iterations`
  const left = `the largest difference between a weighted share and its target is ${(100 * largestDifference).toFixed(1)} percentage points`
  return [
    '',
    `Who answered, compared with ${universe} (${source})`,
    ...margins.flatMap(coverage),
    '',
    converged
      ? `Weights: all margins are met after ${times}.`
      : `Weights: THE MARGINS ARE NOT MET after ${times}; ${left}.`,
    ...(trimmed > 0
      ? [
          `The weights of ${trimmed} people were cut on the way to ${greatestWeight} times the mean, the most that is allowed.`,
        ]
      : []),
    ...(raised > 0
      ? [
          `The weights of ${raised} people were raised on the way to ${leastWeight} of the mean, the least that is allowed.`,
        ]
      : []),
    `Design effect (Kish) ${deff?.toFixed(2) ?? '–'}: as if ${effectiveN.toFixed(0)} people had answered, all with the same weight. For information: intervals rest on the linearised variance.`,
    'Weighting does not make these people a sample of the population: in a Nigerian study it did not reduce the bias of an SMS survey (Lau and others 2019).',
  ]
}
