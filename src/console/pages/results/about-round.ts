import type { RoundFacts } from '../../../results/export/export-data.ts'
import type { Reader } from './words.ts'

/** One thing that a reader must know to judge the figures. */
interface Fact {
  readonly name: string
  readonly words: string
}

/** How a round came about: who asked whom, how, in which languages, who had a part in it, and what is hidden. */
export function aboutRound(facts: RoundFacts, { text, language: reading }: Reader): Fact[] {
  const { launch, reviews, content, published, k } = facts
  const { flow } = content
  const media = launch?.media ?? flow.media
  const languageNames = new Intl.DisplayNames(reading, { type: 'language' })
  const languages = flow.languages.map((code) => {
    const review = launch?.translationReviews[code]
    const language = languageNames.of(code) ?? code
    // Not by whom: the page may be read by anybody.
    return text(review ? 'results.round.reviewed' : 'results.round.draft', { language, on: review?.on ?? '' })
  })
  const numbers = published.flatMap(({ cells, rowTotals, columnTotals }) => [
    ...[...cells.flat(), ...rowTotals, ...columnTotals],
  ])
  const hidden = numbers.filter((count) => count === null).length
  const disclosure = [text('results.round.hidden', { k, tables: published.length, numbers: numbers.length, hidden })]
  const isInParts = published.some(({ auditedInParts }) => auditedInParts)
  const unknown = text('results.round.unknown')
  const entries: readonly (readonly [name: string, words: string])[] = [
    ['organisation', facts.organisation],
    ['purpose', launch?.purpose ?? unknown],
    ['population', launch?.targetPopulation ?? unknown],
    ['recruitment', text('results.round.came')],
    ['media', media ? media.map((medium) => text(`medium.${medium}`)).join(', ') : text('results.round.all_media')],
    ['dates', launch ? text('results.round.days', { from: launch.opensOn, to: launch.closesOn }) : unknown],
    ['languages', languages.join('; ')],
    [
      'codesign',
      reviews.length === 0
        ? text('results.round.no_review')
        : reviews
            .map(({ heldOn, community, people, outcome }) =>
              text('results.round.review', { day: heldOn, community, people, outcome }),
            )
            .join(' '),
    ],
    ['disclosure', [...disclosure, ...(isInParts ? [text('results.round.audited_in_parts')] : [])].join(' ')],
  ]
  return entries.map(([name, words]) => ({ name: text(`results.round.name.${name}`), words }))
}
