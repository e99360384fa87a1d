import type { Answer, Flow } from '../../core/flow.ts'
import { groupKey, type Key, type Said, saidIn } from '../said.ts'
import { marginQuestions, type Population, type Weighting, weigh } from '../weigh.ts'
import { type ExportAnswer, type ExportData, suppressed } from './export-data.ts'

/** Weights with so many digits after the point: more say nothing. */
const digits = 6

/** What was suppressed counts as none. */
const forWeighing = (answer: ExportAnswer | undefined): Answer | undefined => {
  if (answer === undefined || 'value' in answer) return answer as Answer | undefined
  return { missing: answer.missing === suppressed ? 'not_applicable' : answer.missing }
}

/** What exports call the weight: not as a question about somebody's weight may be called. */
export const weightName = '_weight'

/**
 * Weights for interviews as they are exported, and for nothing else: a value that was suppressed counts as none, so a weight tells nothing of somebody
 * that does not stand beside it. `names` are the exported questions.
 */
export function createExportWeights(flow: Flow, population: Population | null, names: readonly string[]) {
  const wanted = population ? marginQuestions(population) : []
  const places = wanted.map((name) => names.indexOf(name))
  const canWeigh = population !== null && !places.includes(-1)
  const counts = new Map<Key, { readonly group: readonly Said[]; count: number }>()
  const groupOf = (answers: readonly ExportAnswer[]) => places.map((place) => saidIn(forWeighing(answers[place])))
  return {
    add(answers: readonly ExportAnswer[]): void {
      if (!canWeigh) return
      const group = groupOf(answers)
      const key = groupKey(group)
      const known = counts.get(key) ?? { group, count: 0 }
      known.count++
      counts.set(key, known)
    },
    result(): { weighting: Weighting | null; weightOf(answers: readonly ExportAnswer[]): number | null } {
      if (!canWeigh) return { weighting: null, weightOf: () => null }
      const { weighting, weightOfGroup } = weigh(flow, population, [...counts.values()])
      return { weighting, weightOf: (answers) => Number(weightOfGroup(groupOf(answers)).weight.toFixed(digits)) }
    },
  }
}

type Weighed = Pick<ExportData, 'population' | 'weighting'>

const notASample =
  'Weights do not make people who came by themselves a sample. For variances use the linearisation of a raked design.'

/** How it is weighted, and why not; `figures` are told between that and what weights do not do. */
function told({ population, weighting }: Weighed, figures: (weighting: Weighting) => readonly string[]): string[] {
  if (population === null) return ['Weighting: none.']
  const { source, universe, recordedOn, margins } = population
  const crossed = margins.map(({ questions }) => questions.join(' by ')).join('; ')
  const known = `Margins: ${crossed}, of ${universe}; source: ${source}; recorded on ${recordedOn}, before the round was closed.`
  if (weighting === null)
    return [`Weighting: none in this export, because it does not have all questions of the margins. ${known}`]
  return [
    `Weighting: the variable ${weightName}, by raking with a mean of 1, and no weight above 5 or below 0.2. It is made from the values that stand in this export, so it tells nothing that they do not. ${known}`,
    ...figures(weighting),
    notASample,
  ]
}

/** How it was weighted, sentence by sentence, for those who read a file with the interviews. */
export const weightingSentences = (data: Weighed): string[] =>
  told(data, ({ converged, largestDifference, trimmed, raised, deff }) => [
    converged
      ? 'All margins are met.'
      : `THE MARGINS ARE NOT MET: the largest difference that is left is ${(100 * largestDifference).toFixed(1)} percentage points.`,
    `On the way the weights of ${trimmed} people were cut and those of ${raised} raised. People whose category the source does not know keep the share that they have. Design effect (Kish): ${deff?.toFixed(2) ?? 'none'}.`,
  ])

/** The same without any number that rests on interviews: from the design effect follows how many are in a small group. */
export const publicWeightingSentences = (data: Weighed): string[] =>
  told(data, ({ converged }) => [
    converged ? 'All margins are met.' : 'THE MARGINS ARE NOT MET.',
    'People whose category the source does not know keep the share that they have.',
  ])
