import type { RoundFacts } from '../../../results/export/export-data.ts'
import type { Reader, ResultWords } from './words.ts'

/** Most people read no more than this. */
const mostIndicators = 5

interface Headed {
  readonly id: string
  readonly label: string
  readonly total: { readonly share: string | null; readonly interval: string | null } | null
}

/** From when to when people were asked; '' where no launch says so. */
export const datesOf = ({ launch }: RoundFacts, { text }: Pick<Reader, 'text'>): string =>
  launch ? text('results.summary.days', { from: launch.opensOn, to: launch.closesOn }) : ''

/** What was asked, of whom and when, and the indicators that come first: what somebody takes away who reads nothing else. */
export function summaryOf(
  facts: RoundFacts,
  indicators: readonly Headed[],
  told: { readonly words: ResultWords; readonly reader: Reader; readonly people: number; readonly questions: number },
) {
  const { launch } = facts
  const { words, reader, people, questions } = told
  const { text } = reader
  const dates = datesOf(facts, reader)
  return {
    sentences: [
      text('results.summary.asked', { organisation: facts.organisation, name: words.title, questions }),
      ...(launch ? [text('results.summary.purpose', { purpose: launch.purpose })] : []),
      launch
        ? text('results.summary.population', { people, population: launch.targetPopulation })
        : text('results.people', { people }),
      ...(dates === '' ? [] : [text('results.summary.when', { dates })]),
    ],
    indicators: indicators.slice(0, mostIndicators).map(({ id, label, total }) => ({
      ...{ id, label, share: total?.share ?? null, interval: total?.interval ?? null },
    })),
  }
}
